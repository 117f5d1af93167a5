package cases

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// office is a desk on a real database with a clock that the test sets.
type office struct {
	*Desk
	t   *testing.T
	now atomic.Pointer[time.Time]
	no  string // of the case the story is about
}

func openOffice(t *testing.T, d *db.DB, at string) *office {
	t.Helper()
	o := &office{t: t}
	o.Desk = NewDesk(d, func() time.Time { return *o.now.Load() })
	o.at(at)
	ctx := context.Background()
	if err := o.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	err := d.Write(ctx, func(q *db.Q) error {
		for id, name := range []string{"江海精工有限公司", "别家有限公司"} {
			if _, err := q.Exec(ctx, `insert into company (name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
				values ($1, '', 'waihai', '制造业', '', '陈经理', '13800138000', '', $2, 'confirmed', 0)`, name, 3*(1-id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// at moves the clock on and lets the timer run.
func (o *office) at(text string) {
	o.t.Helper()
	at := instant(o.t, text)
	first := o.now.Swap(&at) == nil
	if first {
		return
	}
	if _, err := o.Tick(context.Background()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) file(in Input) *Case {
	o.t.Helper()
	c, err := o.File(context.Background(), company, Filing{Input: in})
	if err != nil {
		o.t.Fatal(err)
	}
	o.no = c.No
	return c
}

func (o *office) do(a Actor, action Action, pairs ...string) *Case {
	o.t.Helper()
	in := Input{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	c, err := o.Do(context.Background(), a, o.no, Command{Action: action, Input: in})
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) read(a Actor) View {
	o.t.Helper()
	v, err := o.Read(context.Background(), a, o.no)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *office) counts(a Actor) map[string]int64 {
	o.t.Helper()
	counts, err := o.Counts(context.Background(), a)
	if err != nil {
		o.t.Fatal(err)
	}
	return counts
}

// sound checks that what is kept for speed is what it would be if it were worked out now.
func (o *office) sound() {
	o.t.Helper()
	wrong := func(w Words) { o.t.Error(w.En) }
	if n, err := o.VerifyClocks(context.Background(), wrong); err != nil || n == 0 {
		o.t.Errorf("%d clocks, %v", n, err)
	}
	if n, err := o.VerifyWorklists(context.Background(), wrong); err != nil || n == 0 {
		o.t.Errorf("%d cases, %v", n, err)
	}
}

// TestLife follows one case from filing to rating over the National Day holiday of 2021 with its make-up days:
// 26 September (Sunday) and 9 October (Saturday) were worked, 1 to 7 October were off.
func TestLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-09-26 16:00")

		// A Sunday, and yet a working day. The company files; the rule sends it on at once.
		c := o.file(roadInput)
		if c.State != Dispatched || c.Lead != "zjj" || c.RouteReason.Zh == "" {
			t.Fatalf("%s went to %q in state %s because %s", c.No, c.Lead, c.State, c.RouteReason.Zh)
		}
		if got := o.counts(officer)[string(GreenLit)]; got != 1 {
			t.Errorf("the bureau's green list counts %d", got)
		}

		// The Jiangmen promise is a contact within 60 minutes. After 45 the bureau is reminded, after 60 it is late.
		o.at("2021-09-26 16:50")
		if got := o.counts(officer)[string(Yellow)]; got != 1 {
			t.Errorf("the bureau's yellow list counts %d", got)
		}
		o.do(officer, Sign)
		o.do(officer, Contact, "how", "phone", "text", "已电话联系，约定现场查看。")
		if c := o.read(company).Case; c.Light != GreenLit {
			t.Errorf("the light is %s after the contact", c.Light)
		}
		o.at("2021-09-27 10:00")
		o.do(officer, Plan, "text", "先铺钢板保通，节后修复路面。")

		// 7 natural days from 26 September end on 3 October, in the holiday: the promise moves to 8 October.
		if due := workday.FormatDue(o.read(officer).Due); due != "2021-10-08 17:30" {
			t.Errorf("to be resolved by %s", due)
		}

		// The bureau asks; the clock stands still until the company answers on the make-up Saturday. 9 to 11 days of pause
		// move the due date by as many days.
		o.at("2021-09-28 09:00")
		o.do(officer, Ask, "text", "请提供货车出入时段和照片。")
		o.at("2021-10-09 09:00")
		if lights := o.counts(officer); lights[string(OnHold)] != 1 || lights[string(Red)] != 0 {
			t.Errorf("while waiting the bureau's lists count %v", lights)
		}
		if got := o.counts(company)[ListWaiting]; got != 1 {
			t.Errorf("the company's list of questions counts %d", got)
		}
		o.do(company, Answer, "text", "每天 6 时至 8 时，照片已附。")
		view := o.read(officer)
		if got := workday.FormatDue(view.Due); got != "2021-10-14 17:30" {
			t.Errorf("after the pause it is due %s", got)
		}
		if got := workday.FormatDue(view.FirstDue); got != "2021-10-08 17:30" {
			t.Errorf("the first promise reads %s", got)
		}

		// The rule had asked the transport bureau to assist; it works in a leg of its own. The lead brings in one more.
		o.do(officer, AddCo, "bureau", "swj", "text", "请核对企业报税地址。")
		o.at("2021-10-11 10:00")
		o.do(helper, CoSign)
		o.do(helper, CoAnswer, "text", "已安排疏导。")

		// Reply, review, rating.
		o.at("2021-10-12 15:00")
		o.do(officer, Submit, "result", string(Solved), "text", "路面已修复，验收合格。")
		if reply := o.read(company).Reply; reply != "" {
			t.Errorf("the company reads a reply that is still in review: %q", reply)
		}
		o.do(chief, Approve)
		if v := o.read(company); v.State != Replied || v.Reply == "" {
			t.Errorf("state %s, reply %q", v.State, v.Reply)
		}
		o.at("2021-10-13 09:00")
		o.do(company, Rate, "score", "5", "solved", "yes", "text", "非常及时。")

		v := o.read(centre)
		if v.State != Closed || v.Score != 5 || v.Result != Solved {
			t.Errorf("state %s, score %d, result %s", v.State, v.Score, v.Result)
		}
		for _, k := range v.Clocks {
			if k.Running() || k.Milestone == ResolveBy && !k.OnTime() {
				t.Errorf("%s runs on or was missed: %+v", k.Milestone, k)
			}
		}
		for list, n := range o.counts(officer) {
			if n != 0 {
				t.Errorf("the bureau's list %s still counts %d", list, n)
			}
		}
		o.sound()
	})
}

func TestTwentyRacersHaveOneWinner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-30 09:00")
		c := o.file(roadInput)
		var won, lost atomic.Int64
		var racers sync.WaitGroup
		for range 20 {
			racers.Go(func() {
				_, err := o.Do(context.Background(), officer, c.No, Command{Action: Sign, Version: c.Version})
				switch problems := ProblemsOf(err); {
				case err == nil:
					won.Add(1)
				case len(problems) == 1 && problems[0].Kind == Stale:
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		racers.Wait()
		if won.Load() != 1 || lost.Load() != 19 {
			t.Errorf("%d won, %d lost", won.Load(), lost.Load())
		}
		o.sound()
	})
}

func TestFiftyClicksMakeOneCase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-30 09:00")
		numbers := make([]string, 50)
		var clicks sync.WaitGroup
		for i := range numbers {
			clicks.Go(func() {
				c, err := o.File(context.Background(), company, Filing{Input: roadInput, Key: "one-form"})
				if err != nil {
					t.Error(err)
					return
				}
				numbers[i] = c.No
			})
		}
		clicks.Wait()
		for _, no := range numbers {
			if no != numbers[0] {
				t.Fatalf("two cases: %s and %s", numbers[0], no)
			}
		}
		if page, err := o.List(context.Background(), centre, Filter{}); err != nil || len(page.Lines) != 1 {
			t.Errorf("%d cases, %v", len(page.Lines), err)
		}
	})
}

func TestTheLoserIsToldWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-30 09:00")
		c := o.file(roadInput)
		o.do(officer, Sign)
		o.do(officer, Note, "text", "企业不该读到的备注")
		_, err := o.Do(context.Background(), company, c.No, Command{Action: Withdraw, Version: c.Version, Input: Input{"text": "不需要了"}})
		var p *Problem
		if !errors.As(err, &p) || p.Kind != Stale || p.In("zh") != staleProblem.Zh+"\n06-30 09:00 住建局经办人：签收" {
			t.Errorf("%v", p)
		}
	})
}

