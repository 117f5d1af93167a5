package cases

import (
	"fmt"
	"slices"
	"strings"
)

// Ear is who can hear of a level, as a set.
type Ear uint8

// The ears, in the order of rank.
const (
	OfficerEar Ear = 1 << iota // officers of the unit that owes the promise (经办人)
	ChiefEar                   // its chief; once supervised, the lead's chief as well (分管领导)
	CentreEar                  // the request centre (诉求中心)
	LeaderEar                  // district leaders (领导)
)

type namedEar struct {
	Ear
	Name string
	Words
}

var earNames = []namedEar{
	{OfficerEar, "officer", Words{"经办人", "officers"}},
	{ChiefEar, "chief", Words{"分管领导", "the chief"}},
	{CentreEar, "centre", Words{"诉求中心", "the centre"}},
	{LeaderEar, "leaders", Words{"区领导", "district leaders"}},
}

// Ears lists the names of the ears for forms, with their words.
func Ears() (list []Option) {
	for _, e := range earNames {
		list = append(list, Option{e.Name, e.Words})
	}
	return list
}

// Levels lists the levels of reminders, in the order in which they are crossed.
func Levels() []Level { return []Level{NearDue, DueNow, NextDay, ThreeDays, FiveDays} }

// Name is the level in forms and in the database: near, due, next, late3 or late5.
func (l Level) Name() string { return levelNames[l] }

var levelNames = map[Level]string{NearDue: "near", DueNow: "due", NextDay: "next", ThreeDays: "late3", FiveDays: "late5"}

// Reminders say who hears at which level that a promise comes near, is due or late (提醒规则). The zero value leaves it to
// the policy, and a policy's to StandardReminders. Promises that the company owes always remind the company.
type Reminders struct {
	set  bool
	ears [FiveDays + 1]Ear
}

// StandardReminders are those of 12345 practice.
var StandardReminders = Reminders{set: true, ears: [...]Ear{NearDue: OfficerEar | ChiefEar, DueNow: OfficerEar | ChiefEar,
	NextDay: OfficerEar | ChiefEar, ThreeDays: OfficerEar | ChiefEar | CentreEar, FiveDays: OfficerEar | ChiefEar | CentreEar | LeaderEar}}

// IsZero says whether nothing is laid down.
func (r Reminders) IsZero() bool { return !r.set }

// ParseReminders reads, for each level's name, the names of its ears; what it does not name hears nothing. Unknown names
// are an error.
func ParseReminders(named func(level string) []string) (Reminders, error) {
	r := Reminders{set: true}
	for _, level := range Levels() {
		for _, name := range named(level.Name()) {
			i := slices.IndexFunc(earNames, func(e namedEar) bool { return e.Name == name })
			if i < 0 {
				return Reminders{}, fmt.Errorf("nobody called %q hears reminders", name)
			}
			r.ears[level] |= earNames[i].Ear
		}
	}
	return r, nil
}

// Names lists the names of the level's ears.
func (r Reminders) Names(level Level) (names []string) {
	for _, e := range earNames {
		if r.ears[level]&e.Ear != 0 {
			names = append(names, e.Name)
		}
	}
	return names
}

// String writes them as they are stored: "near:officer,chief due:officer next: …", empty for the zero value.
func (r Reminders) String() string {
	if !r.set {
		return ""
	}
	var parts []string
	for _, level := range Levels() {
		parts = append(parts, level.Name()+":"+strings.Join(r.Names(level), ","))
	}
	return strings.Join(parts, " ")
}

// Scan reads what String wrote.
func (r *Reminders) Scan(v any) error {
	text, _ := v.(string)
	if text == "" {
		*r = Reminders{}
		return nil
	}
	ears := map[string][]string{}
	for part := range strings.FieldsSeq(text) {
		level, names, _ := strings.Cut(part, ":")
		if names != "" {
			ears[level] = strings.Split(names, ",")
		}
	}
	var err error
	*r, err = ParseReminders(func(level string) []string { return ears[level] })
	return err
}

// Tells is the relations that hear of a level, given who owes the promise; nobody when the level is left out.
func (r Reminders) Tells(level Level, holder Party) (told Party) {
	if holder.Has(Filer) {
		return holder
	}
	ears := r.ears[level]
	if ears&(OfficerEar|ChiefEar) != 0 {
		told |= holder
	}
	if ears&ChiefEar != 0 && (holder.Has(Lead) && level >= NextDay || level >= ThreeDays) {
		told |= LeadChief
	}
	return told | when(ears&CentreEar != 0, Centre) | when(ears&LeaderEar != 0, Leader)
}

// Spares says whether somebody of the role is left out at the level although their unit is told.
func (r Reminders) Spares(role Role, level Level) bool {
	return role == RoleOfficer && r.ears[level]&OfficerEar == 0 || role == RoleChief && r.ears[level]&ChiefEar == 0
}

// Words says in one sentence who is reminded when.
func (r Reminders) Words() Words {
	var zh, en []string
	for _, level := range Levels() {
		var whoZh, whoEn []string
		for _, e := range earNames {
			if r.ears[level]&e.Ear != 0 {
				whoZh, whoEn = append(whoZh, e.Zh), append(whoEn, e.En)
			}
		}
		at := levelTimes[level]
		if len(whoZh) == 0 {
			zh, en = append(zh, at.Zh+"不提醒"), append(en, at.En+", nobody")
			continue
		}
		zh, en = append(zh, at.Zh+"提醒"+strings.Join(whoZh, "、")), append(en, at.En+", "+strings.Join(whoEn, ", "))
	}
	return Words{strings.Join(zh, "；") + "。", "Reminded are: " + strings.Join(en, "; ") + "."}
}

var levelTimes = map[Level]Words{
	NearDue: {"临近到期时", "when it is near due"}, DueNow: {"到期时", "when it is due"}, NextDay: {"到期次日", "the day after"},
	ThreeDays: {"超期 3 天以上", "more than 3 days late (supervision)"},
	FiveDays:  {"超期 5 个工作日仍未说明", "5 working days late without explanation (criticism list)"},
}

// RemindersFor are those that hold for the case: its category's, or else those of the version of the policy it was
// promised by.
func (r *Refs) RemindersFor(s *Standing) Reminders {
	category, _ := r.Category(s.Category)
	return category.RemindersUnder(r.Policy(s.Policy, s.PolicyVersion))
}

// RemindersUnder are those of a category whose promises go by the policy.
func (c Category) RemindersUnder(p Policy) Reminders {
	switch {
	case !c.Reminders.IsZero():
		return c.Reminders
	case !p.Reminders.IsZero():
		return p.Reminders
	}
	return StandardReminders
}
