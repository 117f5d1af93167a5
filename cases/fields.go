package cases

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"jiangqitong/internal/workday"
)

// FieldKind says how a field is asked for and read.
type FieldKind string

// The kinds of field.
const (
	LineField     FieldKind = "line"     // one line of text
	TextField     FieldKind = "text"     // several lines
	DateField     FieldKind = "date"     // YYYY-MM-DD
	ChoiceField   FieldKind = "choice"   // one of Options
	CheckField    FieldKind = "check"    // "yes" or empty
	BureauField   FieldKind = "bureau"   // code of an active bureau
	BureausField  FieldKind = "bureaus"  // codes, comma-separated
	CaseField     FieldKind = "case"     // number of another case
	StreetField   FieldKind = "street"   // code of a street
	CategoryField FieldKind = "category" // code of an active category
	PhoneField    FieldKind = "phone"    // telephone number, with extension if any
	ScoreField    FieldKind = "score"    // 1 to 5
)

// Field is one thing an action asks: the form shows it, the API documents it, and Read checks it.
type Field struct {
	Name     string
	Kind     FieldKind
	Label    Words
	Required bool
	Max      int      // characters, for text; number of codes, for BureausField
	Options  []Option // for ChoiceField
}

// Option is one allowed value of a ChoiceField.
type Option struct {
	Value string
	Label Words
}

// The greatest lengths of text, in characters.
const (
	MaxTitle = 80
	MaxText  = 4000
	MaxLine  = 100
	maxCo    = 5

	maxComment = 200
)

