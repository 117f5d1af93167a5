package web_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/files"
	"jiangqitong/web"
)

// photo is a real picture.
func photo(t *testing.T) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for x := range 640 {
		for y := range 480 {
			picture.Set(x, y, color.RGBA{uint8(x), uint8(y), 120, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var fileLink = regexp.MustCompile(`/cases/[\w-]+/files/\d+`)

func TestPhotosTravelWithTheRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.signedIn("company")
		picture := photo(t)
		to := b.upload("/file", filingForm("k"), map[string][]byte{"路面 塌陷.png": picture}).wants(http.StatusSeeOther).location()
		shown := b.get(to).wants(http.StatusOK).shows("路面 塌陷.png")
		link := fileLink.FindString(shown.body)

		got := b.get(link).wants(http.StatusOK)
		if got.body != string(picture) {
			t.Error("the photo came back changed")
		}
		if d := got.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") || !strings.Contains(d, "filename") {
			t.Errorf("it is served as %q, not as a download", d)
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Content-Type") != "image/png" {
			t.Errorf("it is served with %v", got.header)
		}
		thumb := b.get(link + "/thumb").wants(http.StatusOK)
		if small, _, err := image.DecodeConfig(strings.NewReader(thumb.body)); err != nil || small.Width > 480 {
			t.Errorf("the thumbnail is %v, %v", small, err)
		}
		h.signedIn("officer").get(link).wants(http.StatusOK)
		h.signedIn("other").get(link).wants(http.StatusNotFound)
		b.get(to + "/files/999").wants(http.StatusNotFound)
		b.get(to + "/files/x").wants(http.StatusNotFound)
	})
}

func TestARefusedFileLosesNothingElse(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("company")
	form := filingForm("k")
	back := b.upload("/file", form, map[string][]byte{"好.png": photo(t), "坏.png": []byte("MZ\x90\x00 this is a program"), "空.png": {}}).
		wants(http.StatusUnprocessableEntity).shows("大雨后路面塌陷", "已上传的附件", "好.png", "“坏.png”：", "“空.png”：")
	form.Set("kept", back.kept())
	to := b.post("/file", form).wants(http.StatusSeeOther).location()
	b.get(to).shows("好.png").hides("坏.png")
	if n := h.count(); n != 1 {
		t.Errorf("%d cases", n)
	}

	many := map[string][]byte{}
	for i := range cases.MaxFiles + 1 {
		many[string(rune('a'+i))+".txt"] = []byte("文本")
	}
	b.upload("/file", filingForm("k2"), many).wants(http.StatusUnprocessableEntity).shows("一次最多 10 个附件")
	b.upload("/file", filingForm("k3"), map[string][]byte{"大.pdf": bytes.Repeat([]byte("%PDF-1.4\n"), 21<<20/9)}).
		wants(http.StatusUnprocessableEntity).shows("20 MB")
}

// What a form sent twice says must be the same: the second is answered with what the first made. What was changed in
// between is not swallowed: it comes back, to be sent as a request of its own.
func TestAFormSentTwiceWithOtherWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.signedIn("company")
		form := filingForm("k")
		form.Set("kept", b.upload("/file", form, map[string][]byte{"好.png": photo(t), "空.png": {}}).wants(http.StatusUnprocessableEntity).kept())
		to := b.post("/file", form).wants(http.StatusSeeOther).location()
		if again := b.post("/file", form).wants(http.StatusSeeOther).location(); again != to {
			t.Errorf("the same form leads to %s and %s", to, again)
		}
		form.Set("title", "仓库门口也塌了")
		back := b.post("/file", form).wants(http.StatusUnprocessableEntity).shows("这一次没有执行").hides("好.png")
		back.hidesNothingTyped("仓库门口也塌了")
		form.Set("idempotency_key", back.hidden("idempotency_key"))
		form.Del("kept")
		if other := b.post("/file", form).wants(http.StatusSeeOther).location(); other == to || h.count() != 2 {
			t.Errorf("the other request went to %s", other)
		}
		note := url.Values{"text": {"已电话核实"}, "idempotency_key": {"n"}}
		officer := h.signedIn("officer")
		officer.upload(to+"/note", note, map[string][]byte{"记录.txt": []byte("通话记录")}).wants(http.StatusSeeOther)
		officer.upload(to+"/note", note, map[string][]byte{"记录.txt": []byte("通话记录")}).wants(http.StatusSeeOther)
		officer.upload(to+"/note", note, map[string][]byte{"记录.txt": []byte("别的记录")}).wants(http.StatusUnprocessableEntity).shows("这一次没有执行")
	})
}

func TestFilesOfAnswersAndNotes(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	officer, company := h.signedIn("officer"), h.signedIn("company")
	officer.upload("/cases/"+c.No+"/note", url.Values{"text": {"内部的话"}}, map[string][]byte{"内部.txt": []byte("内部材料")}).wants(http.StatusSeeOther)
	link := fileLink.FindString(officer.get("/cases/" + c.No).shows("内部.txt").body)
	company.get("/cases/" + c.No).hides("内部.txt")
	company.get(link).wants(http.StatusNotFound)
	officer.get(link).wants(http.StatusOK).shows("内部材料")
}

var keptBox = regexp.MustCompile(`name="kept" value="(\d+)"`)

// kept is the number of the first file that a refused form still holds.
func (p page) kept() string {
	p.t.Helper()
	m := keptBox.FindStringSubmatch(p.body)
	if m == nil {
		p.t.Fatalf("%s keeps no file", p.what)
	}
	return m[1]
}

// fullStore is a store on a disk that is full until room is made.
type fullStore struct {
	files.Store
	room atomic.Bool
}

func (s *fullStore) Put(ctx context.Context, r io.Reader, most int64) (files.Blob, error) {
	if !s.room.Load() {
		return files.Blob{}, files.ErrFull
	}
	return s.Store.Put(ctx, r, most)
}

func TestAFullDiskTakesNothingOfWhatWasTyped(t *testing.T) {
	store := &fullStore{}
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) { store.Store, o.Store = o.Store, store })
	b := h.signedIn("company")
	picture := map[string][]byte{"现场.png": photo(t)}
	full := b.upload("/file", filingForm("the key"), picture).wants(http.StatusInsufficientStorage).
		shows("存储空间已满，没有保存", "大雨后路面塌陷，货车无法进出。").hides("请求编号")
	if got := full.hidden("idempotency_key"); got != "the key" {
		t.Errorf("the form goes again by the key %q", got)
	}
	c := h.file("road", "厂门口道路塌陷")
	b.upload("/cases/"+c.No+"/urge", url.Values{"text": {"请尽快抢修"}}, picture).wants(http.StatusInsufficientStorage).
		shows("存储空间已满，没有保存", "请尽快抢修")
	if !strings.Contains(h.logs.String(), "no room left") {
		t.Error("the log does not hear of the full disk")
	}
	store.room.Store(true)
	for range 2 {
		to := b.upload("/file", filingForm("the key"), picture).wants(http.StatusSeeOther).location()
		b.get(to).wants(http.StatusOK).shows("现场.png")
	}
	if n := h.count(); n != 2 {
		t.Errorf("there are %d cases", n)
	}
}
