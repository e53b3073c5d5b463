package app

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// smallest is the size in bytes below which compressing costs more than it saves.
const smallest = 1024

// level takes a third of the work of the usual 6 and makes pages 7 % larger.
const level = 2

// zipper takes the small pieces that pages are written in and compresses them in larger ones, which is quicker.
type zipper struct {
	*bufio.Writer
	zip *gzip.Writer
}

var writers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, level) // the level is valid
	return &zipper{bufio.NewWriter(z), z}
}}

func (z *zipper) reset(w io.Writer) {
	z.zip.Reset(w)
	z.Writer.Reset(z.zip)
}

func (z *zipper) flush() error {
	if err := z.Flush(); err != nil {
		return err
	}
	return z.zip.Flush()
}

func (z *zipper) close() {
	if z.Flush() == nil { // the client may have gone
		_ = z.zip.Close()
	}
	z.reset(nil)
	writers.Put(z)
}

// compress sends text compressed to those who understand it, unless it is small or the handler has encoded it.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !acceptsGzip(r.Header.Get("Accept-Encoding")) || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressed{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(c, r)
		c.close() // not after a panic: then nothing was sent, and the answer is another
	})
}

// acceptsGzip reads the request's Accept-Encoding; a quality of zero is a no.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, given := strings.CutPrefix(strings.TrimSpace(quality), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return !given || err == nil && value > 0
	}
	return false
}

// compressed holds the beginning of an answer back until it is known whether it is worth compressing.
type compressed struct {
	http.ResponseWriter
	status int
	held   []byte
	begun  bool
	zip    *zipper // nil if sent as it is
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressed) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader keeps the status until the answer begins.
func (c *compressed) WriteHeader(status int) {
	if status < 200 {
		c.ResponseWriter.WriteHeader(status)
	} else if !c.begun {
		c.status = status
	}
}

// Write takes a part of the answer.
func (c *compressed) Write(b []byte) (int, error) {
	if !c.begun {
		c.held = append(c.held, b...)
		if len(c.held) < smallest {
			return len(b), nil
		}
		return len(b), c.begin()
	}
	if c.zip != nil {
		return c.zip.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// FlushError sends what there is.
func (c *compressed) FlushError() error {
	if err := c.begin(); err != nil {
		return err
	}
	if c.zip != nil {
		if err := c.zip.flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(c.ResponseWriter).Flush()
}

func (c *compressed) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	h := c.Header()
	if h.Get("Content-Type") == "" && len(c.held) > 0 {
		h.Set("Content-Type", http.DetectContentType(c.held))
	}
	if compressible(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" {
		h.Add("Vary", "Accept-Encoding")
		if len(c.held) >= smallest {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			c.zip = writers.Get().(*zipper)
			c.zip.reset(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(c.status)
	held := c.held
	c.held = nil
	if len(held) == 0 {
		return nil
	}
	_, err := c.Write(held)
	return err
}

func (c *compressed) close() {
	_ = c.begin() // the client may have gone
	if c.zip != nil {
		c.zip.close()
	}
}
