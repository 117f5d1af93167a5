// Package files takes in the files that people attach: it looks at what they really are, refuses what is not wanted in
// a sentence, makes thumbnails, and keeps the bytes under their hash in a file store.
package files

import (
	"context"
	"errors"
	"io"
	"time"
)

// Blob is a stored run of bytes.
type Blob struct {
	Hash string // SHA-256, 64 hexadecimal digits: its name in the store
	Size int64  // bytes
}

// Store keeps bytes under their hash. The same bytes are kept once, however often they are put.
type Store interface {
	// Put keeps what r gives, up to maxBytes, or nothing of it: ErrTooLarge, ErrFull, or the error of r.
	Put(ctx context.Context, r io.Reader, maxBytes int64) (Blob, error)
	// Open reads a blob, ErrNone when it is not there. The caller closes it.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, error)
	// Stat tells a blob's size, ErrNone when it is not there.
	Stat(ctx context.Context, hash string) (Blob, error)
	// Remove deletes a blob unless it was put again at or after the instant: somebody may be about to refer to it.
	// Removing what is not there is no error.
	Remove(ctx context.Context, hash string, unlessPutSince time.Time) error
	// Each calls fn with every blob put before the instant, in the order of their hashes.
	Each(ctx context.Context, putBefore time.Time, fn func(Blob) error) error
}

// sweepBatch is how many blobs are asked about at a time.
const sweepBatch = 200

// Sweep removes the blobs that were put before the instant and that nobody refers to: what unreferenced returns of the
// hashes it is given. Whatever an upload may have left behind, by a crash or by being abandoned, ends here.
func Sweep(ctx context.Context, s Store, putBefore time.Time, unreferenced func(context.Context, []string) ([]string, error)) (removed int, err error) {
	var batch []string
	flush := func() error {
		free, err := unreferenced(ctx, batch)
		if err != nil {
			return err
		}
		for _, hash := range free {
			if err := s.Remove(ctx, hash, putBefore); err != nil {
				return err
			}
			removed++
		}
		batch = batch[:0]
		return nil
	}
	err = s.Each(ctx, putBefore, func(b Blob) error {
		if batch = append(batch, b.Hash); len(batch) < sweepBatch {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	return removed, err
}

// The errors of a store.
var (
	ErrNone     = errors.New("the file is not in the store: it may have been removed")
	ErrTooLarge = errors.New("the file is larger than allowed")
	ErrFull     = errors.New("the file store has no room left: free some space and send the file again")
)
