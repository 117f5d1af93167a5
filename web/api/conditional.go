package api

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// conditional gives every JSON answer to a GET an ETag over its bytes, and answers 304 to a reader who has them already.
// A tag that the handler set, the version of a case, is kept in front.
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		held := &heldAnswer{ResponseWriter: w}
		next.ServeHTTP(held, r)
		if held.status == http.StatusOK {
			w.Header().Set("ETag", held.tag())
			if matches(r.Header.Get("If-None-Match"), held.tag()) {
				w.Header().Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		held.release()
	})
}

// matches compares weakly, as RFC 9110 wants it of If-None-Match.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == tag {
			return true
		}
	}
	return false
}

// heldAnswer keeps a JSON answer back until it is whole; others, such as downloads, pass.
type heldAnswer struct {
	http.ResponseWriter
	status  int // 0 when nothing is held
	version string
	body    bytes.Buffer
}

// WriteHeader holds the status of a JSON answer.
func (h *heldAnswer) WriteHeader(status int) {
	if !strings.Contains(h.Header().Get("Content-Type"), "json") {
		h.ResponseWriter.WriteHeader(status)
		return
	}
	h.status, h.version = status, strings.Trim(h.Header().Get("ETag"), `"`)
}

// Write holds a part of a JSON answer.
func (h *heldAnswer) Write(part []byte) (int, error) {
	if h.status == 0 {
		return h.ResponseWriter.Write(part)
	}
	return h.body.Write(part)
}

func (h *heldAnswer) tag() string {
	sum := sha256.Sum256(h.body.Bytes())
	if h.version == "" {
		return fmt.Sprintf(`"%x"`, sum[:8])
	}
	return fmt.Sprintf(`"%s-%x"`, h.version, sum[:8])
}

func (h *heldAnswer) release() {
	if h.status == 0 {
		return
	}
	h.Header().Set("Content-Length", strconv.Itoa(h.body.Len()))
	h.ResponseWriter.WriteHeader(h.status)
	_, _ = h.ResponseWriter.Write(h.body.Bytes()) // the reader may have gone away
}
