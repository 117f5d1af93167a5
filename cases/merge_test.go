package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// neighbour is the second company of the tests, with nothing to do with the first.
var neighbour = Actor{ID: 2, Name: "邻厂", Role: RoleCompany, Company: 2}

// fileAs files as a company.
func (o *office) fileAs(a Actor, in Input) *Case {
	o.t.Helper()
	c, err := o.File(context.Background(), a, Filing{Input: in})
	must(o.t, err)
	o.no = c.No
	return c
}

// said lists what the actor reads of one action, oldest first.
func (o *office) said(a Actor, action Action) (texts []string) {
	o.t.Helper()
	for _, e := range o.read(a).Events {
		if e.Action == action {
			texts = append(texts, e.Text)
		}
	}
	return texts
}

// on makes the case with the number the one the story is about.
func (o *office) on(c *Case) *office {
	o.no = c.No
	return o
}

// The company of a merged case reads every answer of the parent in its own case, those before the merge too, and
// nothing else of the parent, which it still may not see.
func TestTheCompanyOfAMergedCaseHearsEveryAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		parent := o.file(roadInput)
		o.do(officer, Sign)
		o.do(officer, Plan, "text", "下周开工")
		child := o.fileAs(neighbour, roadInput)
		merged := o.do(centre, Merge, "parent", parent.No, "text", "同一路段")
		if stored := o.read(centre); merged.Version != stored.Version || merged.State != Merged || merged.Parent != parent.ID {
			t.Errorf("merged: version %d, stored %d, state %s", merged.Version, stored.Version, merged.State)
		}
		o.on(parent).do(officer, Note, "text", "内部意见")
		o.do(officer, Ask, "text", "请贵公司提供产量数据")
		o.do(company, Answer, "text", "本公司产量属商业秘密")
		o.do(officer, Progress, "text", "已开工")
		o.do(officer, Submit, "result", "solved", "text", "路已修好")
		if reply := o.on(child).read(neighbour).Reply; reply != "" {
			t.Errorf("a reply in review reached the merged case: %q", reply)
		}
		o.on(parent).do(chief, Approve, "text", "同意")
		o.do(company, Rate, "score", "5", "solved", "yes", "text", "谢谢")

		o.on(child)
		if got, want := o.said(neighbour, Relay), []string{"下周开工", "已开工", "路已修好"}; !slices.Equal(got, want) {
			t.Errorf("the company of the merged case reads %q, want %q", got, want)
		}
		v := o.read(neighbour)
		last := v.Events[len(v.Events)-1]
		if v.Reply != "路已修好" || v.Result != Joined || v.State != Merged || last.Data["result"] != string(Solved) || last.Data["parent"] != parent.No || last.ActorName != chief.Name {
			t.Errorf("reply %q, result %s, state %s, last event %+v", v.Reply, v.Result, v.State, last)
		}
		for _, e := range v.Events {
			for _, secret := range []string{"商业秘密", "产量", "内部意见", "同意", "谢谢"} {
				if strings.Contains(e.Text+fmt.Sprint(e.Data), secret) {
					t.Errorf("the company of the merged case reads %q", e.Text)
				}
			}
		}
		if _, err := o.Read(ctx, neighbour, parent.No); ProblemsOf(err) == nil {
			t.Error("the company of the merged case may read the parent")
		}
		if joined := o.on(parent).read(officer).Events; !slices.ContainsFunc(joined, func(e Event) bool { return e.Action == Join && e.Data["child"] == child.No }) {
			t.Error("the lead is not told that another company waits for its answer")
		}
		if events := o.read(company).Events; slices.ContainsFunc(events, func(e Event) bool { return e.Action == Join }) {
			t.Error("the parent's company reads who else asked")
		}
		must(t, second(o.IndexSearch(ctx, 100)))
		if page, err := o.List(ctx, neighbour, Filter{Text: "路已修好"}); err != nil || len(page.Lines) != 1 || page.Lines[0].No != child.No {
			t.Errorf("the answer finds %+v, %v", page.Lines, err)
		}
		o.sound()
	})
}

