package reports

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

func bookOf(t testing.TB, p *Press, a cases.Actor, m workday.Month) *Book {
	t.Helper()
	b, err := p.Book(t.Context(), a, cases.MonthPeriod(m))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPressAgreesWithThePureFold: the same district in a database and in memory has the same months.
func TestPressAgreesWithThePureFold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, p := district(t, d, 21, 25)
		pure := newWorld(t, seededRefs(t, d), 21)
		pure.live(june.Next().First().Start(), 25)
		for _, m := range []workday.Month{may, june} {
			if got, want := bookOf(t, p, Official, m).Figures, monthly(pure, m).Figures; !maps.Equal(got, want) {
				t.Errorf("%v from the database: %v\nfrom memory: %v", m, got, want)
			}
		}
	})
}

// TestPageAndWorkbookAgree: the Book of the page and that of the workbook have the same cells.
func TestPageAndWorkbookAgree(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 22, 40)
	page := bookOf(t, p, Official, june)
	printed, _ := workbookOf(t, p, june)
	var a, b []string
	eachCell(page, func(_, where string, c Cell) { a = append(a, where+"="+c.Print("zh")) })
	eachCell(printed, func(_, where string, c Cell) { b = append(b, where+"="+c.Print("zh")) })
	if !slices.Equal(a, b) {
		t.Error("the page and the workbook differ")
	}
}

// TestLinksOpenExactlyTheirCases follows the links of the key figures and the bureaus through the database, as the
// official month and as a bureau that sees only its own.
func TestLinksOpenExactlyTheirCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 23, 20)
		bureau := w.records[0].Lead
		for _, a := range []cases.Actor{Official, {ID: 1, Role: cases.RoleOfficer, Bureau: bureau}, {ID: 2, Role: cases.RoleLeader}} {
			b, followed := bookOf(t, p, a, june), 0
			for _, table := range []*Table{b.Sheet("summary").Tables[0], b.Sheet("street").Tables[0]} {
				for _, r := range table.Rows {
					for _, c := range r.Cells {
						if m, _ := MeasureOf(linkCode(c)); c.Kind != Count || c.Link == nil || m.Form == Companies {
							continue
						}
						list, n, err := p.Cases(t.Context(), a, linkPeriod(t, b, *c.Link), *c.Link, 3)
						if err != nil || int64(n) != c.N || len(list) != min(n, 3) {
							t.Fatalf("%s sees %d, the link %v opens %d, %d listed (%v)", a.Role, c.N, *c.Link, n, len(list), err)
						}
						for _, v := range list {
							if !cases.Sees(a, v.Case) {
								t.Fatalf("%s is shown %s", a.Role, v.No)
							}
						}
						followed++
					}
				}
			}
			if followed < 20 {
				t.Errorf("only %d links followed", followed)
			}
		}
	})
}

// linkPeriod is the period whose cases a link of the Book opens.
func linkPeriod(t testing.TB, b *Book, l Link) cases.Period {
	t.Helper()
	if l.Period == "" {
		return b.Period
	}
	earlier, err := cases.ParsePeriod(l.Period)
	if err != nil {
		t.Fatal(err)
	}
	return earlier
}

func linkCode(c Cell) string {
	if c.Link == nil {
		return "done"
	}
	return c.Link.Measure
}

// TestComparisonsAreThoseMonths: what June is compared with is what May's own Book says, kept or folded anew.
func TestComparisonsAreThoseMonths(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 24, 20)
		w.now = w.now.AddDate(0, 0, 3)
		own := bookOf(t, p, Official, may).Figures
		for _, reading := range []string{"folded", "kept"} {
			key := bookOf(t, p, Official, june).Sheet("summary").Tables[0]
			for _, r := range key.Rows {
				if r.Kind != Plain {
					continue
				}
				code := r.Cells[1].Link.Measure
				if got, want := r.Cells[2].Print("zh"), figureCell(own[code], &Link{Measure: code}).Print("zh"); got != want {
					t.Errorf("%s: last month's %s is %s, in its own book %s", reading, code, got, want)
				}
			}
		}
		kept, err := db.Value[int64](t.Context(), d.Reader(), "select count(*) from month_figure where month = '2021-05'")
		if err != nil || kept != int64(len(Measures)) {
			t.Errorf("%d figures of May are kept, %v", kept, err)
		}
		if trend := bookOf(t, p, Official, june).Sheet("summary").Tables[1]; len(trend.Rows) != 3 || trend.Rows[0].Cells[0].Text.Zh != "2021-04" {
			t.Errorf("the trend has %d months", len(trend.Rows))
		}
	})
}

