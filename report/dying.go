package report

import (
	"math"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/compare"
	"firststep/study/record"
)

// dying follows gradients and units through the first steps.
func (n *narrative) dying() []typeset.Block {
	if !n.has("dying") {
		return nil
	}
	return blocks(
		runIn("What dies.",
			n.reachedWords(),
			n.saturatedWords(),
			n.frozenWords(),
			n.growthWords(),
		),
		n.figure("dying", n.dyingTitle(),
			say("On each batch before its update%s: (a) images with a gradient at the first layer that is not zero, (b) norm of the gradient of the first layer's weights, (c) spread of the logits between images, which is zero of a constant classifier%s.", n.ofSeveral(figures.LineWords), n.layerPanels()),
			n.crosses("dying", "A cross ends a run that overflowed, at its last step with a finite loss.")),
	)
}

// layerPanels says what the panels of the first two hidden layers show.
func (n *narrative) layerPanels() string {
	switch hidden := n.layers() - 1; {
	case hidden == 0:
		return ""
	case hidden == 1:
		return ", (d) units that are positive on every image, (e) norm of the loss's gradient at the pre-activations of the hidden layer"
	default:
		return say(", (d, e) units that are positive on every image, (f) norm of the loss's gradient at the pre-activations of the %s hidden layer", ordinal(2))
	}
}

func (n *narrative) dyingTitle() string {
	if n.Broken == "" || !n.bothTold() {
		return "Gradients and units in the first steps."
	}
	switch least := n.leastReached(n.Broken); {
	case len(least.Values) > 0 && least.Max == 0:
		return "The gradient goes out."
	case n.gradientsGrowAndEnd(n.Broken):
		return "Gradients grow, until they overflow or are zero."
	}
	return "Gradients and units in the first steps."
}

// gradientsGrowAndEnd reports whether in every seed the gradient of the first
// weights becomes larger than it is at first, and is none in the end.
func (n *narrative) gradientsGrowAndEnd(scenario string) bool {
	for _, r := range n.Diagnosed(scenario) {
		gradient := r.Run.Diagnostics.Course.Gradient[0]
		if len(gradient) == 0 {
			return false
		}
		largest := gradient[0]
		for _, g := range gradient {
			if g.IsFinite() {
				largest = max(largest, g)
			}
		}
		if last := gradient[len(gradient)-1]; !(largest > gradient[0]) || last.IsFinite() && last != 0 {
			return false
		}
	}
	return len(n.Diagnosed(scenario)) > 0
}

// course describes a number that is taken from each seed's first steps.
func (n *narrative) course(scenario string, of func(*record.Course) float64) compare.Sample {
	var values []float64
	for _, r := range n.Diagnosed(scenario) {
		values = append(values, of(&r.Run.Diagnostics.Course))
	}
	return compare.Of(values)
}

func (n *narrative) leastReached(scenario string) compare.Sample {
	return n.course(scenario, func(c *record.Course) float64 {
		least := math.NaN()
		for i, v := range c.Reached {
			if i == 0 || float64(v) < least {
				least = float64(v)
			}
		}
		return least
	})
}

// atStep is a number of a list at a step, counted from 1; not a number where
// the run had ended.
func atStep(list []record.Float, step int) float64 {
	if step > len(list) {
		return math.NaN()
	}
	return float64(list[step-1])
}

// reachedWords say how much of the batch still teaches the first layer.
func (n *narrative) reachedWords() string {
	followed := "@fig:dying follows the gradients through the first steps."
	if !n.bothTold() {
		return followed
	}
	reference, broken := n.leastReached(n.Reference), n.leastReached(n.Broken)
	if len(reference.Values) == 0 || len(broken.Values) == 0 {
		return followed
	}
	steps := 0
	for _, r := range n.Diagnosed(n.Reference) {
		steps = max(steps, len(r.Run.Diagnostics.Course.Reached))
	}
	counts := say("@fig:dying/a counts the images of each batch that have a gradient at the first layer which is not zero: over %s it is %s in", firstSteps(steps), leastShare(reference.Min))
	if reference.Min == 1 && broken.Min == 1 {
		return counts + " both networks."
	}
	return say("%s %s, and in %s at times %s.", counts, n.name(n.Reference), n.name(n.Broken), leastShare(broken.Min))
}

