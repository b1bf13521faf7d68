package record

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

// TestImport copies a record from one store to another, and refuses to where
// either of its files is no longer what it was.
func TestImport(t *testing.T) {
	from, into := openStore(t), openStore(t)
	checksum := func(r *Run) string { return string(statedSum(Encode(r))) }
	r := save(t, from)
	if err := into.Import(from, r.Path(), checksum(r)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []func(*Store) string{
		func(s *Store) string { return s.recordPath(r.Path()) },
		func(s *Store) string { return s.tracePath(r.Path()) },
	} {
		a, err1 := os.ReadFile(path(from))
		b, err2 := os.ReadFile(path(into))
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not %s: %v", path(into), path(from), err)
		}
	}

	m := sampleStability()
	if err := from.Save(m, nil); err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, m.Path(), string(statedSum(Encode(m)))); err != nil {
		t.Fatal(err)
	}
	if back, err := into.Measurement(m.Name()); err != nil || !bytes.Equal(Encode(back), Encode(m)) {
		t.Errorf("the measurement is read as %v, %v", back, err)
	}

	other := *r
	other.Ending.Final.Loss = 42
	if err := from.Save(&other, sampleTrace()); err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, r.Path(), checksum(r)); err == nil {
		t.Error("a record that changed since it was looked at is imported")
	}
	if err := os.WriteFile(from.tracePath(r.Path()), []byte("step,loss\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := into.Import(from, other.Path(), checksum(&other)); !isCorrupt(err) {
		t.Errorf("a damaged trace is imported: %v", err)
	}
}
