//go:build !purego

package kernel

import "time"

// peakGFLOPS returns how many fused multiply-adds of the implementation's
// vectors a core does, each counted as two operations; 0 if that is not known.
func peakGFLOPS(name string) float64 {
	const rounds, terms = 50_000, 12
	var run func(rounds int)
	var floats int
	switch name {
	case "avx512":
		run, floats = peakAVX512, 16
	case "avx2":
		run, floats = peakAVX2, 8
	default:
		return 0
	}
	best := 0.0
	for range 20 {
		start := time.Now()
		run(rounds)
		best = max(best, 2*terms*float64(floats)*rounds/time.Since(start).Seconds()/1e9)
	}
	return best
}
