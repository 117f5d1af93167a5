package reports

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// published are the rules of a system in use: clamp(rate - 75, 0, 20) and clamp(25 - 0.5 x (95 - rate), 12.5, 25).
var published = []Rule{{"on_time_rate", 20_00, 95_00, 1_00, 0}, {"satisfied_rate", 25_00, 95_00, 50, 12_50}}

// TestPublishedScores holds points for any rate to exact arithmetic.
func TestPublishedScores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Int64Range(1, 10_000).Draw(t, "of")
		n := rapid.Int64Range(0, of).Draw(t, "n")
		rate := big.NewRat(hundredths(n, of), 100)
		clamp := func(x, low, high *big.Rat) string {
			if x.Cmp(low) < 0 {
				x = low
			}
			if x.Cmp(high) > 0 {
				x = high
			}
			return x.FloatString(2)
		}
		onTime := clamp(new(big.Rat).Sub(rate, big.NewRat(75, 1)), big.NewRat(0, 1), big.NewRat(20, 1))
		below := new(big.Rat).Mul(big.NewRat(1, 2), new(big.Rat).Sub(big.NewRat(95, 1), rate))
		satisfied := new(big.Rat).Sub(big.NewRat(25, 1), below)
		if got, _ := published[0].points(Figure{n, of}); decimal(got) != onTime {
			t.Fatalf("%d of %d on time scores %s, not %s", n, of, decimal(got), onTime)
		}
		got, _ := published[1].points(Figure{n, of})
		exact := new(big.Rat).Sub(satisfied, big.NewRat(got, 100))
		if got != 1250 && got != 2500 && exact.Abs(exact).Cmp(big.NewRat(1, 200)) > 0 {
			t.Fatalf("%d of %d satisfied scores %s, exactly %s", n, of, decimal(got), satisfied.FloatString(4))
		}
	})
}

// scoredJune is a June of one bureau with 5 due and 1 late, and of one with nothing due.
func scoredJune(scheme Scheme) *Book {
	refs := (&cases.Refs{Calendar: workday.China(), Bureaus: []cases.Bureau{{Code: "a", Name: same("甲局"), Peer: "bureau"}, {Code: "b", Name: same("乙局"), Peer: "bureau"}}}).Index()
	due := june.First().AddDays(14).At(17, 30)
	records := []*cases.Record{promised(9, "b", june.Last().AddDays(3).At(17, 30), time.Time{})}
	for i := range 5 {
		replied := due.Add(-time.Hour)
		if i == 0 {
			replied = due.Add(time.Hour)
		}
		records = append(records, promised(i, "a", due, replied))
	}
	return Monthly(Input{Period: cases.MonthPeriod(june), Refs: refs, Scheme: scheme}, records)
}

func TestScoresAreExplained(t *testing.T) {
	b := scoredJune(Scheme{Version: 3, Rules: published})
	table := b.Sheet("bureau").Tables[0]
	scores := map[string]string{}
	for _, r := range table.Rows {
		if r.Kind == Plain {
			last := r.Cells[len(r.Cells)-3:]
			scores[r.Cells[0].Text.Zh] = last[0].Print("zh") + " | " + last[1].Print("zh") + " | " + last[2].Print("zh")
		}
		if r.Kind != Section && len(r.Cells) != len(table.Columns) {
			t.Errorf("%s has %d cells of %d", r.Cells[0].Text.Zh, len(r.Cells), len(table.Columns))
		}
	}
	for name, want := range map[string]string{
		"甲局": "5.00 | 20.00 | 按期结案率：应结案 5，未按期 1，80.00%，-15.00，得 5.00；满意率：没有有效评价，不计分",
		"乙局": "/ | / | 按期结案率：没有应结案，不计分；满意率：没有有效评价，不计分",
	} {
		if scores[name] != want {
			t.Errorf("%s: %s\nwant %s", name, scores[name], want)
		}
	}
	notes := b.Sheet("definitions").Tables[0].Notes
	if last := notes[len(notes)-2].Zh; !strings.Contains(last, "第 3 版") || !strings.Contains(last, "按期结案率满分 20.00 分，达到 95.00% 得满分，每低 1 个百分点扣 1.00 分") {
		t.Errorf("the definitions end with %s", last)
	}
	if b.Scoring != 3 {
		t.Errorf("the Book names version %d", b.Scoring)
	}
	plain := scoredJune(Scheme{})
	if got := len(plain.Sheet("bureau").Tables[0].Columns); got != len(table.Columns)-3 {
		t.Errorf("without rules there are %d columns", got)
	}
}

