package runner

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
)

// idxStudy is a small study of n black images of a size, of ten classes, gzipped.
func idxStudy(t *testing.T, n, rows, columns int) (d *study.Definition, folder string) {
	t.Helper()
	folder = t.TempDir()
	write := func(name string, data []byte, magic uint32, sizes ...int) {
		header := binary.BigEndian.AppendUint32(nil, magic)
		for _, size := range sizes {
			header = binary.BigEndian.AppendUint32(header, uint32(size))
		}
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, _ := gzip.NewWriterLevel(f, gzip.BestSpeed) // which is a level
		_, err1 := z.Write(header)
		_, err2 := z.Write(data)
		if err := errors.Join(err1, err2, z.Close()); err != nil {
			t.Fatal(err)
		}
	}
	labels := make([]byte, n)
	for i := range labels {
		labels[i] = byte(i % 10)
	}
	write("images", make([]byte, n*rows*columns), 0x803, n, rows, columns)
	write("labels", labels, 0x801, n)
	d = smallStudy()
	d.Dataset = study.Dataset{Source: dataset.IDX, Train: n - 1, Validation: 1, TrainImages: "images", TrainLabels: "labels"}
	return d, folder
}

// Other words for the images are written to dataset.json, and nothing is
// trained for them.
func TestWordsOfImages(t *testing.T) {
	d, folder := idxStudy(t, 40, 2, 2)
	store := open(t, folder)
	trained := func() int {
		p, err := NewPlan(d, folder)
		if err != nil {
			t.Fatal(err)
		}
		summary, err := run(t.Context(), Options{Plan: p, Store: store, Workers: 1}, trainer{open: dataset.Open, train: fakeTrain})
		if err != nil {
			t.Fatal(err)
		}
		return summary.Trained
	}
	if trained() == 0 {
		t.Fatal("nothing is trained")
	}
	d.Dataset.Name, d.Dataset.Classes = "Digits", strings.Fields("null eins zwei drei vier fünf sechs sieben acht neun")
	if n := trained(); n != 0 {
		t.Errorf("%d runs are trained again for a name", n)
	}
	if described, err := store.Dataset(); err != nil || described.Name != "Digits" || described.Classes[2] != "zwei" {
		t.Errorf("%v: dataset.json has %+v", err, described)
	}
}

// Images too large for dataset.json are left out of it, and those that are in
// it can be read.
func TestLargeImages(t *testing.T) {
	for _, c := range []struct{ n, rows, columns, shown int }{
		{60, 700, 700, 20},
		{12, 1, 5000, 11},
		{3, 3600, 3600, 0},
	} {
		d, folder := idxStudy(t, c.n, c.rows, c.columns)
		p, err := NewPlan(d, folder)
		if err != nil {
			t.Fatal(err)
		}
		store := open(t, folder)
		if _, err := run(context.Background(), Options{Plan: p, Store: store, Workers: 1}, trainer{open: dataset.Open, train: fakeTrain}); err != nil {
			t.Errorf("%d images of %d × %d: %v", c.n, c.rows, c.columns, err)
		}
		described, err := store.Dataset()
		if err != nil {
			t.Errorf("%d images of %d × %d: %v", c.n, c.rows, c.columns, err)
		} else if len(described.Images) != c.shown {
			t.Errorf("%d images of %d × %d: %d are shown, want %d", c.n, c.rows, c.columns, len(described.Images), c.shown)
		}
	}
}

// A few kilobytes that hold more images than fit into the memory are refused by
// what their headers say: by plan, and before anything is read or trained.
func TestImagesBeyondMemory(t *testing.T) {
	d, folder := idxStudy(t, 30, 1000, 1000)
	const limit = 90 << 20
	if needed := d.Memory(1); needed > limit {
		t.Fatalf("the definition alone takes %d bytes", needed)
	}
	p, err := NewPlan(d, folder)
	if err != nil {
		t.Fatal(err)
	}
	unread := trainer{train: fakeTrain, open: func(context.Context, dataset.Source, dataset.Options) (*dataset.Set, error) {
		t.Error("the images are read")
		return nil, errors.New("read")
	}}
	_, errRun := run(context.Background(), Options{Plan: p, Store: open(t, folder), Memory: limit}, unread)
	_, _, errRetrain := verify(context.Background(), VerifyOptions{Plan: p, Folder: folder, Memory: limit}, unread)
	for what, err := range map[string]error{"plan": CheckMemory(d, folder, limit), "run": errRun, "verify": errRetrain} {
		if err == nil || !strings.Contains(err.Error(), "images: the images make training take ") || !strings.Contains(err.Error(), "more than the limit of 90 MiB") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "records")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was trained")
	}
	if err := CheckMemory(d, folder, 1<<30); err != nil {
		t.Error(err)
	}
}

// Pixels that are all alike cannot be standardised: refused before anything is
// written.
func TestNoDeviation(t *testing.T) {
	d, folder := idxStudy(t, 40, 2, 2)
	if err := CheckDeviation(t.Context(), d, folder); err != nil {
		t.Fatalf("nothing is standardised, and %v", err)
	}
	d.Scenarios[1].Standardise = true
	p, err := NewPlan(d, folder)
	if err != nil {
		t.Fatal(err)
	}
	store := open(t, folder)
	_, err = run(t.Context(), Options{Plan: p, Store: store, Workers: 1}, trainer{open: dataset.Open, train: fakeTrain})
	for _, err := range []error{CheckDeviation(t.Context(), d, folder), err} {
		if e, ok := errors.AsType[*DeviationError](err); !ok || e.Scenario != d.Scenarios[1].Name || e.Pixel != 0 {
			t.Errorf("%v", err)
		}
	}
	if _, err := store.Dataset(); err == nil {
		t.Error("dataset.json is written")
	}
}

// Costs are those of the images that there are.
func TestCostOfImages(t *testing.T) {
	cost := func(side int) float64 {
		d, folder := idxStudy(t, 40, side, side)
		p, err := NewPlan(d, folder)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := EstimateTime(t.Context(), p, p.Runs(), open(t, folder), 1); err != nil {
			t.Errorf("%d × %d: %v", side, side, err)
		}
		return p.Runs()[0].FLOPs
	}
	if small, large := cost(2), cost(200); large < 100*small {
		t.Errorf("%g FLOP for images of 2 × 2, %g for 200 × 200", small, large)
	}
}
