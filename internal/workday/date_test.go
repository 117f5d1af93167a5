package workday

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestMain gives properties enough tries to meet the rare days, unless the command line says how many.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "1000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestParseDateRefusesDatesThatDoNotExist(t *testing.T) {
	for _, s := range []string{"2021-02-29", "2021-13-01", "2021-00-10", "2021-06-31", "2021-6-1", "21-06-01", "2021/06/01", "", "0000-01-01", "2021-06-01T00:00", "今天"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", s, d)
		}
	}
	if d := date(t, "2024-02-29"); d != MakeDate(2024, time.February, 29) || d.String() != "2024-02-29" {
		t.Errorf("leap day came out as %s", d)
	}
}

func TestErrorsSpeakBothLanguages(t *testing.T) {
	_, err := ParseDate("2021-02-30")
	te, ok := err.(*TextError)
	if !ok || te.Text("zh") == te.Text("en") || te.Text("zh") != err.Error() {
		t.Fatalf("want a TextError with two texts, got %v", err)
	}
}

func TestDateAgreesWithTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3652058).Draw(t, "days")
		d := Date{1}.AddDays(n)
		std := time.Date(1, 1, 1, 0, 0, 0, 0, Zone).AddDate(0, 0, n)
		if d.Year() != std.Year() || d.Month() != std.Month() || d.Day() != std.Day() || d.Weekday() != std.Weekday() {
			t.Fatalf("%s is not %s", d, std)
		}
		if MakeDate(std.Date()) != d || DateOf(d.At(23, 59)) != d || DateOf(d.At(0, 1)) != d || d.Sub(Date{1}) != n {
			t.Fatalf("%s does not round-trip", d)
		}
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%s read back as %s, %v", d, back, err)
		}
	})
}

func TestDateKeepsItsTextFormInJSONAndSQL(t *testing.T) {
	type box struct {
		D Date
		M Month
		B Budget
		H Hours
	}
	for _, in := range []box{{}, {MakeDate(2021, 10, 8), MakeMonth(2021, 10), MustBudget("7d!"), DefaultHours()}} {
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out box
		if err := json.Unmarshal(text, &out); err != nil || out != in {
			t.Errorf("%s read back as %+v, %v", text, out, err)
		}
		var d Date
		var m Month
		var b Budget
		dv, _ := in.D.Value()
		mv, _ := in.M.Value()
		bv, _ := in.B.Value()
		if d.Scan(dv) != nil || m.Scan([]byte(mv.(string))) != nil || b.Scan(bv) != nil || d != in.D || m != in.M || b != in.B {
			t.Errorf("%+v scanned as %s, %s, %s", in, d, m, b)
		}
	}
	d := MakeDate(2021, 1, 1)
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("NULL scanned as %s, %v", d, err)
	}
	if d.Scan(int64(3)) == nil || d.Scan("2021-02-30") == nil {
		t.Error("a number and an impossible date must not scan")
	}
}

func TestMidnightBelongsToTheDayItEnds(t *testing.T) {
	d := MakeDate(2021, 10, 3)
	if LastDay(d.End()) != d || LastDay(d.At(17, 30)) != d || LastDay(d.At(0, 0)) != d.AddDays(-1) {
		t.Error("LastDay is wrong at midnight")
	}
	for due, want := range map[time.Time]string{d.End(): "2021-10-03 24:00", d.At(17, 30): "2021-10-03 17:30"} {
		if got := FormatDue(due.UTC()); got != want {
			t.Errorf("FormatDue = %s, want %s", got, want)
		}
	}
	if DateOf(time.Time{}) != (Date{}) || !DateOf(time.Time{}).IsZero() {
		t.Error("the zero time has no date")
	}
}

func TestMonths(t *testing.T) {
	m, err := ParseMonth("2021-12")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{m.First().String(), m.Last().String(), m.Next().String(), m.Prev().String(), m.AddMonths(-12).String(), m.Label("zh"), m.Label("en"), MakeMonth(2024, 2).Last().String()}
	want := []string{"2021-12-01", "2021-12-31", "2022-01", "2021-11", "2020-12", "2021年12月", "December 2021", "2024-02-29"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %s, want %s", got[i], want[i])
		}
	}
	if !m.Contains(m.Last()) || m.Contains(m.Next().First()) || (Month{}).Contains(Date{}) {
		t.Error("Contains is wrong")
	}
	for _, s := range []string{"2021-13", "2021", "2021-6", "202106", "0000-01"} {
		if _, err := ParseMonth(s); err == nil {
			t.Errorf("ParseMonth(%q) must fail", s)
		}
	}
}