// TestEachSpanIsComparedWithItsOwn: a week, quarter, year and free days are compared with what the Books of the periods
// before and a year before say; one that still runs, with as many of their days.
func TestEachSpanIsComparedWithItsOwn(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 26, 40)
	tests := []struct{ name, cutOff, before, year string }{
		{"2021-W25", "", "2021-W24", "2020-W25"}, {"2021-Q2", "", "2021-Q1", "2020-Q2"}, {"2021", "", "", "2020-01-01..2020-06-29"},
		{"2021-06-11..2021-06-20", "", "2021-06-01..2021-06-10", "2020-06-11..2020-06-20"},
		{"2021-06", "2021-06-16", "2021-05-01..2021-05-16", "2020-06-01..2020-06-16"}, {"2021-06", "2021-06-30", "2021-05", "2020-06"},
	}
	own := func(name, cutOff string) *Book {
		t.Helper()
		period, err := cases.ParsePeriod(name)
		if err == nil {
			period, err = period.FollowedTo(cutOff, p.now())
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := p.Book(t.Context(), Official, period)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, test := range tests {
		b := own(test.name, test.cutOff)
		before, hasBefore, year, hasYear := compared(b.Period)
		if hasBefore != (test.before != "") || hasBefore && before.Name() != test.before || hasYear && year.Name() != test.year {
			t.Errorf("%s is compared with %s and %s", test.name, before.Name(), year.Name())
		}
		if !hasBefore {
			continue
		}
		earlier, handled := own(test.before, "").Figures, false
		for _, r := range b.Sheet("summary").Tables[0].Rows {
			if r.Kind != Plain {
				continue
			}
			code := r.Cells[1].Link.Measure
			want := figureCell(earlier[code], &Link{Measure: code}).Print("zh")
			if got := r.Cells[2].Print("zh"); got != want && earlier["handled"].N > 0 {
				t.Errorf("%s: the %s of %s is %s, in its own book %s", test.name, code, test.before, got, want)
			}
			handled = handled || earlier["handled"].N > 0
		}
		if !handled && test.before != "2021-Q1" {
			t.Errorf("nothing was handled in %s", test.before)
		}
		for _, r := range b.Sheet("checks").Tables[0].Rows {
			if r.Cells[3].Tone != Good {
				t.Errorf("%s: %s: %d against %d", test.name, r.Cells[0].Text.Zh, r.Cells[1].N, r.Cells[2].N)
			}
		}
	}
}

// TestLateRatingsReachKeptMonths: kept figures of a young month are folded again after a day.
func TestLateRatingsReachKeptMonths(t *testing.T) {
	d := dbtest.SQLite(t)
	w, p := district(t, d, 25, 20)
	before := bookOf(t, p, Official, may).Figures["handled"]
	key := func() Cell { return bookOf(t, p, Official, june).Sheet("summary").Tables[0].Rows[9].Cells[2] }
	if got := key(); got.N != before.N {
		t.Fatalf("May's kept figure is %d, not %d", got.N, before.N)
	}
	late := w.now
	w.now = workday.MakeDate(2021, time.May, 31).At(23, 0)
	w.file()
	w.now = late.Add(time.Hour)
	if got := bookOf(t, p, Official, june).Figures["carried"]; got.N == 0 {
		t.Fatal("the late filing is not carried over")
	}
	if got := key(); got.N != before.N {
		t.Errorf("within the day May's kept figure changed from %d to %d", before.N, got.N)
	}
	w.now = late.Add(25 * time.Hour)
	if got := key(); got.N != before.N+1 {
		t.Errorf("after a day May still counts %d handled, not %d", got.N, before.N+1)
	}
	if err := p.Refresh(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNonsensePeriodsAreRefused(t *testing.T) {
	w, p := district(t, dbtest.SQLite(t), 26, 1)
	future := cases.MonthPeriod(june.AddMonths(5))
	down := cases.Period{First: june.Last(), Last: june.First(), CutOff: w.now}
	early := cases.Period{First: june.First(), Last: june.Last(), CutOff: may.First().Start()}
	for name, period := range map[string]cases.Period{"a month of the future": future, "a period upside down": down, "a cut-off before": early} {
		var out bytes.Buffer
		_, bookErr := p.Book(t.Context(), Official, period)
		_, fileErr := p.Workbook(t.Context(), Official, period, "zh", &out)
		_, _, listErr := p.Cases(t.Context(), Official, period, Link{Measure: "done"}, 0)
		for _, err := range []error{bookErr, fileErr, listErr} {
			if cases.ProblemsOf(err) == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if out.Len() > 0 {
			t.Errorf("%s wrote %d bytes", name, out.Len())
		}
	}
}

// TestRunningMonthEndsNow: of a month that still runs, what is not due yet is not counted as due.
func TestRunningMonthEndsNow(t *testing.T) {
	w, p := district(t, dbtest.SQLite(t), 27, 40)
	w.now = june.First().AddDays(14).At(12, 0)
	period := p.Month(june)
	if !period.CutOff.Equal(w.now) {
		t.Fatalf("the running month is cut off at %v", period.CutOff)
	}
	list, n, err := p.Cases(t.Context(), Official, period, Link{Measure: "due"}, 0)
	if err != nil || n == 0 {
		t.Fatalf("%d due, %v", n, err)
	}
	for _, v := range list {
		if v.Round.Due.After(w.now) {
			t.Errorf("%s, due %v, counts as due at %v", v.No, v.Round.Due, w.now)
		}
	}
}

// TestCSVIsTheLedger: the same lines as in the workbook, and nothing that a spreadsheet would carry out.
func TestCSVIsTheLedger(t *testing.T) {
	d := dbtest.SQLite(t)
	w, p := district(t, d, 30, 20)
	w.now = w.now.Add(-time.Hour)
	filing := cases.Filing{Company: 1, Input: cases.Input{"category": "road", "title": "=HYPERLINK(1)", "body": "第一行\n\"引号\"，逗号,", "street": w.refs.Streets[0].Code,
		"contact_name": "@陈", "contact_phone": "13800138000"}}
	if _, err := w.desk.File(t.Context(), centre, filing); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	var out bytes.Buffer
	n, err := p.CSV(t.Context(), Official, cases.MonthPeriod(june), "zh", &out)
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\uFEFF")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || int64(len(rows)) != n+1 {
		t.Fatalf("%d rows promised, %d written, marked %v, %v", n, len(rows)-1, marked, err)
	}
	_, workbook := workbookOf(t, p, june)
	lines := ledgerLines(t, open(t, workbook))
	if len(lines) != len(rows)-1 {
		t.Fatalf("%d lines in the workbook, %d in the CSV", len(lines), len(rows)-1)
	}
	for i, l := range lines {
		for c, name := range rows[0] {
			if name == "编号" && rows[i+1][c] != l[name] {
				t.Errorf("line %d: %s in the workbook, %s in the CSV", i+1, l[name], rows[i+1][c])
			}
			if value := rows[i+1][c]; value != "" && strings.ContainsRune("=+-@", rune(value[0])) || strings.Contains(value, "13800138000") {
				t.Errorf("line %d, %s: %s", i+1, name, value)
			}
		}
	}
	if n, err := p.CSV(t.Context(), Official, cases.MonthPeriod(june), "zh", full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %d rows, %v", n, err)
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no room left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsSaid(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 28, 5)
	if _, err := p.Workbook(t.Context(), Official, cases.MonthPeriod(june), "zh", full{}); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Workbook(ctx, Official, cases.MonthPeriod(june), "zh", &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestTextIsAligned: figures of one column end at one place, with Han characters two letters wide.
func TestTextIsAligned(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 29, 40)
	b := bookOf(t, p, Official, june)
	var out bytes.Buffer
	if err := WriteText(&out, b, "zh"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	start := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "三类事项") })
	for _, l := range lines[start+3 : start+7] {
		if displayWidth(l) != displayWidth(lines[start+1]) {
			t.Errorf("%q is %d wide, its head %d", l, displayWidth(l), displayWidth(lines[start+1]))
		}
	}
	if !strings.Contains(out.String(), b.Title.Zh) || strings.Contains(out.String(), "13800138000") {
		t.Error("the text lacks its title or shows a phone")
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 10, ""},
		{"短", 10, "短"},
		{"一二三四五六", 8, "一二三四|五六"},
		{"一二三四，五六", 8, "一二三|四，五六"},
		{"one two three", 7, "one two|three"},
	} {
		if got := strings.Join(wrap(c.text, c.n), "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.n, got, c.want)
		}
	}
}