// A case that others joined can itself be merged: the answers go all the way down.
func TestAnswersGoAllTheWayDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		first := o.file(roadInput)
		o.do(officer, Sign)
		second, third := o.fileAs(neighbour, roadInput), o.fileAs(neighbour, roadInput)
		o.do(centre, Merge, "parent", second.No)
		o.on(first).do(officer, Plan, "text", "先铺钢板")
		o.on(second).do(centre, Merge, "parent", first.No)
		o.on(first).do(chief, Reply, "result", "solved", "text", "路已修好")
		o.on(third)
		if got, want := o.said(neighbour, Relay), []string{"先铺钢板", "路已修好"}; !slices.Equal(got, want) {
			t.Errorf("two merges down one reads %q, want %q", got, want)
		}
		if v := o.read(neighbour); v.Reply != "路已修好" || v.Events[len(v.Events)-1].Data["parent"] != second.No {
			t.Errorf("reply %q, event %+v", v.Reply, v.Events[len(v.Events)-1])
		}
		o.on(second).do(leader, Note, "text", "并入后仍可备注")
		o.sound()
	})
}

// Not every case can be the parent, and a parent is not withdrawn under those who wait for its answer.
func TestWhatCannotBeMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		confidential := Input{"confidential": "yes"}
		for name, value := range roadInput {
			confidential[name] = value
		}
		secret, gone, parent := o.file(confidential), o.file(roadInput), o.file(roadInput)
		o.on(gone).do(company, Withdraw, "text", "不需要了")
		child := o.fileAs(neighbour, roadInput)
		for _, no := range []string{secret.No, gone.No, child.No, "JQ000000-000000"} {
			_, err := o.Do(ctx, centre, child.No, Command{Action: Merge, Input: Input{"parent": no}})
			refused(t, err, Invalid, "parent")
		}
		if v := o.on(secret).read(centre); v.Joined != 0 {
			t.Error("a refused merge left its mark on the parent")
		}
		o.on(child).do(centre, Merge, "parent", parent.No)
		_, err := o.Do(ctx, company, parent.No, Command{Action: Withdraw, Input: Input{"text": "不需要了"}})
		refused(t, err, Conflict, "")
		hidden := o.fileAs(neighbour, confidential)
		o.do(centre, Merge, "parent", parent.No)
		for _, e := range o.on(parent).read(leader).Events {
			if e.Data["child"] == hidden.No {
				t.Error("everybody who sees the parent reads of a confidential case")
			}
		}
		o.fileAs(neighbour, with("against", "zjj"))
		_, err = o.Do(ctx, centre, o.no, Command{Action: Merge, Input: Input{"parent": parent.No}})
		refused(t, err, Invalid, "parent") // the bureau complained of leads it
		own := o.file(roadInput)
		o.do(centre, Merge, "parent", secret.No) // of the same company
		if v := o.on(own).read(company); v.State != Merged {
			t.Errorf("state %s", v.State)
		}
		o.sound()
	})
}

// Two cases merged into one another at the same time must not both end: nobody would work on either.
func TestTwoCasesMergedIntoOneAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		for range 5 {
			a, b := o.file(roadInput), o.file(roadInput)
			var both sync.WaitGroup
			for _, pair := range [][2]string{{a.No, b.No}, {b.No, a.No}} {
				both.Go(func() {
					if _, err := o.Do(ctx, centre, pair[0], Command{Action: Merge, Input: Input{"parent": pair[1]}}); err != nil && ProblemsOf(err) == nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if s, u := o.on(a).read(centre).State, o.on(b).read(centre).State; (s == Merged) == (u == Merged) {
				t.Errorf("merged into one another they are %s and %s", s, u)
			}
		}
		o.sound()
	})
}

// A reply that the chief has still to approve is no answer: who joins meanwhile does not read it.
func TestADraftIsNotRelayed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		parent := o.file(roadInput)
		o.do(officer, Sign)
		o.do(officer, Plan, "text", "下周开工")
		o.do(officer, Submit, "result", "solved", "text", "尚未审核的草稿")
		child := o.fileAs(neighbour, roadInput)
		o.do(centre, Merge, "parent", parent.No)
		if v := o.on(child).read(neighbour); v.Reply != "" || len(o.said(neighbour, Relay)) != 1 {
			t.Errorf("the company that joined reads %q and %q", v.Reply, o.said(neighbour, Relay))
		}
		o.on(parent).do(chief, Approve)
		if v := o.on(child).read(neighbour); v.Reply != "尚未审核的草稿" {
			t.Errorf("after the approval it reads %q", v.Reply)
		}
	})
}
