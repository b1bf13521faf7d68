package runner

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strings"
)

// An array is what NumPy calls one: a name, a shape and the elements with the
// last index varying fastest. No shape makes a scalar.
type array struct {
	name     string
	shape    []int
	elements any // []float32, []float64, []int64 or []uint8
}

// zipEpoch is the modification date of every entry, 1 January 1980, the
// earliest that a ZIP file can state: the same arrays make the same bytes at
// any time.
const zipEpoch = 1<<5 | 1

// zipVersion is that of the ZIP format which a reader needs, 2.0.
const zipVersion = 20

// writeNPZ writes arrays in the form of numpy.savez: a ZIP file with an entry
// name.npy, not compressed, for each. Sums and sizes stand before the data, and
// not behind them, where C++'s cnpy does not look.
func writeNPZ(w io.Writer, arrays []array) error {
	z := zip.NewWriter(w)
	for _, a := range arrays {
		data, err := a.npy()
		if err != nil {
			return err
		}
		size := uint64(len(data))
		header := &zip.FileHeader{Name: a.name + ".npy", Method: zip.Store, CreatorVersion: zipVersion, ReaderVersion: zipVersion,
			CRC32: crc32.ChecksumIEEE(data), CompressedSize64: size, UncompressedSize64: size}
		//lint:ignore SA1019 CreateRaw writes this field, and not Modified, which takes its place elsewhere
		header.ModifiedDate = zipEpoch
		entry, err := z.CreateRaw(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}

// npyAlignment is what the length of the header is a multiple of.
const npyAlignment = 64

// npy returns the array in version 1.0 of NumPy's NPY format (NumPy
// Enhancement Proposal 1): a magic string, the length of the header, the
// header as a Python literal, and the elements in little-endian order. Every
// NaN is written with the same bits.
func (a array) npy() ([]byte, error) {
	kind, count, err := a.kind()
	if err != nil {
		return nil, err
	}
	want := 1
	for _, n := range a.shape {
		want *= n
	}
	if count != want {
		return nil, fmt.Errorf("%s: %d elements in an array of shape %v", a.name, count, a.shape)
	}
	const prefix = "\x93NUMPY\x01\x00"
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", kind, pythonTuple(a.shape))
	length := len(prefix) + 2 + len(header) + 1
	header += strings.Repeat(" ", (npyAlignment-length%npyAlignment)%npyAlignment) + "\n"

	var b bytes.Buffer
	b.WriteString(prefix)
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	binary.Write(&b, binary.LittleEndian, bitsOf(a.elements))
	return b.Bytes(), nil
}

// kind returns NumPy's name of the element type, and the number of elements.
func (a array) kind() (string, int, error) {
	switch e := a.elements.(type) {
	case []float32:
		return "<f4", len(e), nil
	case []float64:
		return "<f8", len(e), nil
	case []int64:
		return "<i8", len(e), nil
	case []uint8:
		return "|u1", len(e), nil
	}
	return "", 0, fmt.Errorf("%s: elements of type %T cannot be written", a.name, a.elements)
}

// pythonTuple writes a shape as Python does: (), (32,), (32, 784).
func pythonTuple(shape []int) string {
	words := make([]string, len(shape))
	for i, n := range shape {
		words[i] = fmt.Sprint(n)
	}
	if len(words) == 1 {
		return "(" + words[0] + ",)"
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// bitsOf returns the elements as what encoding/binary writes, every NaN made
// the same one: machines differ in those they compute.
func bitsOf(elements any) any {
	switch e := elements.(type) {
	case []float32:
		bits := make([]uint32, len(e))
		for i, v := range e {
			bits[i] = math.Float32bits(v)
			if v != v {
				bits[i] = 0x7fc00000
			}
		}
		return bits
	case []float64:
		bits := make([]uint64, len(e))
		for i, v := range e {
			bits[i] = math.Float64bits(v)
			if v != v {
				bits[i] = 0x7ff8000000000000
			}
		}
		return bits
	}
	return elements
}
