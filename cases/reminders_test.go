package cases_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jiangqitong/cases"
)

func TestRemindersReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ears := map[string][]string{}
		for _, level := range cases.Levels() {
			for _, e := range cases.Ears() {
				if rapid.Bool().Draw(t, "hears") {
					ears[level.Name()] = append(ears[level.Name()], e.Value)
				}
			}
		}
		r, err := cases.ParseReminders(func(level string) []string { return ears[level] })
		if err != nil {
			t.Fatal(err)
		}
		var back cases.Reminders
		if err := back.Scan(r.String()); err != nil || back != r || back.IsZero() {
			t.Errorf("%q is read as %q, %v", r, back, err)
		}
		for _, level := range cases.Levels() {
			if !slices.Equal(r.Names(level), ears[level.Name()]) {
				t.Errorf("%s: %v, want %v", level.Name(), r.Names(level), ears[level.Name()])
			}
		}
	})
	if _, err := cases.ParseReminders(func(string) []string { return []string{"mayor"} }); err == nil {
		t.Error("the mayor hears reminders")
	}
}

func TestWhoHearsOfEachLevel(t *testing.T) {
	bosses, err := cases.ParseReminders(func(level string) []string {
		return map[string][]string{"due": {"chief"}, "late3": {"officer", "leaders"}, "late5": {"centre"}}[level]
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		r      cases.Reminders
		level  cases.Level
		holder cases.Party
		want   cases.Party
	}{
		{cases.StandardReminders, cases.NearDue, cases.Lead, cases.Lead}, {cases.StandardReminders, cases.DueNow, cases.Co, cases.Co}, {cases.StandardReminders, cases.NextDay, cases.Lead, cases.Lead | cases.LeadChief},
		{cases.StandardReminders, cases.NextDay, cases.Co, cases.Co}, {cases.StandardReminders, cases.ThreeDays, cases.Co, cases.Co | cases.LeadChief | cases.Centre},
		{cases.StandardReminders, cases.FiveDays, cases.Lead, cases.Lead | cases.LeadChief | cases.Centre | cases.Leader}, {cases.StandardReminders, cases.NextDay, cases.Centre, cases.Centre},
		{bosses, cases.NearDue, cases.Lead, 0}, {bosses, cases.NearDue, cases.Filer, cases.Filer}, {bosses, cases.DueNow, cases.Lead, cases.Lead}, {bosses, cases.NextDay, cases.Lead, 0},
		{bosses, cases.ThreeDays, cases.Lead, cases.Lead | cases.Leader}, {bosses, cases.FiveDays, cases.Lead, cases.Centre},
	} {
		if got := test.r.Tells(test.level, test.holder); got != test.want {
			t.Errorf("%s to %s: %s, want %s", test.level.Name(), test.holder.Words().En, got.Words().En, test.want.Words().En)
		}
	}
	if !bosses.Spares(cases.RoleOfficer, cases.DueNow) || bosses.Spares(cases.RoleChief, cases.DueNow) || !bosses.Spares(cases.RoleChief, cases.ThreeDays) || bosses.Spares(cases.RoleCentre, cases.DueNow) {
		t.Error("who is spared at the level is not as laid down")
	}
	if words := bosses.Words(); !strings.Contains(words.Zh, "临近到期时不提醒；到期时提醒分管领导") || !strings.Contains(words.En, "when it is due, the chief") {
		t.Errorf("%q, %q", words.Zh, words.En)
	}
}
