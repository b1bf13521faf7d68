package runner

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// An array is what NumPy calls one: a name, a shape and the elements with the
// last index varying fastest. No shape makes a scalar.
type array struct {
	name     string
	shape    []int
	elements any // []float32, []float64, []int64, or a string, which is a scalar of ASCII bytes
}

// zipEpoch is the modification time of every entry, the earliest that a ZIP
// file can state: the same arrays make the same bytes at any time.
var zipEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// writeNPZ writes arrays in the form of numpy.savez: a ZIP file with an entry
// name.npy, not compressed, for each.
func writeNPZ(w io.Writer, arrays []array) error {
	z := zip.NewWriter(w)
	for _, a := range arrays {
		data, err := a.npy()
		if err != nil {
			return err
		}
		entry, err := z.CreateHeader(&zip.FileHeader{Name: a.name + ".npy", Method: zip.Store, Modified: zipEpoch})
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
	case string:
		return fmt.Sprintf("|S%d", len(e)), 1, nil
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
	case string:
		return []byte(e)
	}
	return elements
}
