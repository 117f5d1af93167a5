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

func (o *office) attach(a Actor, name string) Attachment {
	o.t.Helper()
	f, err := o.Attach(context.Background(), a, Attachment{Name: name, Type: "image/jpeg", Size: 1, Hash: strings.Repeat("a", 60) + name, Thumb: "thumb of " + name})
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

func (o *office) attachMany(a Actor, n int) (ids []int64) {
	o.t.Helper()
	for i := range n {
		ids = append(ids, o.attach(a, fmt.Sprintf("%03d.jpg", i)).ID)
	}
	return ids
}

// wantRefusal fails the test unless err is one Problem of the kind on the field.
func wantRefusal(t *testing.T, err error, kind Kind, field string) {
	t.Helper()
	problems := ProblemsOf(err)
	if len(problems) != 1 || problems[0].Kind != kind || problems[0].Field != field {
		t.Errorf("got %v, want a refusal of kind %s on %q", err, kind, field)
	}
}

func TestFilesComeWithTheirEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := openOffice(t, d, "2021-06-30 09:00"), context.Background()
		photo := o.attach(company, "积水.jpg")
		if again, err := o.Uploads(ctx, company, []int64{photo.ID, 999}); err != nil || len(again) != 1 || again[0].Hash != photo.Hash || !again[0].At.Equal(photo.At) {
			t.Errorf("the waiting upload reads back as %+v, %v", again, err)
		}
		c, err := o.File(ctx, company, Filing{Input: roadInput, Files: []int64{photo.ID, photo.ID}})
		if err != nil {
			t.Fatal(err)
		}
		o.no = c.No
		plan := o.attach(officer, "内部方案.pdf")
		if _, err := o.Do(ctx, officer, c.No, Command{Action: Note, Input: Input{"text": "内部意见"}, Files: []int64{plan.ID}}); err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(q *db.Q) error { // a public reminder that saw the note
			m, err := o.Moment(ctx)
			if err != nil {
				return err
			}
			return insertEvents(ctx, q, []Event{{Case: c.ID, Seq: o.read(centre).Version, At: m.Now, Action: Remind, Public: true, Key: "reminder"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, reader := range []struct {
			Actor
			names []string
		}{{company, []string{"积水.jpg"}}, {centre, []string{"积水.jpg", "内部方案.pdf"}}, {officer, []string{"积水.jpg", "内部方案.pdf"}}} {
			var names []string
			for _, f := range o.read(reader.Actor).Files {
				names = append(names, f.Name)
			}
			if !slices.Equal(names, reader.names) {
				t.Errorf("%s reads %v, want %v", reader.Name, names, reader.names)
			}
		}
		got, err := o.Attachment(ctx, company, c.No, photo.ID)
		if err != nil || got.Case != c.ID || got.Seq != 1 || got.Hash != photo.Hash {
			t.Errorf("%+v, %v", got, err)
		}
		for _, try := range []struct {
			Actor
			id int64
		}{{stranger, photo.ID}, {outsider, photo.ID}, {company, plan.ID}, {liaison, plan.ID}, {company, 999}, {admin, photo.ID}} {
			if _, err := o.Attachment(ctx, try.Actor, c.No, try.id); ProblemsOf(err) == nil || ProblemsOf(err)[0].Kind != NotFound {
				t.Errorf("%s opens file %d: %v", try.Name, try.id, err)
			}
		}
	})
}

func TestOnlyOnesOwnWaitingUploadsCanBeBound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := openOffice(t, d, "2021-06-30 09:00"), context.Background()
		c := o.file(roadInput)
		told := len(o.read(company).Events)
		own, foreign := o.attach(company, "own.jpg"), o.attach(stranger, "foreign.jpg")
		urge := func(ids ...int64) error {
			_, err := o.Do(ctx, company, c.No, Command{Action: Urge, Input: Input{"text": "请尽快"}, Files: ids})
			return err
		}
		for _, ids := range [][]int64{{foreign.ID}, {own.ID, foreign.ID}, {own.ID, 12345}, {-1}} {
			wantRefusal(t, urge(ids...), Invalid, "files")
		}
		if view := o.read(company); len(view.Files) != 0 || len(view.Events) != told || view.Version != c.Version {
			t.Errorf("a refused action left version %d and %d files", view.Version, len(view.Files))
		}
		if err := urge(own.ID); err != nil {
			t.Fatal(err)
		}
		_, err := o.File(ctx, company, Filing{Input: roadInput, Files: []int64{own.ID}})
		wantRefusal(t, err, Invalid, "files") // bound before
		if page, err := o.List(ctx, centre, Filter{}); err != nil || len(page.Lines) != 1 {
			t.Errorf("a refused filing left %d cases, %v", len(page.Lines), err)
		}
	})
}

func TestACaseHasAtMostTenFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := openOffice(t, d, "2021-06-30 09:00"), context.Background()
		_, err := o.File(ctx, company, Filing{Input: roadInput, Files: o.attachMany(company, MaxFiles+1)})
		wantRefusal(t, err, Invalid, "files")
		c, err := o.File(ctx, company, Filing{Input: roadInput, Files: o.attachMany(company, MaxFiles-1)})
		if err != nil {
			t.Fatal(err)
		}
		o.no = c.No
		var racers sync.WaitGroup
		for _, id := range o.attachMany(officer, 5) {
			racers.Go(func() {
				_, err := o.Do(ctx, officer, c.No, Command{Action: Note, Input: Input{"text": "情况"}, Files: []int64{id}})
				if err != nil && ProblemsOf(err) == nil {
					t.Error(err)
				}
			})
		}
		racers.Wait()
		if n := len(o.read(centre).Files); n != MaxFiles {
			t.Errorf("the case has %d files", n)
		}
	})
}

func TestUploadsThatWaitAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := openOffice(t, d, "2021-06-30 09:00"), context.Background()
		o.attachMany(company, maxUploads)
		_, err := o.Attach(ctx, company, Attachment{Name: "more.jpg"})
		wantRefusal(t, err, Conflict, "files")
		o.attach(stranger, "other.jpg")
		for _, reader := range []Actor{admin, auditor, {}} {
			_, err := o.Attach(ctx, reader, Attachment{Name: "x.jpg"})
			wantRefusal(t, err, Forbidden, "files")
		}
	})
}

func TestUploadsNeverBoundAreSwept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := openOffice(t, d, "2021-06-30 09:00"), context.Background()
		kept, twin, lost := o.attach(company, "kept.jpg"), o.attach(company, "kept.jpg"), o.attach(company, "lost.jpg")
		if _, err := o.File(ctx, company, Filing{Input: roadInput, Files: []int64{kept.ID}}); err != nil {
			t.Fatal(err)
		}
		o.at("2021-07-01 08:00")
		young := o.attach(company, "young.jpg")
		n, err := o.SweepAttachments(ctx, instant(t, "2021-06-30 09:30"))
		if err != nil || n != 2 {
			t.Errorf("swept %d, %v; want twin %d and lost %d", n, err, twin.ID, lost.ID)
		}
		hashes := []string{lost.Hash, kept.Hash, lost.Thumb, kept.Thumb, young.Hash, ""}
		free, err := o.Unreferenced(ctx, hashes)
		if err != nil || !slices.Equal(free, []string{lost.Hash, lost.Thumb, ""}) {
			t.Errorf("free are %q, %v", free, err)
		}
	})
}