// TestKeptListsAreTrue plays many cases at once, actions and timer against each other, and then works everything out anew.
func TestKeptListsAreTrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-28 09:00")
		var players sync.WaitGroup
		for p := range 4 {
			players.Go(func() {
				for n := range 12 {
					if err := o.play(p*12 + n); err != nil {
						t.Error(err)
					}
				}
			})
		}
		players.Go(func() {
			for day := range 12 {
				o.at(fmt.Sprintf("2021-07-%02d 09:00", day+1))
			}
		})
		players.Wait()
		o.at("2021-07-13 09:00")
		o.sound()
	})
}

// play files a case and takes every offer it gets for a while; refusals of field values are part of the game.
func (o *office) play(seed int) error {
	ctx := context.Background()
	c, err := o.File(ctx, company, Filing{Input: roadInput})
	if err != nil {
		return err
	}
	for step := range 10 {
		a := []Actor{officer, chief, company, centre, helper}[(seed+step*step)%5]
		m, err := o.Moment(ctx)
		if err != nil {
			return err
		}
		offers := c.Offers(a, m)
		if len(offers) == 0 {
			continue
		}
		offer := offers[(seed*7+step*3)%len(offers)]
		next, err := o.Do(ctx, a, c.No, Command{Action: offer.Action, Input: least(offer, m)})
		if err != nil && ProblemsOf(err) == nil {
			return err
		}
		if err == nil {
			c = next
		}
	}
	return nil
}
