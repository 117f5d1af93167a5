package files

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

const (
	thumbSide = 320        // pixels, the longer side of a thumbnail
	maxPixels = 24_000_000 // larger pictures are taken without a thumbnail: decoding them takes too much memory
)

// errNoThumb says that a picture is fine but cannot be made small here.
var errNoThumb = errors.New("the picture is too large or of a variety that cannot be decoded here")

// thumbnail makes a small JPEG of a picture, upright. It returns errNoThumb, or a Problem when the picture is damaged.
func thumbnail(k kind, content io.ReaderAt, size int64) ([]byte, error) {
	whole := func() *io.SectionReader { return io.NewSectionReader(content, 0, size) }
	if k.media == webpKind.media && moves(whole()) {
		return nil, errNoThumb
	}
	config, err := k.config(whole())
	if err != nil {
		return nil, undecodable(err)
	}
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > maxPixels {
		return nil, errNoThumb
	}
	full, err := k.decode(whole())
	if err != nil {
		return nil, undecodable(err)
	}
	small := upright(shrink(full), orientation(whole()))
	var out bytes.Buffer
	err = jpeg.Encode(&out, small, &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}

// moves says whether a WebP picture is an animation, which the decoder does not know: the second bit of the flags that
// begin its extended header (RFC 9649, 2.7).
func moves(r io.Reader) bool {
	var head [21]byte
	_, err := io.ReadFull(r, head[:])
	return err == nil && string(head[12:16]) == "VP8X" && head[20]&0x02 != 0
}

func (k kind) config(r io.Reader) (image.Config, error) {
	switch k.media {
	case pngKind.media:
		return png.DecodeConfig(r)
	case webpKind.media:
		return webp.DecodeConfig(r)
	}
	return jpeg.DecodeConfig(r)
}

func (k kind) decode(r io.Reader) (image.Image, error) {
	switch k.media {
	case pngKind.media:
		return png.Decode(r)
	case webpKind.media:
		return webp.Decode(r)
	}
	return jpeg.Decode(r)
}

// undecodable tells a damaged picture from one of a rare variety.
func undecodable(err error) error {
	var rareJPEG jpeg.UnsupportedError
	var rarePNG png.UnsupportedError
	if errors.As(err, &rareJPEG) || errors.As(err, &rarePNG) {
		return errNoThumb
	}
	return damaged
}

// shrink fits a picture into the thumbnail's side, on white where it is transparent; a small one keeps its size.
func shrink(full image.Image) *image.RGBA {
	w, h := full.Bounds().Dx(), full.Bounds().Dy()
	if side := max(w, h); side > thumbSide {
		w, h = max(1, w*thumbSide/side), max(1, h*thumbSide/side)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, small.Bounds(), full, full.Bounds(), draw.Over, nil)
	return small
}

// upright turns and mirrors a picture as its EXIF orientation (1 to 8) asks.
func upright(in *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return in
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			fromX, fromY := source(orientation, x, y, w, h)
			out.SetRGBA(x, y, in.RGBAAt(fromX, fromY))
		}
	}
	return out
}

// source says where in a picture of w by h the pixel at x, y of the upright one comes from.
func source(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	}
	return w - 1 - y, x
}
