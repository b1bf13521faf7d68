package dataset

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"firststep/study/testenv"
)

// idxBytes returns an IDX file with the given magic number, sizes and data.
func idxBytes(magic uint32, data []byte, sizes ...uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, magic)
	for _, size := range sizes {
		b = binary.BigEndian.AppendUint32(b, size)
	}
	return append(b, data...)
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// counting returns 0, 1, 2 … n−1 as bytes.
func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

// Magic numbers of unsigned bytes.
const (
	imagesMagic = 0x00000803
	labelsMagic = 0x00000801
)

// Five images of 2 × 3 pixels, of three classes.
var (
	smallImages = idxBytes(imagesMagic, counting(30), 5, 2, 3)
	smallLabels = idxBytes(labelsMagic, []byte{0, 1, 2, 1, 0}, 5)
)

// writeFiles writes files into a new folder and returns it.
func writeFiles(t *testing.T, files map[string][]byte) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// openSmall opens three training and two validation images of a pair.
func openSmall(t *testing.T, images, labels []byte) (*Set, error) {
	t.Helper()
	folder := writeFiles(t, map[string][]byte{"images": images, "labels": labels})
	source := Source{Kind: IDX, Train: 3, Validation: 2, TrainImages: "images", TrainLabels: "labels", Folder: folder}
	return Open(context.Background(), source, Options{})
}

// bigEndian returns integers of four bytes each.
func bigEndian(values ...int32) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// Other forms that hold the same images, or the same labels.
func TestIDXForms(t *testing.T) {
	qmnist := bigEndian(0, 4, 2600, 9, 30, 1, 0, 0)
	for i, label := range []int32{1, 2, 1, 0} {
		qmnist = append(qmnist, bigEndian(label, 4, int32(i), 9, 31, 2, 0, 0)...)
	}
	for _, test := range []struct {
		name           string
		images, labels []byte
		rows, columns  int
	}{
		{"plain", smallImages, smallLabels, 2, 3},
		{"32-bit labels", smallImages, idxBytes(0x00000C01, bigEndian(0, 1, 2, 1, 0), 5), 2, 3},
		{"16-bit labels", smallImages, idxBytes(0x00000B01, []byte{0, 0, 0, 1, 0, 2, 0, 1, 0, 0}, 5), 2, 3},
		{"signed labels", smallImages, idxBytes(0x00000901, []byte{0, 1, 2, 1, 0}, 5), 2, 3},
		{"labels of QMNIST", smallImages, idxBytes(0x00000C02, qmnist, 5, 8), 2, 3},
		{"a column of labels", smallImages, idxBytes(0x00000802, []byte{0, 1, 2, 1, 0}, 5, 1), 2, 3},
		{"channels, one below the other", idxBytes(0x00000804, counting(30), 5, 2, 1, 3), smallLabels, 2, 3},
		{"one channel, first", idxBytes(0x00000804, counting(30), 5, 1, 2, 3), smallLabels, 2, 3},
		{"one channel, last", idxBytes(0x00000804, counting(30), 5, 6, 1, 1), smallLabels, 6, 1},
		{"two members", append(gzipped(smallImages[:20]), gzipped(smallImages[20:])...), gzipped(smallLabels), 2, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, err := openSmall(t, test.images, test.labels)
			if err != nil {
				t.Fatal(err)
			}
			if set.Rows != test.rows || set.Columns != test.columns {
				t.Errorf("%d × %d pixels, want %d × %d", set.Rows, set.Columns, test.rows, test.columns)
			}
			if want := map[string]int{"channels, one below the other": 2}[test.name]; set.Channels != want {
				t.Errorf("%d channels, want %d", set.Channels, want)
			}
			if !slices.Equal(set.Train.Images, counting(18)) || !slices.Equal(set.Train.Labels, []byte{0, 1, 2}) || !slices.Equal(set.Validation.Labels, []byte{1, 0}) {
				t.Errorf("images %v, labels %v and %v", set.Train.Images, set.Train.Labels, set.Validation.Labels)
			}
		})
	}
}

