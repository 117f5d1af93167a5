package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

var ctx = context.Background()

func openDisk(t *testing.T, folder string) *Disk {
	t.Helper()
	d, err := OpenDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// lying lists the files in a folder, at any depth.
func lying(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestWhatIsPutCanBeOpened(t *testing.T) {
	folder := t.TempDir()
	d := openDisk(t, folder)
	text := strings.Repeat("道路积水", 10_000)
	var all sync.WaitGroup
	for range 8 { // the same bytes at the same time
		all.Go(func() {
			blob, err := d.Put(ctx, strings.NewReader(text), MaxBytes)
			if err != nil || blob.Size != int64(len(text)) || !hashShape.MatchString(blob.Hash) {
				t.Errorf("%v, %v", blob, err)
			}
		})
	}
	all.Wait()
	if names := lying(t, folder); len(names) != 1 {
		t.Errorf("the store holds %v, want one file", names)
	}
	blob, err := d.Put(ctx, strings.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	if stat, err := d.Stat(ctx, blob.Hash); err != nil || stat != blob {
		t.Errorf("stat gives %v, %v", stat, err)
	}
	file, err := d.Open(ctx, blob.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || string(got) != text {
		t.Errorf("read %d bytes, %v", len(got), err)
	}
}

func TestAnUploadThatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("the phone lost its signal")
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for name, try := range map[string]struct {
		ctx  context.Context
		from io.Reader
		want error
	}{
		"too large":     {ctx, strings.NewReader(strings.Repeat("x", 101)), ErrTooLarge},
		"broken off":    {ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), broken},
		"browser gone":  {gone, strings.NewReader("all"), context.Canceled},
		"endless input": {ctx, endless{}, ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if _, err := openDisk(t, folder).Put(try.ctx, try.from, 100); !errors.Is(err, try.want) {
				t.Errorf("got %v, want %v", err, try.want)
			}
			if names := lying(t, folder); len(names) != 0 {
				t.Errorf("left behind: %v", names)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAFullDiskIsSaidClearly(t *testing.T) {
	t.Run("kernel", func(t *testing.T) { // writes to this device meet the kernel's own answer
		device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		if _, err := fill(ctx, device, strings.NewReader("x"), 100); !errors.Is(full(err), ErrFull) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("mounted", func(t *testing.T) { // a real file system of 256 KiB
		folder := t.TempDir()
		if err := syscall.Mount("none", folder, "tmpfs", 0, "size=256k"); err != nil {
			t.Skipf("a small file system cannot be mounted here: %v", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(folder, 0); err != nil {
				t.Error(err)
			}
		})
		d, err := OpenDisk(folder)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		small, err := d.Put(ctx, bytes.NewReader(make([]byte, 100<<10)), MaxBytes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Put(ctx, io.LimitReader(endless{}, 1<<20), MaxBytes); !errors.Is(err, ErrFull) {
			t.Errorf("got %v, want ErrFull", err)
		}
		if names := lying(t, folder); len(names) != 1 || filepath.Base(names[0]) != small.Hash {
			t.Errorf("after the failure the store holds %v", names)
		}
		if _, err := d.Put(ctx, bytes.NewReader(make([]byte, 50<<10)), MaxBytes); err != nil {
			t.Errorf("what still fits is refused: %v", err)
		}
	})
}

func TestOnlyHashesAreNames(t *testing.T) {
	folder := t.TempDir()
	outside := filepath.Join(folder, "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openDisk(t, filepath.Join(folder, "store"))
	for _, name := range []string{"", "..", "../secret", strings.Repeat("0", 63) + "/", strings.Repeat("A", 64), strings.Repeat("0", 64), "..\x00"} {
		if _, err := d.Open(ctx, name); !errors.Is(err, ErrNone) {
			t.Errorf("open %q: %v", name, err)
		}
		if _, err := d.Stat(ctx, name); !errors.Is(err, ErrNone) {
			t.Errorf("stat %q: %v", name, err)
		}
		if err := d.Remove(ctx, name, time.Now()); err != nil {
			t.Errorf("remove %q: %v", name, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

func TestRemoveSparesWhatWasPutAgain(t *testing.T) {
	d := openDisk(t, t.TempDir())
	blob, err := d.Put(ctx, strings.NewReader("照片"), MaxBytes)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.root.Chtimes(place(blob.Hash), time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Put(ctx, strings.NewReader("照片"), MaxBytes); err != nil {
		t.Fatal(err)
	}
	if err := d.Remove(ctx, blob.Hash, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Stat(ctx, blob.Hash); err != nil {
		t.Errorf("what was put a moment ago is gone: %v", err)
	}
	if err := d.Remove(ctx, blob.Hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Stat(ctx, blob.Hash); !errors.Is(err, ErrNone) {
		t.Errorf("after removal: %v", err)
	}
}

func TestSweepRemovesWhatNobodyRefersTo(t *testing.T) {
	folder := t.TempDir()
	d := openDisk(t, folder)
	kept := map[string]bool{}
	var young string
	for i := range sweepBatch + 50 {
		blob, err := d.Put(ctx, strings.NewReader(strings.Repeat("x", i)), MaxBytes)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			young = blob.Hash
			continue
		}
		if err := d.root.Chtimes(place(blob.Hash), time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			kept[blob.Hash] = true
		}
	}
	removed, err := Sweep(ctx, d, time.Now().Add(-24*time.Hour), func(_ context.Context, hashes []string) (free []string, _ error) {
		for _, hash := range hashes {
			if !kept[hash] {
				free = append(free, hash)
			}
		}
		return free, nil
	})
	if err != nil || removed != sweepBatch+49-len(kept) {
		t.Errorf("removed %d, %v", removed, err)
	}
	for _, name := range lying(t, folder) {
		if hash := filepath.Base(name); !kept[hash] && hash != young {
			t.Errorf("%s still lies there", hash)
		}
	}
}

func TestOpeningRemovesWhatACrashLeftLongAgo(t *testing.T) {
	folder := t.TempDir()
	openDisk(t, folder)
	old, young := filepath.Join(folder, unfinished, "OLD"), filepath.Join(folder, unfinished, "YOUNG")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*abandoned)); err != nil {
		t.Fatal(err)
	}
	openDisk(t, folder)
	if names := lying(t, folder); len(names) != 1 || names[0] != young {
		t.Errorf("left: %v, want only the young one, which another instance may be writing", names)
	}
}