func TestRulesAreReadAndRefused(t *testing.T) {
	form := Scheme{Rules: published}.Input()
	rules, err := ReadRules(form)
	if err != nil || !slices.Equal(rules, published) {
		t.Errorf("%v, %v", rules, err)
	}
	if rules, err := ReadRules((Scheme{}).Input()); err != nil || rules != nil {
		t.Errorf("an empty form gives %v, %v", rules, err)
	}
	for field, values := range map[string][]string{"on_time_rate.weight": {"0", "x", "-1", "101", "NaN", "1.005"}, "on_time_rate.full": {"", "101"},
		"satisfied_rate.slope": {"", "Inf"}, "satisfied_rate.floor": {"", "25.01"}} {
		for _, value := range values {
			in := maps.Clone(form)
			in[field] = value
			_, err := ReadRules(in)
			if bad := cases.ProblemsOf(err); len(bad) != 1 || bad[0].Field != field {
				t.Errorf("%s = %q: %v", field, value, err)
			}
		}
	}
}

// TestScoringHasVersions: off at first, laid down by administrators only, and what was frozen keeps the scores it has.
func TestScoringHasVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, p := district(t, d, 41, 6)
		ctx, admin, form := t.Context(), cases.Actor{ID: 5, Name: "管理员", Role: cases.RoleAdmin}, Scheme{Rules: published}.Input()
		if s, err := p.Scheme(ctx); err != nil || s.On() {
			t.Fatalf("at first %+v, %v", s, err)
		}
		wantProblem(t, p.SaveScheme(ctx, centre, form), cases.Forbidden)
		if err := p.SaveScheme(ctx, admin, cases.Input{"on_time_rate.weight": "nonsense"}); len(cases.ProblemsOf(err)) == 0 {
			t.Errorf("nonsense is refused with %v", err)
		}
		if err := p.SaveScheme(ctx, admin, form); err != nil {
			t.Fatal(err)
		}
		wantProblem(t, p.SaveScheme(ctx, admin, form), cases.Conflict)
		issue, err := p.Freeze(ctx, centre, cases.MonthPeriod(may))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.SaveScheme(ctx, admin, (Scheme{}).Input()); err != nil {
			t.Fatal(err)
		}
		if s, err := p.Scheme(ctx); err != nil || s.On() || s.Version != 2 || s.MadeBy != "管理员" || s.MadeAt.IsZero() {
			t.Errorf("switched off: %+v, %v", s, err)
		}
		if list, err := p.Schemes(ctx); err != nil || len(list) != 2 || list[0].On() || !slices.Equal(list[1].Rules, published) {
			t.Errorf("the versions are %+v, %v", list, err)
		}
		frozen, err := p.FrozenBook(ctx, issue.Number)
		if err != nil || frozen.Scoring != 1 {
			t.Errorf("the issue names version %d, %v", frozen.Scoring, err)
		}
		if live := bookOf(t, p, Official, may); len(live.Sheet("bureau").Tables[0].Columns) != len(frozen.Sheet("bureau").Tables[0].Columns)-len(scoreColumns) {
			t.Error("the live month is still scored, or the frozen one is not")
		}
	})
}

// TestRulesAreTriedOnTheLastMonth: a draft gives the bureaus what the month's report would, were it laid down, and lays down nothing.
func TestRulesAreTriedOnTheLastMonth(t *testing.T) {
	w, p := district(t, dbtest.SQLite(t), 43, 40)
	ctx, admin, form := t.Context(), cases.Actor{ID: 5, Name: "管理员", Role: cases.RoleAdmin}, Scheme{Rules: published}.Input()
	_, err := p.TryScheme(ctx, centre, form)
	wantProblem(t, err, cases.Forbidden)
	trial, err := p.TryScheme(ctx, admin, form)
	if err != nil || trial.Period.Name() != june.String() || len(trial.Bureaus) == 0 {
		t.Fatalf("on %s, at %s: %+v, %v", trial.Period.Name(), w.now, trial, err)
	}
	if s, err := p.Scheme(ctx); err != nil || s.Version != 0 {
		t.Errorf("the draft became version %d, %v", s.Version, err)
	}
	w.must(p.SaveScheme(ctx, admin, form))
	scores := map[string]string{}
	for _, r := range bookOf(t, p, Official, june).Sheet("bureau").Tables[0].Rows {
		if n := len(r.Cells); n > 3 {
			scores[r.Cells[0].Text.Zh] = r.Cells[n-3].Print("zh") + " of " + r.Cells[n-2].Print("zh") + ": " + r.Cells[n-1].Print("zh")
		}
	}
	for _, b := range trial.Bureaus {
		if got := b.Is.Print("zh") + " of " + b.Of.Print("zh") + ": " + b.Why.Zh; got != scores[b.Bureau.Zh] || b.Was.Print("zh") != NoBase {
			t.Errorf("%s was tried as %s (before: %s), the month says %s", b.Bureau.Zh, got, b.Was.Print("zh"), scores[b.Bureau.Zh])
		}
	}
}