// What follows sound data is left out, with a warning, and what is odd about
// the labels is said.
func TestIDXWarnings(t *testing.T) {
	for _, test := range []struct {
		name           string
		images, labels []byte
		want           string
	}{
		{"nothing", smallImages, smallLabels, ""},
		{"padded", append(slices.Clone(smallImages), 0), smallLabels, "images: 1 bytes follow the 5 images of 2 × 3 pixels that the header declares; they are left out"},
		{"padded within gzip", gzipped(append(slices.Clone(smallImages), make([]byte, 100)...)), smallLabels, "images: 100 bytes follow the 5 images"},
		{"zeros after gzip", smallImages, append(gzipped(smallLabels), make([]byte, 512)...), "labels: 512 bytes follow the end of the gzip data; they are left out"},
		{"other bytes after gzip", append(gzipped(smallImages), "not gzip"...), smallLabels, "images: 8 bytes follow the end of the gzip data"},
		{"labels from 1 on", smallImages, idxBytes(labelsMagic, []byte{1, 2, 1, 2, 1}, 5), "1 of the 3 labels, from 0 to 2, have no training image (0): the network has an output for each all the same"},
		{"validation of one class", smallImages, idxBytes(labelsMagic, []byte{0, 1, 1, 0, 0}, 5), "all 2 validation images have the label 0: are the files sorted by class?"},
		{"sorted by class", smallImages, idxBytes(labelsMagic, []byte{0, 1, 1, 1, 2}, 5), "1 of the 2 validation images have a label that no training image has"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var told []string
			folder := writeFiles(t, map[string][]byte{"images": test.images, "labels": test.labels})
			source := Source{Kind: IDX, Train: 3, Validation: 2, TrainImages: "images", TrainLabels: "labels", Folder: folder}
			if _, err := Open(t.Context(), source, Options{Warn: func(w string) { told = append(told, w) }}); err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(told, "\n"); !strings.Contains(all, test.want) || test.want == "" && all != "" {
				t.Errorf("told %q, want %q", all, test.want)
			}
		})
	}
}

// Names of the set and of its classes are words: the images are the same ones.
func TestIDXWords(t *testing.T) {
	folder := writeFiles(t, map[string][]byte{"images": smallImages, "labels": smallLabels})
	source := Source{Kind: IDX, Train: 3, Validation: 2, TrainImages: "images", TrainLabels: "labels", Folder: folder}
	plain, err := Open(t.Context(), source, Options{})
	if err != nil || plain.Name != "images" {
		t.Fatalf("%v, called %q", err, plain.Name)
	}
	source.Name, source.Classes = "Kuzushiji", []string{"o", "ki", "su"}
	set, err := Open(t.Context(), source, Options{})
	if err != nil || set.Name != "Kuzushiji" || !slices.Equal(set.Classes, source.Classes) || set.SHA256 != plain.SHA256 {
		t.Errorf("%v: %+v", err, set)
	}
	source.Classes = source.Classes[:2]
	_, err = Open(t.Context(), source, Options{})
	if fault, ok := errors.AsType[*SourceError](err); !ok || fault.Key != "classes" || fault.What != "lists 2 names, and the labels of labels go from 0 to 2" {
		t.Errorf("two names for three classes: %v", err)
	}
}

func TestIDX(t *testing.T) {
	for _, test := range []struct {
		name           string
		images, labels []byte
	}{
		{"plain", smallImages, smallLabels},
		{"gzipped", gzipped(smallImages), gzipped(smallLabels)},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, err := openSmall(t, test.images, test.labels)
			if err != nil {
				t.Fatal(err)
			}
			if set.Rows != 2 || set.Columns != 3 || !slices.Equal(set.Classes, []string{"0", "1", "2"}) {
				t.Errorf("%d × %d pixels, classes %q; want 2 × 3 and three classes", set.Rows, set.Columns, set.Classes)
			}
			if !slices.Equal(set.Train.Images, counting(18)) || !slices.Equal(set.Train.Labels, []byte{0, 1, 2}) {
				t.Errorf("training images %v, labels %v: not the first three", set.Train.Images, set.Train.Labels)
			}
			if !slices.Equal(set.Validation.Images, counting(30)[18:]) || !slices.Equal(set.Validation.Labels, []byte{1, 0}) {
				t.Errorf("validation images %v, labels %v: not the last two", set.Validation.Images, set.Validation.Labels)
			}
		})
	}
}

