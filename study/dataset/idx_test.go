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
		{"empty", nil, smallLabels, "images: byte 0: the data ends within the header of 16 bytes: EOF"},
		{"header cut", smallImages[:10], smallLabels, "images: byte 10: the data ends within the header of 16 bytes: unexpected EOF"},
		{"truncated", smallImages[:40], smallLabels, "images: byte 40: the data ends before the 5 images of 2 × 3 pixels, up to byte 46, that the header declares"},
		{"truncated inside gzip", gzipped(smallImages[:40]), smallLabels, "images: byte 40 of the decompressed data: the data ends before the 5 images of 2 × 3 pixels that the header declares: unexpected EOF"},
		{"gzip cut", gzipped(smallImages)[:30], smallLabels, "of the decompressed data: "},
		{"gzip checksum", flipped(gzipped(smallImages), -6), smallLabels, "images: byte 46 of the decompressed data: the data does not end as it should: gzip: invalid checksum"},
		{"padded", append(slices.Clone(smallImages), 0), smallLabels, "images: byte 46: data follows the 5 images of 2 × 3 pixels that the header declares"},
		{"gzip bomb", bomb(), smallLabels, "images: byte 46 of the decompressed data: data follows the 5 images of 2 × 3 pixels that the header declares"},
		{"pair exchanged", smallLabels, smallImages, "images: byte 0: magic number 0x00000801 instead of 0x00000803: these are labels; give the file of images here"},
		{"images twice", smallImages, smallImages, "labels: byte 0: magic number 0x00000803 instead of 0x00000801: these are images; give the file of labels here"},
		{"not IDX", []byte("<!DOCTYPE html><html></html>"), smallLabels, "images: byte 0: magic number 0x3c21444f instead of 0x00000803: not an IDX file of images (unsigned bytes, three dimensions)"},
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
		{"no file", with(func(s *Source) { s.TrainLabels = "lost" }), "lost: no such file"},
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
	if err := a.decode(endless, 1<<40, imagesMagic); err == nil {
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
	f.Add(idxBytes(imagesMagic, nil, 1<<16, 1<<16, 1<<16), false)
	for _, input := range testenv.Corpus(f, "testdata/FuzzIDX.txtar") {
		f.Add(input, false)
		f.Add(input, true)
	}
	f.Fuzz(func(t *testing.T, content []byte, labels bool) {
		magic := uint32(imagesMagic)
		if labels {
			magic = labelsMagic
		}
		var a idxArray
		if err := a.decode(bytes.NewReader(content), int64(len(content)), magic); err != nil {
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
		if again := idxBytes(magic, a.data, sizes...); !a.compressed && !bytes.Equal(again, content) {
			t.Errorf("accepted %x, which encodes as %x", content, again)
		}
	})
}
