package files

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"jiangqitong/cases"
)

func open(t *testing.T) (*Intake, string) {
	folder := t.TempDir()
	return NewIntake(openDisk(t, folder)), folder
}

func accept(in *Intake, name string, content []byte) (File, error) {
	return in.Accept(ctx, name, bytes.NewReader(content), int64(len(content)))
}

// photo is a picture whose left half is red and whose right half is blue.
func photo(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if x < w/2 {
				p.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
			} else {
				p.SetRGBA(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return p
}

func jpegOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipOf(t testing.TB, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, strings.Repeat("<x/>", 2000))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// compound is a compound file whose main stream has the name. It is a table of LibreOffice's with its directory changed.
func compound(t testing.TB, stream string) []byte {
	t.Helper()
	content := sample(t, "table.xls")
	at := bytes.Index(content, utf16Of("Workbook"))
	if at < 0 {
		t.Fatal("the sample has no stream Workbook")
	}
	entry := content[at : at+66] // 64 bytes of name and its length with the closing zero
	clear(entry)
	name := utf16Of(stream)
	copy(entry, name)
	entry[64] = byte(len(name) + 2)
	return content
}

func utf16Of(s string) (b []byte) {
	for _, r := range s {
		b = append(b, byte(r), 0)
	}
	return b
}

func TestWhatIsTaken(t *testing.T) {
	in, _ := open(t)
	for _, try := range []struct {
		name     string
		content  []byte
		wantName string
		wantType string
		thumb    bool
	}{
		{"门口积水.JPG", jpegOf(t, photo(40, 30)), "门口积水.JPG", "image/jpeg", true},
		{"图.png", pngOf(t, photo(40, 30)), "图.png", "image/png", true},
		{"图.webp", sample(t, "lossy.webp"), "图.webp", "image/webp", true},
		{"动图.webp", []byte("RIFF\x32\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x07\x00\x00\x07\x00\x00ANIM\x06\x00\x00\x00\xff\xff\xff\xff\x00\x00"),
			"动图.webp", "image/webp", false},
		{"IMG_1.HEIC", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 100)...), "IMG_1.HEIC", "image/heic", false},
		{"红线图.pdf", []byte("%PDF-1.7\n1 0 obj\n%%EOF"), "红线图.pdf", "application/pdf", false},
		{"发票.ofd", zipOf(t, "Doc_0/Document.xml", "OFD.xml"), "发票.ofd", "application/ofd", false},
		{"说明.docx", zipOf(t, "[Content_Types].xml", "a", "b", "c", "d", "word/document.xml"), "说明.docx", docxKind.media, false},
		{"台账.xlsx", zipOf(t, "xl/workbook.xml"), "台账.xlsx", xlsxKind.media, false},
		{"汇报.pptx", zipOf(t, "ppt/presentation.xml"), "汇报.pptx", pptxKind.media, false},
		{"说明.wps", compound(t, "WordDocument"), "说明.wps", docKind.media, false},
		{"说明.doc", compound(t, "WordDocument"), "说明.doc", docKind.media, false},
		{"汇报.ppt", compound(t, "PowerPoint Document"), "汇报.ppt", pptKind.media, false},
		{"台账.et", sample(t, "table.xls"), "台账.et", xlsKind.media, false},
		{"备注.txt", []byte("道路已损坏，请修复。"), "备注.txt", "text/plain", false},
		{"国标码.txt", []byte("\xb5\xc0\xc2\xb7\xbb\xfd\xcb\xae"), "国标码.txt", "text/plain", false},
		{"表.csv", []byte("街道,数量\n白沙,3\n环市,4\n"), "表.csv", "text/csv", false},
	} {
		t.Run(try.name, func(t *testing.T) {
			f, err := accept(in, try.name, try.content)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != try.wantName || f.Type != try.wantType || f.Size != int64(len(try.content)) || (f.Thumb != "") != try.thumb {
				t.Errorf("taken as %+v", f)
			}
		})
	}
}

