package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"syscall"
	"time"
)

// Disk keeps blobs in a folder: abcdef… lies in ab/cd/abcdef…. Several instances may share the folder.
type Disk struct {
	root *os.Root // no name leads out of it
}

// unfinished holds uploads under way. They are renamed to their place once all their bytes are safe.
const unfinished = "unfinished"

// abandoned is how old an unfinished upload is when its writer is surely gone.
const abandoned = 24 * time.Hour

// OpenDisk opens a folder as a store, making it if need be, and removes what interrupted uploads left behind.
func OpenDisk(folder string) (*Disk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the folder for attachments cannot be made: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("the folder for attachments cannot be opened: %w", err)
	}
	d := &Disk{root}
	if err := d.tidy(); err != nil {
		root.Close()
		return nil, fmt.Errorf("the folder for attachments cannot be written: %w", err)
	}
	return d, nil
}

func (d *Disk) tidy() error {
	if err := d.root.MkdirAll(unfinished, 0o700); err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), unfinished)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || time.Since(info.ModTime()) < abandoned {
			continue
		}
		if err := d.root.Remove(path.Join(unfinished, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Close lets go of the folder.
func (d *Disk) Close() error { return d.root.Close() }

// Put keeps what r gives. When it returns, the bytes survive a power cut; a failure leaves nothing.
func (d *Disk) Put(ctx context.Context, r io.Reader, maxBytes int64) (Blob, error) {
	name := path.Join(unfinished, rand.Text())
	file, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Blob{}, full(err)
	}
	blob, err := fill(ctx, file, r, maxBytes)
	if err == nil {
		err = d.settle(name, blob.Hash)
	}
	if err != nil {
		// The upload has failed already; what cannot be removed now is removed at the next start.
		_ = d.root.Remove(name)
		return Blob{}, full(err)
	}
	return blob, nil
}

// disk is a file being written; it is closed by whoever fills it.
type disk interface {
	io.WriteCloser
	Sync() error
}

// fill copies r to the file, makes it durable and closes it.
func fill(ctx context.Context, file disk, r io.Reader, maxBytes int64) (Blob, error) {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, hash), io.LimitReader(reader{ctx, r}, maxBytes+1))
	if err == nil && size > maxBytes {
		err = ErrTooLarge
	}
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return Blob{hex.EncodeToString(hash.Sum(nil)), size}, err
}

// reader stops reading when its context ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// settle moves a finished upload to its place. One that lies there already is replaced by its equal, which makes it
// new again in the eyes of Remove.
func (d *Disk) settle(name, hash string) error {
	folder := path.Dir(place(hash))
	if err := d.root.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := d.root.Rename(name, place(hash)); err != nil {
		return err
	}
	for _, changed := range []string{folder, path.Dir(folder), "."} {
		if err := d.syncFolder(changed); err != nil {
			return err
		}
	}
	return nil
}

func (d *Disk) syncFolder(name string) error {
	folder, err := d.root.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// hashShape is what a hash looks like; nothing else becomes a path.
var hashShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

func place(hash string) string { return path.Join(hash[:2], hash[2:4], hash) }

// Open reads a blob.
func (d *Disk) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	if !hashShape.MatchString(hash) {
		return nil, ErrNone
	}
	file, err := d.root.Open(place(hash))
	if err != nil {
		return nil, none(err)
	}
	return file, nil
}

// Stat tells a blob's size.
func (d *Disk) Stat(_ context.Context, hash string) (Blob, error) {
	info, err := d.stat(hash)
	if err != nil {
		return Blob{}, err
	}
	return Blob{hash, info.Size()}, nil
}

func (d *Disk) stat(hash string) (fs.FileInfo, error) {
	if !hashShape.MatchString(hash) {
		return nil, ErrNone
	}
	info, err := d.root.Stat(place(hash))
	return info, none(err)
}

// Remove deletes a blob unless it was put since the instant.
func (d *Disk) Remove(_ context.Context, hash string, unlessPutSince time.Time) error {
	info, err := d.stat(hash)
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err != nil || !info.ModTime().Before(unlessPutSince) {
		return err
	}
	if err := d.root.Remove(place(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Each calls fn with every blob put before the instant.
func (d *Disk) Each(ctx context.Context, putBefore time.Time, fn func(Blob) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case name == unfinished:
			return fs.SkipDir
		case entry.IsDir() || !hashShape.MatchString(entry.Name()):
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(putBefore) {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(Blob{entry.Name(), info.Size()})
	})
}

func none(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNone
	}
	return err
}

// full marks an error that means: no room is left, or no quota.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("%w (%w)", ErrFull, err)
	}
	return err
}
