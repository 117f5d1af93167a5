package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"jiangqitong/cases"
)

// attach gives the request its photos: the company's uploads of the moment before it files.
func (s *Stage) attach(ctx context.Context, filer cases.Actor, sc *script) (ids []int64, err error) {
	for n := range sc.photos {
		content := photo(sc.category, sc.filed.Unix()+int64(n))
		file, err := s.Intake.Accept(ctx, fmt.Sprintf("现场照片%d.png", n+1), bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return nil, err
		}
		kept, err := s.Desk.Attach(ctx, filer, file.Attachment())
		if err != nil {
			return nil, err
		}
		ids = append(ids, kept.ID)
	}
	return ids, nil
}

// The colours of the scenes.
var (
	sky   = color.RGBA{0xc9, 0xd8, 0xe4, 0xff}
	wall  = color.RGBA{0xb8, 0xb2, 0xa6, 0xff}
	roof  = color.RGBA{0x8a, 0x5a, 0x44, 0xff}
	gate  = color.RGBA{0x4c, 0x5b, 0x66, 0xff}
	tar   = color.RGBA{0x5d, 0x60, 0x63, 0xff}
	line  = color.RGBA{0xe6, 0xe2, 0xd3, 0xff}
	water = color.RGBA{0x8a, 0x7f, 0x63, 0xff}
	hole  = color.RGBA{0x2f, 0x2d, 0x2a, 0xff}
	truck = color.RGBA{0x2f, 0x6d, 0x9e, 0xff}
)

// photo draws a factory gate on a road, and what is wrong with it: a picture that nobody takes for a real one.
func photo(category string, seed int64) []byte {
	const w, h = 480, 320
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	p := &painting{image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{sky, wall, roof, gate, tar, line, water, hole, truck})}
	left := 60 + rng.IntN(140)
	p.box(0, 0, w, h, sky)
	p.box(left, 90, left+220, 200, wall)
	p.box(left-10, 78, left+230, 92, roof)
	p.box(left+80, 120, left+150, 200, gate)
	p.box(0, 200, w, h, tar)
	for x := -rng.IntN(60); x < w; x += 80 {
		p.box(x, 256, x+44, 262, line)
	}
	switch category {
	case "flood":
		p.pool(left+110, 235, 190, 38+rng.IntN(14), water)
	case "truck":
		p.box(left-30, 190, left+110, 244, truck)
		p.pool(left, 246, 13, 13, hole)
		p.pool(left+84, 246, 13, 13, hole)
	default:
		for range 3 + rng.IntN(3) {
			p.pool(60+rng.IntN(360), 225+rng.IntN(80), 14+rng.IntN(30), 6+rng.IntN(9), hole)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p.on); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

type painting struct{ on *image.Paletted }

func (p *painting) box(x0, y0, x1, y1 int, c color.Color) {
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			p.on.Set(x, y, c)
		}
	}
}

func (p *painting) pool(cx, cy, rx, ry int, c color.Color) {
	for y := -ry; y <= ry; y++ {
		for x := -rx; x <= rx; x++ {
			if x*x*ry*ry+y*y*rx*rx <= rx*rx*ry*ry {
				p.on.Set(cx+x, cy+y, c)
			}
		}
	}
}