func TestIDXValidationPair(t *testing.T) {
	folder := writeFiles(t, map[string][]byte{
		"images": smallImages, "labels": smallLabels,
		"more-images": idxBytes(imagesMagic, counting(12), 2, 2, 3), "more-labels": idxBytes(labelsMagic, []byte{2, 0}, 2),
	})
	source := Source{
		Kind: IDX, Train: 5, Validation: 1, Folder: folder,
		TrainImages: "images", TrainLabels: "labels", ValidationImages: "more-images", ValidationLabels: "more-labels",
	}
	set, err := Open(context.Background(), source, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if set.Train.Len() != 5 || !slices.Equal(set.Validation.Images, counting(6)) || !slices.Equal(set.Validation.Labels, []byte{2}) {
		t.Errorf("%d training images, validation images %v with labels %v", set.Train.Len(), set.Validation.Images, set.Validation.Labels)
	}
	if identity, err := Identity(source); err != nil || identity != set.SHA256 {
		t.Errorf("identity %s (%v), that of the set %s", identity, err, set.SHA256)
	}
}

// The identity is that of the bytes: neither names nor counts change it, and
// the order of the files does.
func TestIDXIdentity(t *testing.T) {
	folder := writeFiles(t, map[string][]byte{"a": smallImages, "b": smallLabels, "c": smallImages, "d": gzipped(smallLabels)})
	identity := func(train int, images, labels string) string {
		id, err := Identity(Source{Kind: IDX, Train: train, Validation: 1, TrainImages: images, TrainLabels: labels, Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if identity(3, "a", "b") != identity(2, "c", "b") {
		t.Error("the identity depends on a name or a count")
	}
	if identity(3, "a", "b") == identity(3, "b", "a") || identity(3, "a", "b") == identity(3, "a", "d") {
		t.Error("different files have the same identity")
	}
}

// bomb is a small gzip file of a thousand times as many zeros.
func bomb() []byte { return gzipped(append(slices.Clone(smallImages), make([]byte, 8<<20)...)) }

func TestIDXRefused(t *testing.T) {
	for _, test := range []struct {
		name           string
		images, labels []byte
		want           string // the message, without the folder
	}{
		{"empty", nil, smallLabels, "images: byte 0: the data ends within the magic number: EOF"},
		{"header cut", smallImages[:10], smallLabels, "images: byte 10: the data ends within the header of 16 bytes: unexpected EOF"},
		{"truncated", smallImages[:40], smallLabels, "images: byte 40: the data ends before the 5 images of 2 × 3 pixels, up to byte 46, that the header declares"},
		{"truncated inside gzip", gzipped(smallImages[:40]), smallLabels, "images: byte 40 of the decompressed data: the data ends before the 5 images of 2 × 3 pixels that the header declares: unexpected EOF"},
		{"gzip cut", gzipped(smallImages)[:30], smallLabels, "of the decompressed data: "},
		{"gzip checksum", flipped(gzipped(smallImages), -6), smallLabels, "images: byte 46 of the decompressed data: the data does not end as it should: gzip: invalid checksum"},
		{"gzip bomb", bomb(), smallLabels, "images: byte 46 of the decompressed data: more than 1048576 bytes follow the 5 images of 2 × 3 pixels that the header declares"},
		{"gzip cut in its checksum", gzipped(smallImages)[:len(gzipped(smallImages))-3], smallLabels, "the data does not end as it should: unexpected EOF"},
		{"pair exchanged", smallLabels, smallImages, "images: byte 0: an IDX file of unsigned bytes, in 1 dimensions: these are labels; give the file of images here"},
		{"images twice", smallImages, smallImages, "labels: byte 0: an IDX file of unsigned bytes, in 3 dimensions: these are images; give the file of labels here"},
		{"not IDX", []byte("\x01\x02\x03\x04\x05\x06"), smallLabels, "images: byte 0: magic number 0x01020304: not an IDX file of images"},
		{"web page", []byte("\r\n<!DOCTYPE html><html></html>"), smallLabels, "images: byte 0: this is a web page (HTML or XML)"},
		{"web page, gzipped", gzipped([]byte("<html>")), smallLabels, "images: byte 0 of the decompressed data: this is a web page"},
		{"Git LFS pointer", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0"), smallLabels, "images: byte 0: this is a Git LFS pointer to the file, not the file; fetch it with: git lfs pull"},
		{"text", smallImages, []byte("label,pixel1,pixel2\n0,0"), `labels: byte 0: this is text that begins with "label,pixel1,pixel2`},
		{"NumPy array", []byte("\x93NUMPY\x01\x00v\x00"), smallLabels, "images: byte 0: this is a NumPy array (.npy)"},
		{"ZIP archive", []byte("PK\x03\x04\x14\x00"), smallLabels, "images: byte 0: this is a ZIP archive, as .npz files are"},
		{"gzip twice", gzipped(gzipped(smallImages)), smallLabels, "images: byte 0 of the decompressed data: this is gzip data within gzip data; it was compressed twice"},
		{"reversed byte order", []byte("\x03\x08\x00\x00\x05\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00"), smallLabels, "images: byte 0: magic number 0x00000803 in reversed byte order (little-endian)"},
		{"sizes in reversed byte order", idxBytes(imagesMagic, counting(30), 5<<24, 2<<24, 3<<24), smallLabels, "in reversed byte order (little-endian) it is 2: write sizes big-endian"},
		{"labels, sizes reversed", smallImages, idxBytes(labelsMagic, counting(5), 5<<24), "in reversed byte order (little-endian) it is 5: write sizes big-endian"},
		{"float images", idxBytes(0x00000D03, make([]byte, 120), 5, 2, 3), smallLabels, "images: byte 2: an IDX file of 32-bit floats, in 3 dimensions: images are unsigned bytes, from 0 to 255"},
		{"short images", idxBytes(0x00000B03, make([]byte, 60), 5, 2, 3), smallLabels, "images: byte 2: an IDX file of 16-bit integers"},
		{"float labels", smallImages, idxBytes(0x00000E01, make([]byte, 40), 5), "labels: byte 2: an IDX file of 64-bit floats, in 1 dimensions: labels are integers"},
		{"flat images", idxBytes(0x00000802, counting(30), 5, 6), smallLabels, "images: byte 3: 2 dimensions, 5 × 6: images have three (images × rows × columns), or four"},
		{"channels last", idxBytes(0x00000804, make([]byte, 5*6*2*3), 5, 6, 2, 3), smallLabels, "images: byte 3: 4 dimensions, 5 × 6 × 2 × 3: the channels come last; write them before rows and columns"},
		{"five dimensions", idxBytes(0x00000805, counting(30), 5, 1, 2, 3, 1), smallLabels, "in 5 dimensions: images have three"},
		{"one-hot labels", smallImages, idxBytes(0x00000802, make([]byte, 15), 5, 3), "labels: byte 3: 2 dimensions, 5 × 3: labels have one; where each is a row of a number a class"},
		{"one-hot labels like QMNIST's", smallImages, idxBytes(0x00000C02, bytes.Repeat(bigEndian(0, 1, 0, 0, 0, 0, 0, 0), 5), 5, 8), "labels: byte 3: 2 dimensions, 5 × 8: labels have one"},
		{"label too large", smallImages, idxBytes(0x00000C01, bigEndian(0, 1, 256, 0, 0), 5), "labels: byte 16: the label 256; labels go from 0 to 255"},
		{"negative label", smallImages, idxBytes(0x00000901, []byte{0, 1, 0xff, 0, 0}, 5), "labels: byte 10: the label -1; labels go from 0 to 255"},
		{"no images", idxBytes(imagesMagic, nil, 0, 2, 3), smallLabels, "images: byte 4: a dimension of 0"},
		{"no columns", idxBytes(imagesMagic, nil, 5, 2, 0), smallLabels, "images: byte 12: a dimension of 0"},
		{"too large", idxBytes(imagesMagic, nil, 1<<31, 1<<31, 1<<31), smallLabels, "images: byte 4: a dimension of 2147483648"},
		{"declares more than there can be", gzipped(idxBytes(imagesMagic, nil, 1<<20, 28, 28)), smallLabels, "images: byte 4 of the decompressed data: the header declares 1048576 images of 28 × 28 pixels, which no gzip file of "},
		{"fewer labels", smallImages, idxBytes(labelsMagic, []byte{0, 1, 2, 1}, 4), "labels: byte 4: 4 labels, but "},
		{"one class", smallImages, idxBytes(labelsMagic, make([]byte, 5), 5), "labels: byte 8: every label is 0; two classes or more are needed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := openSmall(t, test.images, test.labels)
			var format *formatError
			if !errors.As(err, &format) {
				t.Fatalf("error %v, want a formatError", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// flipped returns b with the byte at i, counted from the end, changed.
func flipped(b []byte, i int) []byte {
	b[len(b)+i] ^= 0xff
	return b
}

func TestIDXSourceRefused(t *testing.T) {
	folder := writeFiles(t, map[string][]byte{
		"images": smallImages, "labels": smallLabels,
		"wide": idxBytes(imagesMagic, counting(8), 1, 2, 4), "one": idxBytes(labelsMagic, []byte{0}, 1),
		"narrow": idxBytes(imagesMagic, counting(6), 1, 2, 3), "three": idxBytes(labelsMagic, []byte{3}, 1),
	})
	pair := Source{Kind: IDX, Train: 3, Validation: 2, TrainImages: "images", TrainLabels: "labels", Folder: folder}
	with := func(change func(*Source)) Source {
		s := pair
		change(&s)
		return s
	}
	for _, test := range []struct {
		name   string
		source Source
		want   string
	}{
		{"overlap", with(func(s *Source) { s.Train = 4 }), "images holds 5 images: too few for train = 4 and validation = 2, which may not overlap; lower one of them"},
		{"no training", with(func(s *Source) { s.Train = 0 }), "train = 0 and validation = 2: both have to be at least 1"},
		{"no file", with(func(s *Source) { s.TrainLabels = "lost" }), `dataset.train_labels: is "lost", and there is no file `},
		{"no path", with(func(s *Source) { s.TrainLabels = "" }), `source "idx" needs train_images and train_labels`},
		{"half a pair", with(func(s *Source) { s.ValidationImages = "narrow" }), "validation_images and validation_labels go together"},
		{"other shape", with(func(s *Source) { s.ValidationImages, s.ValidationLabels = "wide", "one" }), "wide: byte 8: images of 2 × 4 pixels, but those of "},
		{"label out of range", with(func(s *Source) { s.ValidationImages, s.ValidationLabels = "narrow", "three" }), "three: byte 8: label 3, but those of "},
		{"too few to validate", with(func(s *Source) { s.ValidationImages, s.ValidationLabels = "narrow", "one" }), "narrow holds 1 images: too few for validation = 2"},
		{"unknown kind", with(func(s *Source) { s.Kind = "mnist" }), `source "mnist" is not known; use "fashion-mnist", "synthetic" or "idx"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(context.Background(), test.source, Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// The memory that a header asks for is bounded by what the file can hold.
func TestIDXReadsNoMoreThanDeclared(t *testing.T) {
	endless := io.MultiReader(bytes.NewReader(smallImages), zeros{})
	var a idxArray
	if err := a.decode(endless, 1<<40, imageFile); err == nil {
		t.Error("endless data is accepted")
	}
	if len(a.data) != 30 {
		t.Errorf("%d bytes are held, want 30", len(a.data))
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Whatever the bytes, decoding ends in an error or in the declared data, and
// what is accepted is what encoding it again gives.
func FuzzIDX(f *testing.F) {
	f.Add(smallImages, false)
	f.Add(smallLabels, true)
	f.Add(gzipped(smallImages), false)
	f.Add(gzipped(smallImages)[:30], false)
	f.Add(gzipped(append(smallLabels, 0)), true)
	f.Add(idxBytes(0x00000C02, make([]byte, 160), 5, 8), true)
	f.Add(idxBytes(0x00000804, counting(30), 5, 2, 1, 3), false)
	f.Add(idxBytes(imagesMagic, nil, 1<<16, 1<<16, 1<<16), false)
	for _, input := range testenv.Corpus(f, "testdata/FuzzIDX.txtar") {
		f.Add(input, false)
		f.Add(input, true)
	}
	f.Fuzz(func(t *testing.T, content []byte, labels bool) {
		want := imageFile
		if labels {
			want = labelFile
		}
		var a idxArray
		if err := a.decode(bytes.NewReader(content), int64(len(content)), want); err != nil {
			var format *formatError
			if !errors.As(err, &format) {
				t.Fatalf("%v is not a formatError", err)
			}
			return
		}
		var sizes []uint32
		for _, size := range a.sizes {
			sizes = append(sizes, uint32(size))
		}
		magic := uint32(a.kind)<<8 | uint32(len(sizes))
		if again := idxBytes(magic, a.data, sizes...); !a.compressed && a.trailing == "" && a.kind == unsignedByte && !bytes.Equal(again, content) {
			t.Errorf("accepted %x, which encodes as %x", content, again)
		}
		if labels && len(a.data) != a.count() || !labels && len(a.data) != a.count()*a.pixels() {
			t.Errorf("%d bytes of %s", len(a.data), a.shape())
		}
	})
}
