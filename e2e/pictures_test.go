package e2e

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/image/draw"

	"jiangqitong/internal/demo"
)

var pictures = flag.String("pictures", "", "folder to write the README's pictures to, such as docs/images")

// TestPictures takes the README's pictures from the sample data:
//
//	go test ./e2e -run TestPictures -pictures $PWD/docs/images
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures wanted")
	}
	h := newDemo(t, "2021-06-30 09:00")
	leader := h.person(t, "leader", window{"picture", 1280, 860}).signsIn("leader1", demo.Password)
	leader.goes("/month/2021-06").saves("month.png")
	officer := h.person(t, "officer", window{"picture", 1280, 860}).signsIn("officer-zjj", demo.Password)
	officer.goes("/queue?list=yellow").followsIn(".cases", "").saves("case.png")
	company := h.person(t, "company", phone).signsIn("company1", demo.Password)
	company.goes("/my").saves("phone.png")
}

// saves writes what is on the screen as a small file: 256 colours are enough for pages.
func (p *person) saves(name string) {
	p.t.Helper()
	content, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.fatalf("no picture: %v", err)
	}
	full, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		p.fatalf("the picture: %v", err)
	}
	few := image.NewPaletted(full.Bounds(), palette(full))
	draw.Draw(few, few.Bounds(), full, image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few); err != nil {
		p.fatalf("the picture: %v", err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name), out.Bytes(), 0o644); err != nil {
		p.fatalf("the picture: %v", err)
	}
}

// palette is the 256 colours that a picture has most of.
func palette(picture image.Image) color.Palette {
	count := map[color.RGBA]int{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	colours := make([]color.RGBA, 0, len(count))
	for c := range count {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.RGBA) int { return count[b] - count[a] })
	list := make(color.Palette, 0, 256)
	for _, c := range colours[:min(len(colours), 256)] {
		list = append(list, c)
	}
	return list
}