var (
	titleField = Field{"title", LineField, Words{"诉求标题", "Title"}, true, MaxTitle, nil}
	bodyField  = Field{"body", TextField, Words{"诉求内容", "Request"}, true, MaxText, nil}

	filingFields = fields(Field{Name: "category", Kind: CategoryField, Label: Words{"诉求类别", "Category"}, Required: true}, titleField, bodyField,
		Field{Name: "contact_name", Kind: LineField, Label: Words{"联系人", "Contact"}, Required: true, Max: 40},
		Field{Name: "contact_phone", Kind: PhoneField, Label: Words{"联系电话", "Phone"}, Required: true, Max: 30},
		Field{Name: "visit_times", Kind: LineField, Label: Words{"方便联系或到访的时间", "When you may be called or visited"}, Max: MaxLine},
		Field{Name: "street", Kind: StreetField, Label: Words{"所属街道", "Street"}, Required: true},
		Field{Name: "source", Kind: ChoiceField, Label: Words{"来源渠道", "Channel"}, Options: sourceOptions()},
		Field{Name: "urgent", Kind: CheckField, Label: Words{"情况紧急", "Urgent"}},
		Field{Name: "confidential", Kind: CheckField, Label: Words{"请保密", "Confidential"}},
		Field{Name: "against", Kind: BureauField, Label: Words{"被投诉单位（投诉单位时填写，该单位看不到）", "Bureau complained of (it will not see this)"}},
	)
	routeFields = fields(needBureau("lead", "主办单位", "Lead bureau"),
		Field{Name: "co", Kind: BureausField, Label: Words{"协办单位", "Co-bureaus"}, Max: maxCo},
		Field{Name: "category", Kind: CategoryField, Label: Words{"更正诉求类别", "Correct the category"}},
		text("text", "交办意见", "Remark"))
	replyFields = fields(
		Field{Name: "result", Kind: ChoiceField, Label: Words{"办理结果", "Result"}, Required: true, Options: options(
			string(Solved), resultWords[Solved], string(Planned), resultWords[Planned], string(Explained), resultWords[Explained])},
		need("text", "给企业的答复", "Reply to the company"))
	rateFields = fields(
		Field{Name: "score", Kind: ScoreField, Label: Words{"满意程度", "Satisfaction"}, Required: true, Options: scoreOptions},
		Field{Name: "solved", Kind: ChoiceField, Label: Words{"问题解决了吗", "Is it solved?"}, Required: true, Options: yesNo},
		text("text", "评价意见", "Comment"))
	callBackFields = fields(
		Field{Name: "outcome", Kind: ChoiceField, Label: Words{"回访情况", "Outcome"}, Required: true, Options: options(
			"reached", Words{"已联系上", "Reached"}, "unreachable", Words{"联系不上", "Unreachable"}, "refused", Words{"不愿评价", "Declined to answer"})},
		Field{Name: "solved", Kind: ChoiceField, Label: Words{"问题解决了吗", "Is it solved?"}, Options: yesNo},
		Field{Name: "score", Kind: ScoreField, Label: Words{"满意程度", "Satisfaction"}, Options: scoreOptions},
		text("text", "回访记录", "Record"))
	featureFields = fields(Field{"text", TextField, Words{"推荐理由（刊入月报）", "Why it is typical (printed in the month's report)"}, true, maxComment, nil})
	howField      = Field{Name: "how", Kind: ChoiceField, Label: Words{"联系方式", "How"}, Required: true, Options: options(
		"phone", Words{"电话", "Phone"}, "visit", Words{"上门", "Visit"}, "meeting", Words{"约谈", "Meeting"}, "online", Words{"线上", "Online"})}
	policyField     = Field{Name: "policy", Kind: LineField, Label: Words{"时限规则", "Policy"}, Max: 20}
	categoryField   = Field{Name: "category", Kind: LineField, Label: Words{"诉求类别", "Category"}, Max: 20}
	termsField      = Field{Name: "terms", Kind: LineField, Label: Words{"改按的规则版本", "Versions that promise from then on"}, Max: MaxLine}
	repromiseFields = fields(policyField, categoryField, termsField, need("text", "重新承诺的理由（企业可见）", "Why it is promised anew (the company reads it)"))
	liaisonField    = Field{Name: "liaison", Kind: LineField, Label: Words{"联络员编号", "ID of the liaison"}, Required: true, Max: 20}
	reasonField     = Field{Name: "reason", Kind: ChoiceField, Label: Words{"不予受理情形", "Ground"}, Required: true, Options: options(
		"outside", Words{"不属于本区职责范围", "Outside the area's competence"},
		"judicial", Words{"已经或应当通过诉讼、仲裁、复议、纪检监察、信访等渠道处理", "In or for court, arbitration, review, discipline or petition channels"},
		"secret", Words{"涉及国家秘密", "State secret"},
		"void", Words{"违法或没有实质内容", "Unlawful or without real content"},
		"repeat", Words{"同一事项正在办理，或已办结且无新事实", "Same matter in process, or finished without new facts"},
		"emergency", Words{"属于 110、119、120 等紧急求助", "For the emergency lines"},
		"other", Words{"法律法规规定的其他情形", "Other grounds laid down by law"})}

	yesNo        = options(string(Yes), Words{"是", "Yes"}, string(No), Words{"否", "No"})
	scoreOptions = options("5", Words{"非常满意", "Very satisfied"}, "4", Words{"满意", "Satisfied"},
		"3", Words{"基本满意", "Fairly satisfied"}, "2", Words{"不满意", "Dissatisfied"}, "1", Words{"非常不满意", "Very dissatisfied"})
)

// Reasons lists the grounds for not accepting a request.
func Reasons() []Option { return reasonField.Options }

// Scores lists the five levels of satisfaction, best first.
func Scores() []Option { return scoreOptions }

func sourceOptions() (list []Option) {
	for _, s := range Sources() {
		list = append(list, Option{string(s), s.Words()})
	}
	return list
}

func fields(list ...Field) []Field { return list }

func options(pairs ...any) (list []Option) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, Option{pairs[i].(string), pairs[i+1].(Words)})
	}
	return list
}

func text(name, zh, en string) Field {
	return Field{Name: name, Kind: TextField, Label: Words{zh, en}, Max: MaxText}
}

func date(name, zh, en string) Field {
	return Field{Name: name, Kind: DateField, Label: Words{zh, en}}
}

func optionalBureau(name, zh, en string) Field {
	return Field{Name: name, Kind: BureauField, Label: Words{zh, en}}
}

func need(name, zh, en string) Field       { return required(text(name, zh, en)) }
func needDate(name, zh, en string) Field   { return required(date(name, zh, en)) }
func needBureau(name, zh, en string) Field { return required(optionalBureau(name, zh, en)) }

func caseNumber(name, zh, en string) Field {
	return Field{Name: name, Kind: CaseField, Label: Words{zh, en}, Required: true, Max: MaxLine}
}

func required(f Field) Field {
	f.Required = true
	return f
}

