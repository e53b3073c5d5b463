// Package pdf writes PDF 1.7 files: pages with text, lines and shapes, fonts cut down to the glyphs used, bookmarks,
// links, and a structure (headings, paragraphs, lists, tables) for those who have the document read to them.
//
// The same calls give the same bytes. Lengths are in mm from a page's upper left corner.
package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// file is the objects of a PDF. Those that are not streams are packed together, for there is one for every cell.
type file struct {
	objects []object // from number 1
	packer  *zlib.Writer
}

type object struct {
	dict   string
	stream []byte // nil for an object without one
}

// ref is the number of an object.
type ref int

func (r ref) String() string { return fmt.Sprintf("%d 0 R", int(r)) }

func (f *file) reserve() ref {
	f.objects = append(f.objects, object{})
	return ref(len(f.objects))
}

func (f *file) set(r ref, format string, args ...any) {
	f.objects[r-1].dict = fmt.Sprintf(format, args...)
}

func (f *file) add(format string, args ...any) ref {
	r := f.reserve()
	f.set(r, format, args...)
	return r
}

// addStream adds packed data; dict holds the entries beside its length.
func (f *file) addStream(dict string, data []byte) ref {
	r := f.reserve()
	f.setStream(r, dict, data)
	return r
}

func (f *file) setStream(r ref, dict string, data []byte) {
	packed := f.deflate(data)
	f.objects[r-1] = object{fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>", dict, len(packed)), packed}
}

func (f *file) deflate(data []byte) []byte {
	var b bytes.Buffer // does not fail
	if f.packer == nil {
		f.packer = zlib.NewWriter(&b)
	} else {
		f.packer.Reset(&b) // a new one takes a megabyte
	}
	_, _ = f.packer.Write(data)
	_ = f.packer.Close()
	return b.Bytes()
}

const packedTogether = 500

// place is where an object stands: at an offset, or as the nth of the object stream within.
type place struct {
	offset int
	within ref
	n      int
}

// pack puts the objects without streams into streams of objects, and tells where.
func (f *file) pack() []place {
	places := make([]place, len(f.objects))
	var head, body bytes.Buffer
	var inside []int
	flush := func() {
		if len(inside) == 0 {
			return
		}
		data := append(bytes.Clone(head.Bytes()), body.Bytes()...)
		r := f.addStream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(inside), head.Len()), data)
		places = append(places, place{})
		for n, i := range inside {
			places[i] = place{within: r, n: n}
		}
		head.Reset()
		body.Reset()
		inside = nil
	}
	for i := range len(f.objects) {
		if f.objects[i].stream != nil {
			continue
		}
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(f.objects[i].dict + "\n")
		if inside = append(inside, i); len(inside) == packedTogether {
			flush()
		}
	}
	flush()
	return places
}

// writeTo writes all objects, with the one that is the catalogue and the one that describes the document.
func (f *file) writeTo(w io.Writer, root, info ref) error {
	places := f.pack()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range f.objects {
		if o.stream == nil {
			continue
		}
		places[i].offset = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nstream\n", i+1, o.dict)
		b.Write(o.stream)
		b.WriteString("\nendstream\nendobj\n")
	}
	start, size := b.Len(), len(f.objects)+2
	table := make([]byte, 0, size*7)
	row := func(kind byte, where, n int) {
		table = append(table, kind)
		table = binary.BigEndian.AppendUint32(table, uint32(where))
		table = binary.BigEndian.AppendUint16(table, uint16(n))
	}
	row(0, 0, 65535)
	for _, p := range places {
		if p.within > 0 {
			row(2, int(p.within), p.n)
		} else {
			row(1, p.offset, 0)
		}
	}
	row(1, start, 0)
	packed := f.deflate(table)
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%x><%[5]x>]/Filter/FlateDecode/Length %d>>\nstream\n",
		size-1, size, root, info, sum[:16], len(packed))
	b.Write(packed)
	fmt.Fprintf(&b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
	_, err := b.WriteTo(w)
	return err
}

// text is a string of any characters, as PDF holds it.
func text(s string) string { return "<" + hexUTF16("\ufeff"+s) + ">" }

func hexUTF16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
