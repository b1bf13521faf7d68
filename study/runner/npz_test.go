package runner

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"firststep/study/record"
	"firststep/study/testenv"
)

// readNPY takes an .npy apart: its header and its elements as bytes.
func readNPY(t *testing.T, data []byte) (header string, elements []byte) {
	t.Helper()
	if !bytes.HasPrefix(data, []byte("\x93NUMPY\x01\x00")) {
		t.Fatalf("no .npy of version 1.0: %q", data[:min(10, len(data))])
	}
	length := int(binary.LittleEndian.Uint16(data[8:]))
	if (10+length)%64 != 0 || data[10+length-1] != '\n' {
		t.Fatalf("header of %d bytes is not aligned", length)
	}
	return string(data[10 : 10+length]), data[10+length:]
}

func TestNPZ(t *testing.T) {
	arrays := []array{
		{"X", []int{2, 3}, []float32{1, -2.5, 0, float32(math.Inf(1)), math.Float32frombits(0xffc00001), 6}},
		{"loss_before", nil, []float64{math.Pi}},
		{"y", []int{2}, []int64{7, -1}},
		{"none", []int{0, 5}, []float64{}},
		{"optimizer", []int{4}, []uint8("adam")},
	}
	var out bytes.Buffer
	if err := writeNPZ(&out, arrays); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, descr, shape string }{
		{"X.npy", "<f4", "(2, 3)"}, {"loss_before.npy", "<f8", "()"}, {"y.npy", "<i8", "(2,)"}, {"none.npy", "<f8", "(0, 5)"},
		{"optimizer.npy", "|u1", "(4,)"},
	}
	pattern := regexp.MustCompile(`^\{'descr': '(.*)', 'fortran_order': False, 'shape': (.*), \} *\n$`)
	checkForSimpleReaders(t, out.Bytes(), len(arrays))
	content := map[string][]byte{}
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		header, elements := readNPY(t, data)
		parts := pattern.FindStringSubmatch(header)
		if parts == nil || f.Name != want[i].name || parts[1] != want[i].descr || parts[2] != want[i].shape || f.Method != zip.Store {
			t.Errorf("%s: header %q", f.Name, header)
		}
		content[f.Name] = elements
	}
	x := make([]uint32, 6)
	if err := binary.Read(bytes.NewReader(content["X.npy"]), binary.LittleEndian, x); err != nil {
		t.Fatal(err)
	}
	if math.Float32frombits(x[1]) != -2.5 || x[3] != 0x7f800000 || x[4] != 0x7fc00000 {
		t.Errorf("X reads %x", x)
	}

	var again bytes.Buffer
	if err := writeNPZ(&again, arrays); err != nil || !bytes.Equal(again.Bytes(), out.Bytes()) {
		t.Error("the same arrays made other bytes")
	}
}

// checkForSimpleReaders reads a file as C++'s cnpy does, from one local header
// to the next, by the sizes that stand in them.
func checkForSimpleReaders(t *testing.T, file []byte, arrays int) {
	t.Helper()
	const local = "PK\x03\x04"
	found := 0
	for ; bytes.HasPrefix(file, []byte(local)); found++ {
		field := func(at, bytes int) (value int) {
			for i := range bytes {
				value |= int(file[at+i]) << (8 * i)
			}
			return value
		}
		if flags, method := field(6, 2), field(8, 2); flags != 0 || method != 0 {
			t.Fatalf("flags %#x, method %d: want none", flags, method)
		}
		begin := 30 + field(26, 2) + field(28, 2)
		size := field(18, 4)
		if !bytes.HasPrefix(file[begin:], []byte("\x93NUMPY")) || field(22, 4) != size || field(14, 4) != int(crc32.ChecksumIEEE(file[begin:begin+size])) {
			t.Fatalf("entry %d has %d bytes in its local header", found, size)
		}
		file = file[begin+size:]
	}
	if found != arrays {
		t.Errorf("%d of %d arrays are found from the beginning of the file", found, arrays)
	}
}

func TestNPZRefuses(t *testing.T) {
	for _, a := range []array{
		{"W", []int{2, 2}, []float32{1, 2, 3}},
		{"W", []int{1}, []int32{1}},
	} {
		if err := writeNPZ(io.Discard, []array{a}); err == nil || !strings.Contains(err.Error(), "W: ") {
			t.Errorf("%v: %v", a, err)
		}
	}
}

// TestNumPyReads has NumPy itself read the file, where there is one.
func TestNumPyReads(t *testing.T) {
	python := testenv.PythonWithNumPy(t)
	path := filepath.Join(t.TempDir(), "a.npz")
	err := record.WriteAtomic(path, func(w io.Writer) error {
		return writeNPZ(w, []array{{"a", []int{2, 2}, []float32{1, 2, 3, 4}}, {"b", nil, []float64{0.1}}, {"c", []int{3}, []uint8("sgd")}})
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c",
		"import numpy,sys; f=numpy.load(sys.argv[1]); print(f['a'].tolist(), f['a'].dtype, float(f['b']), f['b'].shape, bytes(f['c']).decode())", path).CombinedOutput()
	if want := "[[1.0, 2.0], [3.0, 4.0]] float32 0.1 () sgd\n"; err != nil || string(out) != want {
		t.Errorf("NumPy read %s, %v", out, err)
	}
}
