package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// class is an element's class attribute, for what a page draws many times. templ's own class={ … } fills two maps to find
// style sheets to bring along and names said twice; these names need neither.
func class(names string) templ.OrderedAttributes {
	return templ.OrderedAttributes{{Key: "class", Value: names}}
}

// attributes are what every control of a field carries, whatever its kind.
func (f Field) attributes() templ.OrderedAttributes {
	list := templ.OrderedAttributes{
		{Key: "id", Value: f.id()},
		{Key: "name", Value: f.Name},
	}
	add := func(key string, value any, wanted bool) {
		if wanted {
			list = append(list, templ.KeyValue[string, any]{Key: key, Value: value})
		}
	}
	add("required", true, f.Required)
	add("disabled", true, f.Disabled)
	add("autofocus", true, f.Autofocus)
	add("maxlength", strconv.Itoa(f.MaxLength), f.MaxLength > 0)
	add("autocomplete", f.Autocomplete, f.Autocomplete != "")
	add("aria-describedby", f.describedBy(), f.describedBy() != "")
	add("aria-invalid", "true", f.Error != "")
	return list
}
