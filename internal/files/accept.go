package files

import (
	"bytes"
	"context"
	"errors"
	"io"

	"jiangqitong/cases"
)

// MaxBytes is the greatest size of one file: 20 MiB.
const MaxBytes = 20 << 20

// Intake takes in uploads and keeps them in a store.
type Intake struct {
	store   Store
	looking chan struct{} // holds a token while a file is looked into
}

// NewIntake opens an intake that keeps files in the store.
func NewIntake(store Store) *Intake {
	// One at a time: decoding a large picture may take 300 MB for a moment.
	return &Intake{store: store, looking: make(chan struct{}, 1)}
}

// File is an upload that has been taken in.
type File struct {
	Name  string // cleaned
	Type  string // media type, told from the bytes
	Size  int64  // bytes
	Hash  string // of its blob
	Thumb string // hash of its thumbnail's blob, empty for none
}

// Attachment is the file as the cases know it, not yet tied to a case.
func (f File) Attachment() cases.Attachment {
	return cases.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, Hash: f.Hash, Thumb: f.Thumb}
}

// The sentences for sizes.
var (
	emptyFile = refusal("这是一个空文件（0 字节），请检查后重新选择。", "The file is empty (0 bytes); check it and choose again.")
	largeFile = refusal("文件超过 20 MB，请压缩照片或拆分文档后再上传。", "The file is larger than 20 MB; make the photo smaller or split the document.")
)

// Accept takes in an upload of a name, whose bytes may be read at any place (a multipart.File is such). The name is not
// believed: what the bytes are decides. What is refused comes back as a Problem and leaves nothing in the store.
func (in *Intake) Accept(ctx context.Context, name string, content io.ReaderAt, size int64) (File, error) {
	switch {
	case size <= 0:
		return File{}, emptyFile
	case size > MaxBytes:
		return File{}, largeFile
	}
	k, thumb, err := in.look(ctx, content, size)
	if err != nil {
		return File{}, err
	}
	f := File{Name: cleanName(name, k), Type: k.media}
	blob, err := in.store.Put(ctx, io.NewSectionReader(content, 0, size), MaxBytes)
	if err != nil {
		return File{}, err
	}
	f.Hash, f.Size = blob.Hash, blob.Size
	if len(thumb) > 0 {
		// The photo is safe; it does without its thumbnail when the disk has just become full.
		if small, err := in.store.Put(ctx, bytes.NewReader(thumb), MaxBytes); err == nil {
			f.Thumb = small.Hash
		}
	}
	return f, nil
}

// look tells what the file is and makes its thumbnail.
func (in *Intake) look(ctx context.Context, content io.ReaderAt, size int64) (k kind, thumb []byte, err error) {
	select {
	case in.looking <- struct{}{}:
		defer func() { <-in.looking }()
	case <-ctx.Done():
		return k, nil, ctx.Err()
	}
	defer func() {
		if recover() != nil { // a decoder stumbled over a file made to trip it
			err = damaged
		}
	}()
	if k, err = kindOf(content, size); err != nil || !k.picture {
		return k, nil, err
	}
	thumb, err = thumbnail(k, content, size)
	if errors.Is(err, errNoThumb) {
		err = nil
	}
	return k, thumb, err
}
