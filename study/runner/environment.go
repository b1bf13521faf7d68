package runner

import (
	"bufio"
	"cmp"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/cpu"

	"firststep/study"
	"firststep/study/mlp"
	"firststep/study/record"
)

// saveTimings adds what this session took to environment.json. Timings of
// another machine, or of other kernels, are no longer of use and dropped.
func (s *session) saveTimings() error {
	if len(s.timings) == 0 {
		return nil
	}
	return s.Store.UpdateEnvironment(func(e *record.Environment) {
		here := Environment()
		if sameMachine(e, here) {
			here.Timings = e.Timings
		}
		here.Timings = mergeTimings(here.Timings, s.timings)
		here.Updated = time.Now().UTC().Format(time.RFC3339)
		*e = *here
	})
}

// Environment describes this machine and this program, without timings.
func Environment() *record.Environment {
	e := &record.Environment{
		System:   runtime.GOOS + "/" + runtime.GOARCH,
		CPU:      cpuModel(),
		Cores:    runtime.GOMAXPROCS(0),
		Features: cpuFeatures(),
		Kernel:   mlp.Kernel(),
		Go:       runtime.Version(),
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return e
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		e.Modules = append(e.Modules, record.Module{Path: m.Path, Version: m.Version, Sum: m.Sum})
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			e.Revision = setting.Value
		case "vcs.modified":
			e.Modified = setting.Value == "true"
		}
	}
	return e
}

func sameMachine(a, b *record.Environment) bool {
	return a.System == b.System && a.CPU == b.CPU && a.Kernel == b.Kernel
}

// timing is what a job took; a run that overflowed took fewer steps than were
// planned.
func timing(job study.Job, r record.Result, seconds float64) record.Timing {
	name, share := job.Path(), 1.0
	if run, ok := r.(*record.Run); ok {
		name, share = job.Name(), float64(run.Ending.Step)/float64(max(1, job.Steps))
	}
	return record.Timing{Run: name, Seconds: record.Float(seconds), GFLOP: record.Float(job.Cost / 1e9 * share)}
}

func isMeasurement(t record.Timing) bool {
	return strings.HasPrefix(t.Run, study.MeasurementsFolder+"/")
}

// mergeTimings returns old with recent ones added or put in place, sorted by
// run.
func mergeTimings(old, recent []record.Timing) []record.Timing {
	merged := slices.Clone(recent)
	replaced := map[string]bool{}
	for _, t := range recent {
		replaced[t.Run] = true
	}
	for _, t := range old {
		if !replaced[t.Run] {
			merged = append(merged, t)
		}
	}
	slices.SortFunc(merged, func(a, b record.Timing) int { return cmp.Compare(a.Run, b.Run) })
	return merged
}

// cpuModel returns the name of the processor where Linux tells it.
func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ":")
		if strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// cpuFeatures lists the instruction sets that kernels may choose by.
func cpuFeatures() []string {
	var names []string
	for _, f := range []struct {
		name string
		has  bool
	}{
		{"asimd", cpu.ARM64.HasASIMD},
		{"avx2", cpu.X86.HasAVX2},
		{"avx512bw", cpu.X86.HasAVX512BW},
		{"avx512dq", cpu.X86.HasAVX512DQ},
		{"avx512f", cpu.X86.HasAVX512F},
		{"avx512vl", cpu.X86.HasAVX512VL},
		{"fma", cpu.X86.HasFMA},
	} {
		if f.has {
			names = append(names, f.name)
		}
	}
	return names
}