func TestWhatIsRefusedIsExplainedAndNotKept(t *testing.T) {
	whole := jpegOf(t, photo(640, 480))
	cut := pngOf(t, photo(640, 480))
	for name, try := range map[string]struct {
		content []byte
		says    string
	}{
		"empty.jpg":     {nil, "空文件"},
		"large.txt":     {bytes.Repeat([]byte("a"), MaxBytes+1), "20 MB"},
		"cut.jpg":       {whole[:len(whole)/2], "已损坏"},
		"head.jpg":      {whole[:24], "已损坏"},
		"cut.png":       {cut[:len(cut)/2], "已损坏"},
		"cut.docx":      {zipOf(t, "word/document.xml")[:150], "已损坏"},
		"cut.doc":       {compound(t, "WordDocument")[:700], "已损坏"},
		"photo.jpg.exe": {[]byte("MZ\x90\x00" + strings.Repeat("\x00", 200)), "程序"},
		"photo.jpg":     {[]byte("MZ\x90\x00" + strings.Repeat("\x00", 200)), "程序"},
		"page.pdf":      {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "网页"},
		"drawing.png":   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "不支持"},
		"all.zip":       {zipOf(t, "a.txt"), "压缩包"},
		"macro.docx":    {zipOf(t, "word/document.xml", "word/vbaProject.bin"), "宏"},
		"macro.xls":     {compound(t, "_VBA_PROJECT_CUR"), "宏"},
		"locked.docx":   {compound(t, "EncryptedPackage"), "密码"},
		"strange.doc":   {compound(t, "Anything"), "不支持"},
		"moving.gif":    {[]byte("GIF89a" + strings.Repeat("\x00", 40)), "GIF"},
		"noise.pdf":     {[]byte("\x00\x01\x02\x03\x04\x05\x06\x07"), "不支持"},
		"script.txt":    {[]byte("#!/bin/sh\nrm -rf /\n"), "不支持"},
	} {
		t.Run(name, func(t *testing.T) {
			in, folder := open(t)
			_, err := accept(in, name, try.content)
			problems := cases.ProblemsOf(err)
			if len(problems) != 1 || problems[0].Kind != cases.Invalid || !strings.Contains(problems[0].Zh, try.says) || problems[0].En == "" {
				t.Errorf("got %v (%v), want a refusal that says %q", err, problems, try.says)
			}
			if names := lying(t, folder); len(names) != 0 {
				t.Errorf("kept: %v", names)
			}
		})
	}
}

func TestNamesAreMadeSafe(t *testing.T) {
	for name, want := range map[string]string{
		"门口积水.jpg":                         "门口积水.jpg",
		"../../etc/passwd":                 "passwd.jpg",
		`C:\Users\王\照片.jpg`:                "照片.jpg",
		"photo.jpg.exe":                    "photo.jpg.exe.jpg",
		"photo.php\x00.jpg":                "photo.php.jpg",
		"invoice\u202egpj.exe":             "invoicegpj.exe.jpg",
		"a\u200bb\u2066c\r\nSet-Cookie: x": "abcSet-Cookie_ x.jpg",
		"":                                 "附件.jpg",
		" .. ":                             "附件.jpg",
		".jpg":                             "jpg.jpg",
		"\xff\xfe.jpg":                     "jpg.jpg",
		`what?"<b>|*.JPEG`:                 "what___b___.JPEG",
		strings.Repeat("长", 300) + ".jpg":  strings.Repeat("长", 96) + ".jpg",
		"café.jpg":                         "café.jpg",
	} {
		if got := cleanName(name, jpegKind); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestAnyNameBecomesOnePlainFileName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := cleanName(string(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "bytes"))+rapid.String().Draw(t, "text"), pdfKind)
		if len([]rune(name)) > maxName || !strings.HasSuffix(strings.ToLower(name), ".pdf") || strings.ContainsAny(name, "/\\\x00\n\r\"<>") {
			t.Fatalf("%q", name)
		}
		if again := cleanName(name, pdfKind); again != name {
			t.Fatalf("cleaning %q again gives %q", name, again)
		}
	})
}

func TestThumbnails(t *testing.T) {
	in, folder := open(t)
	disk := openDisk(t, folder)
	f, err := accept(in, "wide.jpg", jpegOf(t, photo(1600, 900)))
	if err != nil {
		t.Fatal(err)
	}
	blob, err := disk.Open(ctx, f.Thumb)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	small, kind, err := image.Decode(blob)
	if err != nil || kind != "jpeg" || small.Bounds().Dx() != thumbSide || small.Bounds().Dy() != 180 {
		t.Errorf("the thumbnail is a %s of %v, %v", kind, small.Bounds(), err)
	}
	wantReddish(t, small, 10, 90, true)
	wantReddish(t, small, 310, 90, false)
}

