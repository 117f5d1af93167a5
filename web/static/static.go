// Package static serves the product's own style sheet, script and icons. Each file's address carries a hash of
// its content, so browsers may keep it for ever and still see a new release at once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Prefix is the path under which Handler expects to be mounted.
const Prefix = "/static/"

//go:embed css/*.css *.js *.svg
var files embed.FS

// assets never change after start-up.
var assets = load(files)

type asset struct {
	url     string
	media   string
	content []byte
	zipped  []byte
}

// URL is the address of the asset called name, such as app.css. An unknown name gives an address that answers 404.
func URL(name string) string {
	if a, ok := assets.byName[name]; ok {
		return a.url
	}
	return Prefix + name
}

// Handler answers GET and HEAD for the addresses that URL gives, compressed where the browser takes gzip.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets.byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", a.media)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept-Encoding")
	body := a.content
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone away
	}
}

type index struct {
	byName, byURL map[string]*asset
}

// load joins css/*.css in the order of their names to app.css and takes the other files as they are.
func load(files fs.FS) index {
	found := index{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	var sheet bytes.Buffer
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".css" {
			sheet.Write(content)
			return nil
		}
		found.add(name, content)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("static: embedded files: %v", err))
	}
	found.add("app.css", sheet.Bytes())
	return found
}

func (x index) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	url := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	media := mime.TypeByExtension(ext)
	if ext == ".js" {
		media = "text/javascript; charset=utf-8" // some machines' tables still say application/javascript
	}
	a := &asset{url: url, media: media, content: content, zipped: zip(content)}
	x.byName[name], x.byURL[url] = a, a
}

func zip(content []byte) []byte {
	var buffer bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buffer, gzip.BestCompression) // the level is a valid constant
	_, _ = w.Write(content)                                    // a bytes.Buffer takes everything
	_ = w.Close()
	return buffer.Bytes()
}
