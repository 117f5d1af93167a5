package ui

import (
	"strings"
	"testing"

	"jiangqitong/web/i18n"
)

func TestInputSaysWhatIsWrong(t *testing.T) {
	page := render(t, i18n.Chinese, Input(Field{Name: "phone", Label: "电话", Hint: "手机或座机", Error: "号码不全", Value: "138", Required: true, MaxLength: 20}))
	for _, want := range []string{`for="phone"`, `aria-describedby="phone-hint phone-error"`, `aria-invalid="true"`, ` required`, `maxlength="20"`, `value="138"`, "号码不全", "必填"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in %s", want, page)
		}
	}
}

func TestInputEscapesWhatPeopleWrite(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	for kind := KindText; kind <= KindMonth; kind++ {
		page := render(t, i18n.Chinese, Input(Field{Kind: kind, Name: "x", Label: evil, Hint: evil, Error: evil, Value: evil, Placeholder: evil,
			Options: []Option{{Value: evil, Label: evil, Hint: evil, Group: evil, Search: evil, Template: evil}}}))
		if strings.Contains(page, "<script") {
			t.Errorf("kind %d lets a script through: %s", kind, page)
		}
	}
}

func TestPasswordIsNotSentBack(t *testing.T) {
	if page := render(t, i18n.Chinese, Input(Field{Kind: KindPassword, Name: "p", Label: "密码", Value: "geheim"})); strings.Contains(page, "geheim") {
		t.Errorf("the password stands in the page: %s", page)
	}
}

func TestChosenOptionsStayChosen(t *testing.T) {
	options := []Option{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}, {Value: "c", Label: "丙"}}
	for _, test := range []struct {
		field Field
		want  int
		mark  string
	}{
		{Field{Kind: KindSelect, Value: "b"}, 1, " selected"},
		{Field{Kind: KindSelect, Multiple: true, Values: []string{"a", "c"}}, 2, " selected"},
		{Field{Kind: KindRadio, Value: "b"}, 1, " checked"},
		{Field{Kind: KindChecks, Values: []string{"a", "b"}}, 2, " checked"},
		{Field{Kind: KindRating, Value: "4"}, 1, " checked"},
		{Field{Kind: KindCheckbox, Value: "1"}, 1, " checked"},
		{Field{Kind: KindCheckbox, Value: ""}, 0, " checked"},
	} {
		test.field.Name, test.field.Label, test.field.Options = "f", "选择", options
		page := render(t, i18n.Chinese, Input(test.field))
		if got := strings.Count(page, test.mark); got != test.want {
			t.Errorf("kind %d has %d chosen, want %d: %s", test.field.Kind, got, test.want, page)
		}
	}
}

func TestOptionsOfAGroupStandTogether(t *testing.T) {
	groups := grouped([]Option{{Value: "1", Group: "民生"}, {Value: "2", Group: "民生"}, {Value: "3", Group: "审批"}, {Value: "4"}})
	if len(groups) != 3 || groups[0].name != "民生" || len(groups[0].options) != 2 || groups[2].name != "" {
		t.Errorf("grouped as %+v", groups)
	}
}

func TestOffersOfTheSamePageDoNotShareIDs(t *testing.T) {
	reason := []Field{{Kind: KindTextarea, Name: "reason", Label: "理由", MaxLength: 100}}
	page := render(t, i18n.Chinese, Offers([]Offer{
		{Action: "decline", Href: "/cases/1/decline", Label: "退单", Key: "k1", Version: "7", Fields: reason},
		{Action: "extend", Href: "/cases/1/extend", Label: "延期", Key: "k2", Version: "7", Fields: reason, Error: "新时限不能早于今天。"},
	}))
	for _, want := range []string{`id="decline-reason"`, `id="extend-reason"`, `name="reason"`, `name="idempotency_key" value="k1"`,
		`name="version" value="7"`, `action="/cases/1/extend"`, "新时限不能早于今天。"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in %s", want, page)
		}
	}
	if strings.Count(page, " open") != 1 {
		t.Error("the offer with the error, and only that one, should be open")
	}
	if strings.Contains(page, "multipart") {
		t.Error("a form without files should not be multipart")
	}
}

func TestFormErrorsLeadToTheirFields(t *testing.T) {
	fields := []Field{{Name: "title", Label: "标题", Error: "请填写标题。"}, {Kind: KindRadio, Name: "category", Label: "类别", Error: "请选择类别。",
		Options: []Option{{Value: "road", Label: "道路"}}}, {Name: "ok", Label: "好"}}
	summary := render(t, i18n.Chinese, FormErrors(fields))
	form := render(t, i18n.Chinese, Inputs(fields))
	for _, id := range []string{"title", "category-0-0"} {
		if !strings.Contains(summary, `href="#`+id+`"`) || !strings.Contains(form, `id="`+id+`"`) {
			t.Errorf("the error does not lead to %s", id)
		}
	}
	if got := render(t, i18n.Chinese, FormErrors(fields[2:])); got != "" {
		t.Errorf("a form without errors should say nothing, not %s", got)
	}
}
