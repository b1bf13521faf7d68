package runner

import (
	"context"
	"fmt"
	"os"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
)

// TestWorkersFitIntoMemory: runs side by side are fewer where memory is short,
// and never none.
func TestWorkersFitIntoMemory(t *testing.T) {
	d := smallStudy()
	p := plan(t, d)
	for _, c := range []struct {
		asked  int
		memory int64
		want   int
	}{
		{8, 0, 8},
		{8, d.Memory(8), 8},
		{8, d.Memory(8) - 1, 7},
		{8, d.Memory(1), 1},
		{8, 1, 1},
		{2, d.Memory(8), 2},
	} {
		if got := (Options{Plan: p, Workers: c.asked, Memory: c.memory}).workers(); got != c.want {
			t.Errorf("%d workers in %d bytes: %d, want %d", c.asked, c.memory, got, c.want)
		}
	}
}

// BenchmarkWorkers trains four of the flagship's runs with one worker and with
// two; the ratio of runs a second is the speed-up.
func BenchmarkWorkers(b *testing.B) {
	if os.Getenv("FIRSTSTEP_DATA") == "" {
		b.Skip("FIRSTSTEP_DATA names no folder with the Fashion-MNIST files")
	}
	d := flagship()
	d.Scenarios, d.Seeds = d.Scenarios[:1], study.Seeds{1, 2, 3, 4}
	set, err := dataset.Open(b.Context(), source(d, ""), dataset.Options{Data: os.Getenv("FIRSTSTEP_DATA")})
	if err != nil {
		b.Fatal(err)
	}
	opened := func(context.Context, dataset.Source, dataset.Options) (*dataset.Set, error) { return set, nil }
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			o := unknown(plan(b, d))
			o.Workers = workers
			for b.Loop() {
				if _, _, err := verify(b.Context(), o, trainer{open: opened, train: train}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(o.Plan.Runs())*b.N)/b.Elapsed().Seconds(), "runs/s")
		})
	}
}
