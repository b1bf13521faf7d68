package runner

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"firststep/study"
	"firststep/study/parallel"
)

// The parts of a job are done by all workers, each once, and the job goes on
// when all have ended.
func TestQueueShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &session{Options: Options{Workers: 3}}
		var done [7]atomic.Int32
		start := time.Now()
		s.inTurn(t.Context(), []study.Job{{Subject: "shares"}, {}}, func(job study.Job) {
			if job.Subject == "" {
				time.Sleep(time.Minute)
				return
			}
			s.queue.share(len(done), func(part int) {
				time.Sleep(time.Minute)
				done[part].Add(1)
			})
			for part := range done {
				if n := done[part].Load(); n != 1 {
					t.Errorf("part %d was done %d times", part, n)
				}
			}
		})
		if took := time.Since(start); took != 3*time.Minute { // eight minutes on three workers
			t.Errorf("it took %v", took)
		}
	})
}

// A panic in a part, wherever it is done, is the measurement's error and
// nobody else's.
func TestQueuePartPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &session{Options: Options{Workers: 2}}
		s.inTurn(t.Context(), make([]study.Job, 1), func(study.Job) {
			defer func() {
				if p, ok := recover().(*parallel.PanicError); !ok || p.Value != "part 1" || !strings.Contains(string(p.Stack), "queue_test.go") {
					t.Errorf("recovered %v", p)
				}
			}()
			s.queue.share(3, func(part int) {
				time.Sleep(time.Second)
				if part == 1 {
					panic("part 1")
				}
			})
			t.Error("the job went on")
		})
	})
}

// measuredSeconds are of seed 1 of the flagship, one after another on a core of
// two cores of an Intel Xeon with AVX-512 (Emerald Rapids).
var measuredSeconds = map[string]float64{
	"scaled-features": 1.31, "scaled-weights": 0.21, "scaled-weights-rescaled": 1.32, "scaled-weights-all-rates": 1.45,
	"scaled-features-raised": 0.21, "unscaled": 1.08, "both-scaled": 1.39, "adam-features": 2.48, "adam-weights": 2.45,
	"control-256-features": 1.58, "control-256-weights": 1.81,
	"thrown-once": 1.0, "raised-64-once": 1.4, "raised-64": 1.1, "scaled-weights-all-rates-255": 1.4, "scaled-weights-first-rate-255": 1.2,
	"scaled-weights-later-rates": 1.4, "adam-weights-rescaled": 2.5, "endings": 3.5, // of the like, not each timed

	"curvature": 0.61, "sweep": 0.61, "stability first-layer": 0.64, "stability global": 1.44,
	"controls": 0.21, // each of them; what they are compared with are runs
}

// The flagship's jobs, in the order and with the workers of a session, but
// sleeping for as long as they were measured to take: at least 85 % of the
// workers' time goes into them.
func TestWorkersAreBusy(t *testing.T) {
	d, err := study.Load("../../studies/fashion-mnist/study.toml", study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, d)
	for _, workers := range []int{1, 2, 4, 8, 16, 32} {
		synctest.Test(t, func(t *testing.T) {
			s := &session{Options: Options{Plan: p, Workers: workers}}
			var worked atomic.Int64
			sleep := func(name string) {
				if measuredSeconds[name] == 0 {
					t.Errorf("%s was not measured", name)
				}
				pause := time.Duration(measuredSeconds[name] * float64(time.Second))
				time.Sleep(pause)
				worked.Add(int64(pause))
			}
			start := time.Now()
			s.inTurn(t.Context(), p.Jobs, func(job study.Job) {
				switch job.Kind {
				case study.RunKind:
					sleep(job.Subject)
				case study.StabilityKind:
					sleep(job.Kind + " " + job.Subject)
				case study.ControlsKind:
					s.queue.share(d.Diagnostics.Controls, func(int) { sleep(job.Kind) })
				default:
					sleep(job.Kind)
				}
			})
			took := time.Since(start)
			busy := float64(worked.Load()) / float64(workers) / float64(took)
			t.Logf("%2d workers: %5.1f s, %.0f %% busy", workers, took.Seconds(), 100*busy)
			if busy < 0.85 {
				t.Errorf("%d workers are busy for %.0f %% of %v", workers, 100*busy, took)
			}
		})
	}
}
