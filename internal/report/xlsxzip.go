package report

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// sortedZip takes files in any order, one after the other, and writes them, compressed, in the order of their names:
// excelize gives its sheets in the order of a map, which differs from run to run.
type sortedZip struct {
	w     io.Writer
	files []*zipFile
	to    *flate.Writer // compresses the last file
}

type zipFile struct {
	name   string
	size   uint64
	sum    hash.Hash32
	packed bytes.Buffer
	to     *flate.Writer
}

func (z *sortedZip) Create(name string) (io.Writer, error) {
	f := &zipFile{name: name, sum: crc32.NewIEEE()}
	if err := z.finish(); err != nil {
		return nil, err
	}
	if z.to == nil {
		z.to, _ = flate.NewWriter(nil, flate.DefaultCompression) // fails only for a level that does not exist
	}
	z.to.Reset(&f.packed)
	f.to = z.to
	z.files = append(z.files, f)
	return f, nil
}

// finish ends the last file.
func (z *sortedZip) finish() error {
	if z.to == nil {
		return nil
	}
	return z.to.Close()
}

func (f *zipFile) Write(p []byte) (int, error) {
	f.size += uint64(len(p))
	if f.size > math.MaxUint32 {
		return 0, errs.Invalidf("The table is too large for XLSX: a sheet ends at 4 GiB. Choose CSV or JSON.")
	}
	f.sum.Write(p)
	return f.to.Write(p)
}

// AddFS is part of excelize's interface; a workbook that is not encrypted does not use it.
func (z *sortedZip) AddFS(_ fs.FS) error { return errors.ErrUnsupported }

func (z *sortedZip) Close() error {
	if err := z.finish(); err != nil {
		return err
	}
	slices.SortFunc(z.files, func(a, b *zipFile) int { return strings.Compare(a.name, b.name) })
	out := zip.NewWriter(z.w)
	for _, f := range z.files {
		to, err := out.CreateRaw(&zip.FileHeader{
			Name: f.name, Method: zip.Deflate, CRC32: f.sum.Sum32(),
			CompressedSize64: uint64(f.packed.Len()), UncompressedSize64: f.size,
		})
		if err != nil {
			return err
		}
		if _, err := f.packed.WriteTo(to); err != nil {
			return err
		}
	}
	return out.Close()
}
