package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/report/typeset"
)

func made(t *testing.T) []byte {
	t.Helper()
	d := New(Info{Title: "A (title) \\ é", Language: "en", Time: time.Unix(0, 0)})
	set := typeset.NewSetter("en", false, nil)
	for n := range 3 {
		p := d.AddPage(210, 297)
		lines, err := set.Lines(typeset.Plain, fmt.Sprintf("Page %d, e\u0301\u0302", n), 100)
		if err != nil {
			t.Fatal(err)
		}
		d.Bookmark(fmt.Sprint("Bookmark ", n), n%2, p, 10)
		tag := d.Tag(d.Tag(Root, "P"), "Link")
		p.As(tag, func() { p.Text(lines[0], 20, 20, 10, "000000") })
		p.Link(tag, 20, 15, 30, 5, `https://example.org/a(b)\c`, "there")
	}
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every object stands where the file's table says.
func TestTableOfObjects(t *testing.T) {
	b := made(t)
	if !bytes.Equal(b, made(t)) {
		t.Error("the same calls give other bytes")
	}
	start, _ := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)[1]))
	head := b[start : bytes.Index(b[start:], []byte("stream\n"))+start]
	size, _ := strconv.Atoi(string(regexp.MustCompile(`/Size (\d+)`).FindSubmatch(head)[1]))
	z, err := zlib.NewReader(bytes.NewReader(b[start+len(head)+len("stream\n"):]))
	if err != nil {
		t.Fatal(err)
	}
	table, err := io.ReadAll(z)
	if err != nil || len(table) != size*7 {
		t.Fatalf("the table has %d bytes for %d objects: %v", len(table), size, err)
	}
	for n := 1; n < size; n++ {
		row := table[n*7:]
		at := int(binary.BigEndian.Uint32(row[1:]))
		switch row[0] {
		case 1:
			if want := fmt.Sprintf("%d 0 obj\n", n); !bytes.HasPrefix(b[at:], []byte(want)) {
				t.Errorf("object %d does not stand at %d", n, at)
			}
		case 2:
			if table[at*7] != 1 {
				t.Errorf("object %d stands in object %d, which is no stream", n, at)
			}
		default:
			t.Errorf("object %d is of kind %d", n, row[0])
		}
	}
}

// Numbers of a charstring, as Adobe's note 5177 writes them.
func TestOperands(t *testing.T) {
	for n, want := range map[int][]byte{0: {139}, -107: {32}, 107: {246}, 108: {247, 0}, 1131: {250, 255}, -108: {251, 0}, -1131: {254, 255}, 1132: {28, 4, 108}, -1132: {28, 251, 148}} {
		if got := operand(nil, n); !bytes.Equal(got, want) {
			t.Errorf("%d: % x, want % x", n, got, want)
		}
	}
}