// firstSteps writes "the first 100 steps".
func firstSteps(steps int) string {
	if steps == 1 {
		return "the first step"
	}
	return "the first " + countSteps(steps)
}

// leastShare writes a least share of images in a sentence.
func leastShare(x float64) string {
	switch x {
	case 0:
		return "none"
	case 1:
		return "all of them"
	}
	return "as few as " + wholePercent(x)
}

// saturatedWords say how many units are on for every image.
func (n *narrative) saturatedWords() string {
	if !n.bothTold() {
		return ""
	}
	most := func(scenario string) float64 {
		highest := 0.0
		for _, r := range n.Diagnosed(scenario) {
			units := r.Run.FirstStep.DeadUnits.Units
			if len(units) == 0 || units[0] == 0 || len(r.Run.Diagnostics.Course.Saturated) == 0 {
				continue
			}
			for _, on := range r.Run.Diagnostics.Course.Saturated[0] {
				highest = max(highest, float64(on)/float64(units[0]))
			}
		}
		return highest
	}
	return say("A unit that is positive on every image is linear. On no batch are more than %s of the first hidden layer such units in %s, nor more than %s in %s.",
		percentBound(most(n.Reference)), n.name(n.Reference), percentBound(most(n.Broken)), n.name(n.Broken))
}

// frozenWords tell of the runs whose first layer's gradient is zero from some
// step to the end, and how constant the classifier was from then on.
func (n *narrative) frozenWords() string {
	const most = 8 // runs that are named
	var said []string
	var shares []float64
	for _, s := range n.Ran() {
		var steps []string
		for _, r := range n.Diagnosed(s) {
			if f := r.Run.Diagnostics.Frozen; f != nil && !r.Overflowed() {
				steps = append(steps, say("seed~%s: from step~%s", seedName(r.Run.Seed), integer(f.Step)))
				shares = append(shares, float64(f.TopClassShare))
			}
		}
		switch {
		case len(steps) == 0:
		case len(steps) > most:
			said = append(said, say("in %s of %s", count(len(steps), "seed"), n.name(s)))
		default:
			said = append(said, say("in %s (%s)", n.name(s), strings.Join(steps, ", ")))
		}
	}
	if len(said) == 0 {
		return ""
	}
	constant := say("From there to the end %s of every batch are given one class.", share(compare.Of(shares)))
	if compare.Of(shares).Min == 1 {
		constant = "From there to the end every image of a batch is given one class."
	}
	return text(say("The gradient of the first layer is zero to the end %s.", list(said...)), constant)
}

// growthWords tell of the runs that overflowed.
func (n *narrative) growthWords() string {
	if n.Broken == "" {
		return ""
	}
	var first, last, steps []float64
	for _, r := range n.Diagnosed(n.Broken) {
		if !r.Overflowed() {
			continue
		}
		norms := r.Run.Diagnostics.Course.Gradient[0]
		peak := 0.0
		for _, v := range norms {
			if v := float64(v); !math.IsNaN(v) && !math.IsInf(v, 0) {
				peak = max(peak, v)
			}
		}
		first, last, steps = append(first, atStep(norms, 1)), append(last, peak), append(steps, float64(r.Run.Ending.Step))
	}
	if len(first) == 0 {
		return ""
	}
	from, to, when := compare.Of(first), compare.Of(last), compare.Of(steps)
	if !(to.Min > manyTimes*from.Max) {
		return ""
	}
	seeds := ""
	if all := len(n.Of(n.Broken)); all > 1 {
		seeds = say(" (%s)", outOf(len(first), all, "seed"))
	}
	return say("Where the loss of %s overflows%s the gradient does not vanish; it grows: its norm in the first layer comes to %s within %s.",
		n.name(n.Broken), seeds, powerRange(to), count(int(when.Max), "step"))
}

// powerRange writes a sample of very different sizes by its orders of
// magnitude.
func powerRange(s compare.Sample) string {
	if len(s.Values) == 0 {
		return "no finite number"
	}
	if low, high := orderOfMagnitude(s.Min), orderOfMagnitude(s.Max); low != high {
		return say("%s–%s", low, high)
	}
	return "the order of " + orderOfMagnitude(s.Min)
}