// Input is what a person filled in, by field name. After Read it holds the asked fields only, trimmed.
type Input map[string]string

// Read checks the input against the fields and returns it trimmed, or every Problem at once.
func (in Input) Read(fields []Field, refs *Refs) (Input, Problems) {
	clean, bad := Input{}, Problems(nil)
	for _, f := range fields {
		value := tidy(in[f.Name])
		if p := f.check(value, refs); p != nil {
			bad = append(bad, p)
		}
		clean[f.Name] = value
	}
	return clean, bad
}

func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func (f Field) check(value string, refs *Refs) *Problem {
	switch {
	case value == "" && f.Required:
		return &Problem{Invalid, f.Name, Words{"请填写“" + f.Label.Zh + "”。", "Please fill in “" + f.Label.En + "”."}}
	case value == "":
		return nil
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unprintable):
		return f.wrong("含有无法识别的字符，请删除后重新输入。", "contains characters that cannot be read; delete them and type again.")
	}
	return f.checkKind(value, refs)
}

// phone takes mobiles, landlines with area code, 400 and 800 numbers and extensions.
var phone = regexp.MustCompile(`^(\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(0\d{2,3}[- ]?)?[2-9]\d{6,7}|[48]00[- ]?\d{3}[- ]?\d{4})([- 转x]{1,2}\d{1,6})?$`)

func unprintable(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError }

func (f Field) checkKind(value string, refs *Refs) *Problem {
	switch f.Kind {
	case LineField, TextField, CaseField, PhoneField:
		if n := utf8.RuneCountInString(value); n > f.Max {
			return f.wrong("有 "+strconv.Itoa(n)+" 字，最多 "+strconv.Itoa(f.Max)+" 字，请删减。",
				"has "+strconv.Itoa(n)+" characters; at most "+strconv.Itoa(f.Max)+" are allowed.")
		}
		if f.Kind != TextField && strings.ContainsAny(value, "\n\t") {
			return f.wrong("应只有一行。", "must be one line.")
		}
		if f.Kind == PhoneField && !phone.MatchString(value) {
			return f.wrong("应是电话号码，如 13800138000 或 0750-3861234。", "must be a telephone number such as 13800138000 or 0750-3861234.")
		}
	case DateField:
		if _, err := workday.ParseDate(value); err != nil {
			return f.wrong("应是真实的日期，如 2021-06-30。", "must be a real date such as 2021-06-30.")
		}
	case ChoiceField, ScoreField:
		if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value }) {
			return f.wrong("没有这个选项，请从列表中选择。", "has no such choice; pick one from the list.")
		}
	case CheckField:
		if value != string(Yes) {
			return f.wrong("只能勾选或不勾选。", "is either ticked (yes) or left out.")
		}
	case StreetField:
		if _, ok := refs.Street(value); !ok {
			return f.wrong("没有这个街道，请从列表中选择。", "is no known street; pick one from the list.")
		}
	case CategoryField:
		if c, ok := refs.Category(value); !ok || !c.Active {
			return f.wrong("没有这个类别，请从列表中选择。", "is no known category; pick one from the list.")
		}
	case BureauField, BureausField:
		return f.checkBureaus(strings.Split(value, ","), refs)
	}
	return nil
}

func (f Field) checkBureaus(codes []string, refs *Refs) *Problem {
	if f.Kind == BureausField && len(codes) > f.Max {
		return f.wrong("最多选 "+strconv.Itoa(f.Max)+" 个单位。", "takes at most "+strconv.Itoa(f.Max)+" bureaus.")
	}
	for _, code := range codes {
		if b, ok := refs.Bureau(code); !ok || !b.Active {
			return f.wrong("没有这个单位，请从列表中选择。", "is no known bureau; pick one from the list.")
		}
	}
	return nil
}

func (f Field) wrong(zh, en string) *Problem {
	return &Problem{Invalid, f.Name, Words{"“" + f.Label.Zh + "”" + zh, "“" + f.Label.En + "” " + en}}
}

// Date reads a checked date, the zero Date when none was given.
func (in Input) Date(name string) workday.Date {
	d, _ := workday.ParseDate(in[name])
	return d
}

// Codes reads a checked list of codes.
func (in Input) Codes(name string) []string {
	if in[name] == "" {
		return nil
	}
	return strings.Split(in[name], ",")
}
