package record

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"firststep/study/testenv"
)

// Whatever reads as a record reads as a head, and says the same.
func TestHead(t *testing.T) {
	for _, rows := range []int{1, 3436, 999_999_999} {
		r := sampleRun()
		r.Trace.Rows = rows
		data := Encode(r)
		whole, err := Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		h, err := DecodeHead(data)
		if err != nil {
			t.Fatal(err)
		}
		made, err := h.Definition()
		if err != nil || fmt.Sprint(made) != fmt.Sprint(whole.Definition) {
			t.Errorf("definition %v, %v; want %v", made, err, whole.Definition)
		}
		if h.Name() != whole.Name() || h.Key != whole.Key || h.Trace != whole.Trace || h.Checksum != whole.Checksum {
			t.Errorf("%+v is the head of %+v", h, whole)
		}
	}
}

// What is not a record is refused with the same words whether its head is
// read or all of it.
func TestHeadRefuses(t *testing.T) {
	sound := string(Encode(sampleRun()))
	withSchema := func(n int) []byte {
		return reseal(strings.Replace(sound, fmt.Sprintf(`"schema": %d`, Schema), fmt.Sprintf(`"schema": %d`, n), 1))
	}
	flipped := []byte(sound)
	flipped[len(flipped)/2] ^= 1
	for what, data := range map[string][]byte{
		"empty":        nil,
		"cut short":    []byte(sound[:len(sound)/2]),
		"flipped":      flipped,
		"line endings": []byte(strings.ReplaceAll(sound, "\n", "\r\n")),
		"another file": EncodeDataset(sampleDataset()),
		"newer":        withSchema(Schema + 1),
		"older":        withSchema(0),
	} {
		_, want := Decode(data)
		_, err := DecodeHead(data)
		if err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
}

// TestImport copies a record from one store to another, and refuses to where
// either of its files is no longer what it was.
func TestImport(t *testing.T) {
	from, into := openStore(t), openStore(t)
	r := save(t, from)
	head, err := from.Head(r.Name())
	if err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, head); err != nil {
		t.Fatal(err)
	}
	for _, path := range []func(*Store) string{
		func(s *Store) string { return s.RunPath(r.Name()) },
		func(s *Store) string { return s.TracePath(r.Name()) },
	} {
		a, err1 := os.ReadFile(path(from))
		b, err2 := os.ReadFile(path(into))
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not %s: %v", path(into), path(from), err)
		}
	}

	other := *r
	other.Ending.Final.Loss = 42
	if err := from.Save(&other, sampleTrace()); err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, head); err == nil {
		t.Error("a record that changed since it was looked at is imported")
	}
	if head, err = from.Head(r.Name()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(from.TracePath(r.Name()), []byte("step,loss\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, head); !isCorrupt(err) {
		t.Errorf("a damaged trace is imported: %v", err)
	}
}

// FuzzHead: what reads as a record reads as a head that says the same; what
// does not read as a head is no record.
func FuzzHead(f *testing.F) {
	f.Add(Encode(sampleRun()))
	f.Add([]byte("{\n  \"schema\": 2,\n"))
	for _, input := range testenv.Corpus(f, "testdata/FuzzHead.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > sealLength {
			data = reseal(string(data)) // past the checksum, which hides everything else
		}
		whole, err := Decode(data)
		h, errHead := DecodeHead(data)
		if err != nil {
			return
		}
		if errHead != nil || h.Name() != whole.Name() || h.Key != whole.Key || h.Trace != whole.Trace || h.Checksum != whole.Checksum {
			t.Errorf("%+v, %v is the head of %+v", h, errHead, whole)
		}
	})
}
