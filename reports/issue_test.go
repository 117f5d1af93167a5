package reports

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

var centre = cases.Actor{ID: 2, Name: "诉求中心", Role: cases.RoleCentre}

func wantProblem(t *testing.T, err error, kind cases.Kind) {
	t.Helper()
	if problems := cases.ProblemsOf(err); len(problems) != 1 || problems[0].Kind != kind || problems[0].Zh == "" || problems[0].En == "" {
		t.Errorf("%v, not one problem of the kind %s", err, kind)
	}
}

// TestAFrozenMonthStaysAsItWas freezes May, changes its cases, and finds the issue byte for byte, the change as a
// difference and as a correction in the next issue, and June still compared with what was published.
func TestAFrozenMonthStaysAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 31, 20)
		ctx := t.Context()
		issue, err := p.Freeze(ctx, centre, cases.MonthPeriod(may))
		if err != nil {
			t.Fatal(err)
		}
		book, err := p.FrozenBook(ctx, issue.Number)
		if err != nil {
			t.Fatal(err)
		}
		_, workbook, err := p.FrozenWorkbook(ctx, issue.Number)
		if err != nil {
			t.Fatal(err)
		}
		if book.Issue.Zh != "第 1 期" || issue.Calendar != w.refs.Calendar.Version() || !strings.Contains(book.Title.Zh, "2021年5月") {
			t.Errorf("issue %+v, book %s %s", issue, book.Title.Zh, book.Issue.Zh)
		}
		if differences, err := p.Differences(ctx, issue.Number); err != nil || len(differences) != 0 {
			t.Errorf("before any change: %v, %v", differences, err)
		}

		w.lateFiling(may)
		_, again, err := p.FrozenWorkbook(ctx, issue.Number)
		if err != nil || !bytes.Equal(workbook, again) {
			t.Errorf("the stored workbook changed (%v)", err)
		}
		differences, err := p.Differences(ctx, issue.Number)
		if err != nil || len(differences) == 0 || differences[0].Code != "received" || differences[0].Is.N != differences[0].Was.N+1 {
			t.Errorf("after a late filing: %v, %v", differences, err)
		}
		next, printed := workbookOf(t, p, june)
		corrections := next.Sheet("corrections")
		if corrections == nil || len(corrections.Tables[0].Rows) != len(differences) {
			t.Fatalf("the corrections of the next issue: %+v", corrections)
		}
		if len(open(t, printed).GetSheetList()) != len(next.Sheets) {
			t.Error("the workbook lacks a sheet")
		}
		if got := next.Sheet("summary").Tables[0].Rows[6].Cells[2]; got.N != book.Figures["received"].N {
			t.Errorf("June is compared with %d received, %d were published", got.N, book.Figures["received"].N)
		}
	})
}

// lateFiling adds a case to a month that has passed.
func (w *world) lateFiling(m workday.Month) {
	w.t.Helper()
	now := w.now
	w.now = m.Last().At(10, 0)
	w.file()
	w.now = now
}

func TestFreezeAndReopen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 32, 8)
		ctx := t.Context()
		running := cases.MonthPeriod(june.Next())
		early := cases.MonthPeriod(june)
		early.CutOff = w.now.AddDate(0, 1, 0)
		_, err := p.Freeze(ctx, centre, running)
		wantProblem(t, err, cases.Conflict)
		_, err = p.Freeze(ctx, centre, early)
		wantProblem(t, err, cases.Invalid)
		_, err = p.Freeze(ctx, cases.Actor{Role: cases.RoleLeader}, cases.MonthPeriod(may))
		wantProblem(t, err, cases.Forbidden)

		first, err := p.Freeze(ctx, centre, cases.MonthPeriod(may))
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Freeze(ctx, centre, cases.MonthPeriod(may))
		wantProblem(t, err, cases.Conflict)
		wantProblem(t, p.Reopen(ctx, centre, first.Number, "  "), cases.Invalid)
		wantProblem(t, p.Reopen(ctx, cases.Actor{Role: cases.RoleLeader}, first.Number, "改"), cases.Forbidden)
		wantProblem(t, p.Reopen(ctx, centre, 99, "改"), cases.NotFound)
		if err := p.Reopen(ctx, centre, first.Number, "漏报一件"); err != nil {
			t.Fatal(err)
		}
		wantProblem(t, p.Reopen(ctx, centre, first.Number, "再改"), cases.Conflict)
		w.lateFiling(may)
		second, err := p.Freeze(ctx, centre, cases.MonthPeriod(may))
		if err != nil || second.Number != first.Number+1 {
			t.Fatalf("%+v, %v", second, err)
		}
		issues, err := p.Issues(ctx)
		if err != nil || len(issues) != 2 || !issues[0].InForce() || issues[1].InForce() || issues[1].ReopenedFor != "漏报一件" || issues[1].ReopenedBy != centre.Name {
			t.Errorf("%+v, %v", issues, err)
		}
		if _, _, err := p.FrozenWorkbook(ctx, first.Number); err != nil {
			t.Errorf("the reopened issue can no longer be read: %v", err)
		}
		if in, ok, err := p.Frozen(ctx, cases.MonthPeriod(may)); err != nil || !ok || in.Number != second.Number {
			t.Errorf("in force: %+v, %v, %v", in, ok, err)
		}
	})
}

// TestTwoMayFreezeAtOnce: of many who freeze a month together one succeeds; two months frozen together get two numbers.
func TestTwoMayFreezeAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, p := district(t, d, 33, 4)
		var all sync.WaitGroup
		frozen := make(chan Issue, 8)
		for i := range 8 {
			all.Go(func() {
				m := []workday.Month{may, june}[i%2]
				issue, err := p.Freeze(t.Context(), centre, cases.MonthPeriod(m))
				if err == nil {
					frozen <- issue
				} else if cases.ProblemsOf(err) == nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		close(frozen)
		numbers := map[int64]bool{}
		for i := range frozen {
			numbers[i.Number] = true
		}
		if len(numbers) != 2 || !numbers[1] || !numbers[2] {
			t.Errorf("the issues %v were made of two months", numbers)
		}
	})
}

// TestBookSurvivesStorage: a Book read back prints the same.
func TestBookSurvivesStorage(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 34, 20)
	printed, _ := workbookOf(t, p, june)
	issue, err := p.Freeze(t.Context(), centre, cases.MonthPeriod(june))
	if err != nil {
		t.Fatal(err)
	}
	back, err := p.FrozenBook(t.Context(), issue.Number)
	if err != nil {
		t.Fatal(err)
	}
	printed.Issue = back.Issue
	same := cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })}
	if diff := cmp.Diff(printed, back, same); diff != "" {
		t.Error(diff)
	}
	var a, b bytes.Buffer
	if err := WriteText(&a, printed, "zh"); err != nil {
		t.Fatal(err)
	}
	if err := WriteText(&b, back, "zh"); err != nil || a.String() != b.String() {
		t.Errorf("the text of the stored Book differs (%v)", err)
	}
}

func TestADamagedIssueIsNotServed(t *testing.T) {
	d := dbtest.SQLite(t)
	_, p := district(t, d, 35, 3)
	issue, err := p.Freeze(t.Context(), centre, cases.MonthPeriod(may))
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(q *db.Q) error {
		_, err := q.Exec(t.Context(), "update report_issue set workbook = $1 where number = $2", []byte("PK"), issue.Number)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.FrozenWorkbook(t.Context(), issue.Number); err == nil {
		t.Error("a damaged workbook is served")
	}
}
