package runner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

func TestParseShard(t *testing.T) {
	for _, test := range []struct{ text, slurm, job, want string }{
		{"3/8", "", "", "3/8"},
		{"3/8", "5", "6", "3/8"},
		{"auto/8", "8", "", "8/8"},
		{"auto/8", "", "0", "1/8"},
		{"auto/8", "", "7", "8/8"},
		{"auto/8", "2", "7", "2/8"},
		{"auto/8", "", "", `"auto/8" needs SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment; elsewhere write the shard's number, as 1/8`},
		{"auto/8", "0", "", "SLURM_ARRAY_TASK_ID=0: of 8 shards the number has to be from 1 to 8"},
		{"auto/8", "9", "", "SLURM_ARRAY_TASK_ID=9: of 8 shards the number has to be from 1 to 8"},
		{"auto/8", "", "8", "JOB_COMPLETION_INDEX=8: of 8 shards the number has to be from 0 to 7"},
		{"0/8", "", "", `"0/8": of 8 shards the number has to be from 1 to 8`},
		{"9/8", "", "", `"9/8": of 8 shards the number has to be from 1 to 8`},
		{"x/8", "", "", `"x/8": of 8 shards the number has to be from 1 to 8`},
		{"auto", "1", "", `"auto" is no shard; write it like 3/8 or auto/8, with at most 10000 shards`},
		{"1/0", "", "", `"1/0" is no shard; write it like 3/8 or auto/8, with at most 10000 shards`},
		{"1/99999", "", "", `"1/99999" is no shard; write it like 3/8 or auto/8, with at most 10000 shards`},
	} {
		environment := map[string]string{"SLURM_ARRAY_TASK_ID": test.slurm, "JOB_COMPLETION_INDEX": test.job}
		shard, err := ParseShard(test.text, func(name string) string { return environment[name] })
		got := fmt.Sprintf("%d/%d", shard.Index, shard.Of)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}

// Of every split each run is in one shard, and no shard has more work than
// another by more than a run.
func TestSplit(t *testing.T) {
	costs := make([]float64, 100)
	for i := range costs {
		costs[i] = float64(1 + i*i%17)
	}
	for _, n := range []int{1, 2, 3, 7, 8, 99, 100, 101, 1000} {
		load := make([]float64, n+1)
		for i, shard := range split(costs, n) {
			if shard < 1 || shard > n {
				t.Fatalf("of %d shards %d", n, shard)
			}
			load[shard] += costs[i]
		}
		least, most := load[1], load[1]
		for _, l := range load[1:] {
			least, most = min(least, l), max(most, l)
		}
		if most-least > 17 {
			t.Errorf("%d shards cost from %v to %v", n, least, most)
		}
	}
	// The split is part of how shards work together across machines and
	// versions: this one has to stay as it is.
	if got := fmt.Sprint(split([]float64{1, 1, 4, 2, 1, 3, 1, 1}, 3)); got != "[3 2 1 3 3 2 1 2]" {
		t.Errorf("eight runs on three shards: %s", got)
	}
}

func TestZeroShardIsTheWhole(t *testing.T) {
	p := plan(t, smallStudy())
	if part := (Shard{}).Part(p); len(part.Runs()) != len(p.Runs()) {
		t.Errorf("%d of %d runs", len(part.Runs()), len(p.Runs()))
	}
}

// TestShards runs the shards of a study at once in folders of their own, one
// of them twice and one interrupted, and merges them: the bytes are those of
// the whole.
func TestShards(t *testing.T) {
	d := smallStudy()
	d.Seeds = study.Seeds{1, 2, 3, 4, 5}
	d.Sweep = &study.Sweep{Factors: []float64{1, 2}, Optimizers: []string{"sgd"}}
	p := plan(t, d)
	total := len(p.Runs()) + len(p.Measurements())
	const n = 4
	stores := make([]*record.Store, n+1)
	var wait sync.WaitGroup
	for i := range stores {
		stores[i] = open(t, t.TempDir())
		part := Shard{max(1, i), n}.Part(p) // the first one twice
		wait.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := Options{Plan: part, Store: stores[i], Workers: 2}
			if i == 2 {
				o.Events = func(e Event) {
					if e.Kind == Finished {
						cancel()
					}
				}
				if _, err := run(ctx, o, fakeTrainer()); err == nil {
					t.Error("the shard was not interrupted")
				}
				o.Events = nil
			}
			if _, err := run(t.Context(), o, fakeTrainer()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	into := open(t, t.TempDir())
	merged, err := Merge(t.Context(), p, into, stores)
	if err != nil || merged.Copied != total || merged.Present == 0 || len(merged.LeftOut) > 0 {
		t.Errorf("%+v of %d, %v", merged, total, err)
	}
	got, want := results(t, into.Path()), undisturbed(t, d)
	maps.DeleteFunc(got, func(name, _ string) bool { return name == "environment.json" })
	sameResults(t, got, want)

	d.Sweep = nil
	strays, err := Strays(plan(t, d), into, false)
	if err != nil || len(strays) != len(p.Measurements()) || !strings.Contains(strays[0], "measurements") {
		t.Errorf("without its table, strays are %v, %v", strays, err)
	}
}

// TestDeadline: what does not fit before the deadline is left and said so; a
// loop of such calls ends by itself. The clock is synctest's: it moves on only
// while everybody waits, however slow the machine is.
func TestDeadline(t *testing.T) { synctest.Test(t, testDeadline) }

func testDeadline(t *testing.T) {
	d := smallStudy()
	p := plan(t, d)
	slow := func(pause time.Duration) trainer {
		tr := fakeTrainer()
		tr.train = func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), _ *course) (*record.Run, *record.Trace, error) {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return nil, nil, context.Cause(ctx)
			}
			return fakeTrain(ctx, set, d, run, progress, nil)
		}
		return tr
	}
	store := open(t, t.TempDir())
	calls := 0
	for left := len(p.Runs()); left > 0; calls++ {
		o := Options{Plan: p, Store: store, Workers: 1, Deadline: time.Now().Add(time.Second)}
		summary, err := run(t.Context(), o, slow(300*time.Millisecond))
		limit, ok := errors.AsType[*TimeLimitError](err)
		switch {
		case err == nil && summary.Left == 0:
		case !ok || limit.Left != summary.Left || limit.Ended != left-summary.Left || limit.Ended == 0:
			t.Fatalf("%+v, %v", summary, err)
		case !strings.Contains(err.Error(), "run again"):
			t.Errorf("%v", err)
		}
		left = summary.Left
	}
	if calls < 2 {
		t.Error("everything fitted")
	}
	sameResults(t, results(t, store.Path()), undisturbed(t, d))

	store = open(t, t.TempDir())
	o := Options{Plan: p, Store: store, Workers: 2, Deadline: time.Now().Add(50 * time.Millisecond)}
	summary, err := run(t.Context(), o, slow(time.Hour))
	if limit, ok := errors.AsType[*TimeLimitError](err); !ok || limit.Ended != 0 || summary.Left != 6 || !strings.Contains(err.Error(), "raise it") {
		t.Errorf("%+v, %v", summary, err)
	}
}
