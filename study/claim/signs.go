package claim

import "firststep/study/evidence"

// Where a pre-activation is within a rounding of zero, two networks that are
// the same function on paper may find different signs for it. From there on
// they are on different linear pieces of that function, and part at once.

const (
	// FlippedTolerance judges a seed in which rounding changed the sign of a
	// hidden unit on some image of the first batch: the two networks then
	// start on different linear pieces.
	FlippedTolerance = 1e-2

	lateFlips = 20 // of so many seeds one may part by a sign behind the first batch

	// Float32Rounding is the rounding of a number to float32, relative to it, at
	// most; FewRoundings is what a few of them make.
	Float32Rounding = 0x1p-24
	FewRoundings    = 16 * Float32Rounding
)

// flipped reports whether rounding changed the sign of a hidden unit on some
// image of the first batch between two runs of one seed.
func flipped(a, b evidence.Result) bool { return a.Run.Print.FirstSigns != b.Run.Print.FirstSigns }

// partingStep returns the step, counted from 1, at which the losses of two
// runs part by more than a few roundings, if a sign is what they part by: at
// the second step that of a first batch, as the fingerprints say; later any,
// for a rate or a scale that differs shows as soon as a step was taken, and
// what rounding leaves grows slowly until a sign changes.
func partingStep(a, b evidence.Result) (step int, bySign bool) {
	for i := range min(len(a.Trace.Loss), len(b.Trace.Loss)) {
		if !(RelativeDifference(float64(a.Trace.Loss[i]), float64(b.Trace.Loss[i])) <= FewRoundings) {
			step = i + 1
			break
		}
	}
	return step, step > 2 || step == 2 && flipped(a, b)
}

// excuse leaves those seeds flipped that signs may well have parted: by the
// first batch, whose signs are on record, a minority; later, where the losses
// alone speak for a sign, no more than one in lateFlips. The others count
// against the claim.
func excuse(seeds []Judgement) {
	parted, late := FlippedIn(seeds), 0
	for _, j := range parted {
		if j.Step > 2 {
			late++
		}
	}
	for i := range seeds {
		j := &seeds[i]
		if j.Flipped && (2*len(parted) >= len(seeds) || j.Step > 2 && lateFlips*late > len(seeds)) {
			j.Flipped, j.Holds = false, false
		}
	}
}

// FlippedIn returns the judgements of seeds in which rounding changed a sign.
func FlippedIn(seeds []Judgement) []Judgement {
	var some []Judgement
	for _, j := range seeds {
		if j.Flipped {
			some = append(some, j)
		}
	}
	return some
}