func wantReddish(t *testing.T, p image.Image, x, y int, want bool) {
	t.Helper()
	r, _, b, _ := p.At(x, y).RGBA()
	if (r > b) != want {
		t.Errorf("at %d,%d: red %d, blue %d", x, y, r>>8, b>>8)
	}
}

func TestPhotosStandUpright(t *testing.T) {
	// Where the red left half of the stored picture is to be seen, for each orientation of the EXIF standard.
	left, right, top, bottom := image.Pt(4, 20), image.Pt(36, 20), image.Pt(20, 4), image.Pt(20, 36)
	red := map[int]image.Point{0: left, 1: left, 2: right, 3: right, 4: left, 5: top, 6: top, 7: bottom, 8: bottom, 9: left}
	for orientation, at := range red {
		for _, little := range []bool{true, false} {
			content := withOrientation(jpegOf(t, photo(40, 40)), orientation, little)
			thumb, err := thumbnail(jpegKind, bytes.NewReader(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			p, err := jpeg.Decode(bytes.NewReader(thumb))
			if err != nil {
				t.Fatal(err)
			}
			wantReddish(t, p, at.X, at.Y, true)
			wantReddish(t, p, 40-at.X, 40-at.Y, false)
		}
	}
}

// withOrientation puts an EXIF block into a JPEG file.
func withOrientation(content []byte, orientation int, little bool) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0, 0, 0, 0, 0}
	if little {
		tiff = []byte{'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, byte(orientation), 0, 0, 0, 0, 0, 0, 0}
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(segment) + 2)}, segment...)
	return append(head, content[2:]...)
}

func TestPicturesTooLargeToDecodeAreTakenWithoutThumbnail(t *testing.T) {
	in, _ := open(t)
	f, err := accept(in, "poster.png", pngOf(t, image.NewPaletted(image.Rect(0, 0, 6000, 4001), color.Palette{color.White})))
	if err != nil || f.Thumb != "" {
		t.Errorf("%+v, %v", f, err)
	}
}

// A file that claims billions of pixels must cost nothing: its claim is read before it is decoded.
func TestADecompressionBombIsNotDecoded(t *testing.T) {
	content := pngOf(t, photo(8, 8))
	copy(content[16:24], []byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff})
	in, _ := open(t)
	if f, err := accept(in, "bomb.png", content); err != nil || f.Thumb != "" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestDamagedFilesNeverPanic(t *testing.T) {
	sources := [][]byte{jpegOf(t, photo(64, 48)), pngOf(t, photo(64, 48)), sample(t, "lossy.webp"), compound(t, "WordDocument"),
		sample(t, "table.xls"), zipOf(t, "OFD.xml"), withOrientation(jpegOf(t, photo(16, 16)), 6, true)}
	rapid.Check(t, func(t *rapid.T) {
		content := bytes.Clone(rapid.SampledFrom(sources).Draw(t, "source"))
		// Places are drawn evenly, not mostly at the start as the property library would.
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			content[dice.IntN(len(content))] = byte(dice.Uint32())
		}
		if rapid.Bool().Draw(t, "cut") {
			content = content[:1+dice.IntN(len(content))]
		}
		k, err := kindOf(bytes.NewReader(content), int64(len(content)))
		if err == nil && k.picture {
			_, err = thumbnail(k, bytes.NewReader(content), int64(len(content)))
		}
		if err != nil && len(cases.ProblemsOf(err)) == 0 && !errors.Is(err, errNoThumb) {
			t.Fatalf("a damaged file is taken for a fault: %v", err)
		}
	})
}

func TestParallelUploads(t *testing.T) {
	in, folder := open(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, err := accept(in, "p.jpg", jpegOf(t, photo(300+i%4, 200))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if names := lying(t, folder); len(names) != 8 {
		t.Errorf("the store holds %d files, want four photos and their thumbnails", len(names))
	}
}
