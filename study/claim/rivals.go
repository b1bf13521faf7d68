package claim

import (
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// A Rival is another explanation of why the broken network fares as it does,
// with what it would predict and what the records say of that. Nothing fails
// where it stands: the study does not refute it, that is all.
type Rival struct {
	Name     string
	Predicts string // a clause
	Found    string // a clause
	Refuted  bool
}

// Outcome is "refuted" or "not refuted".
func (r Rival) Outcome() string {
	if r.Refuted {
		return "refuted"
	}
	return "not refuted"
}

// Rivals are the other explanations that the study has measured something about;
// none where it has no broken scenario.
func Rivals(f *evidence.Findings, name Naming) []Rival {
	if f.Broken == "" {
		return nil
	}
	var measured []Rival
	for _, test := range []func(*evidence.Findings, Naming) (r Rival, ok bool){everyRateDoes, deadUnitsDecide, laterLayersDecide, float32Decides, onlySlower} {
		if r, ok := test(f, name); ok {
			measured = append(measured, r)
		}
	}
	return measured
}

// everyRateDoes is refuted by paired losses, or by the border of the map of
// every rate, whose slope would be that of the first layer's.
func everyRateDoes(f *evidence.Findings, name Naming) (r Rival, ok bool) {
	if f.AllRates == "" {
		return r, false
	}
	r = Rival{Name: "Every rate does as well", Predicts: fmt.Sprintf("%s trains no worse", name(f.AllRates))}
	worse := Claim{Kind: WorseThan, Scenario: f.AllRates, Other: f.Reference}
	worse.judgeWorse(f)
	if len(worse.Seeds) == 0 {
		return r, false
	}
	differences := compare.Of(worse.values())
	r.Found = fmt.Sprintf("its training loss is higher by %s", words.Document.Range(differences.Min, differences.Max, lossDecimals))
	if differences.Max <= 0 {
		r.Found = "its training loss is no higher"
	}
	r.Refuted = worse.Verdict == Holds
	if slope, slopes := everyRateSlopes(f); len(slopes.Values) > 0 {
		r.Predicts += fmt.Sprintf("; its border has the slope %s", words.Document.Decimal(slope, 0))
		r.Found += fmt.Sprintf("; the slope is %s", words.Document.Range(slopes.Min, slopes.Max, BorderDecimals))
		r.Refuted = r.Refuted || slopes.Min > slope+theory.BorderTolerance || slopes.Max < slope-theory.BorderTolerance
	}
	return r, true
}

func (c *Claim) values() []float64 {
	var values []float64
	for _, j := range c.Seeds {
		values = append(values, j.Value)
	}
	return values
}

// everyRateSlopes are the slopes of the border in the map of every rate, none
// where its grid is not aligned, and the one that the first layer alone would
// have.
func everyRateSlopes(f *evidence.Findings) (predicted float64, measured compare.Sample) {
	for _, b := range theory.Borders(f.Definition) {
		if b.Map == study.GlobalMap {
			predicted = b.Slope
		}
		if !b.Aligned { // so that a slope says little
			return predicted, measured
		}
	}
	var slopes []float64
	for _, m := range f.Measured(study.StabilityKind, study.GlobalMap) {
		if s := float64(m.Stability.Slope); finite(s) {
			slopes = append(slopes, s)
		}
	}
	return predicted, compare.Of(slopes)
}

// DeadUnits names the rival that units which die decide.
const DeadUnits = "Dead units decide"

// deadUnitsDecide is refuted by a network that has as many dead units after
// step one and learns, or by one that has none and collapses.
func deadUnitsDecide(f *evidence.Findings, name Naming) (r Rival, ok bool) {
	dead := f.Sample(f.Broken, evidence.DeadAfter)
	if f.Outcome(f.Broken).Collapsed() == 0 || len(dead.Values) == 0 {
		return r, false
	}
	r = Rival{Name: DeadUnits, Predicts: "a network collapses that has as many after step one"}
	if dead.Max == 0 {
		r.Found, r.Refuted = fmt.Sprintf("none is dead after step one in %s, which collapses", name(f.Broken)), true
		return r, true
	}
	if found, ok := moreDeadAndLearns(f, name); ok {
		r.Found, r.Refuted = found, true
		return r, true
	}
	most, share := mostDead(f)
	if most == "" {
		return r, false
	}
	r.Found = fmt.Sprintf("of those that learn %s has the most, %s of the first hidden layer, and %s has %s",
		name(most), words.Document.WholePercent(share), name(f.Broken), words.Document.Shares(dead.Min, dead.Max, dead.Mean))
	return r, true
}

// moreDeadAndLearns finds the two scenarios with the most seeds in which the run
// of one learns, and that of the other collapses with no more dead units after
// step one, though with some.
func moreDeadAndLearns(f *evidence.Findings, name Naming) (found string, ok bool) {
	var most []float64 // shares of those that learn
	for _, collapses := range append([]string{f.Broken}, f.Ran()...) {
		for _, learns := range f.Ran() {
			shares := deadOfThoseThatLearn(f, learns, collapses)
			if len(shares) <= len(most) {
				continue
			}
			most = shares
			s := compare.Of(shares)
			found = fmt.Sprintf("in %s %s learns with no fewer than %s, %s of the layer",
				words.Count(len(shares), "seed"), name(learns), name(collapses), words.Document.Shares(s.Min, s.Max, s.Mean))
		}
	}
	return found, len(most) > 0
}

// deadOfThoseThatLearn are the shares of dead units after step one in runs of a
// scenario that learn, of the seeds in which another collapses with no more.
func deadOfThoseThatLearn(f *evidence.Findings, learns, collapses string) []float64 {
	o := f.Outcome(collapses)
	collapsed := slices.Concat(o.Overflowed, o.Died, o.Guessing)
	var shares []float64
	for _, e := range f.Outcome(learns).Learned {
		a, _ := f.Find(learns, e.Seed)
		b, ok := f.Find(collapses, e.Seed)
		if !ok || !slices.ContainsFunc(collapsed, func(c evidence.Ending) bool { return c.Seed == e.Seed }) {
			continue
		}
		if mine, others := evidence.DeadAfter(a), evidence.DeadAfter(b); others > 0 && mine >= others {
			shares = append(shares, mine)
		}
	}
	return shares
}

// mostDead is the scenario, of those that learn in every seed, with the most
// dead units after step one, and their share.
func mostDead(f *evidence.Findings) (scenario string, share float64) {
	for _, s := range f.Ran() {
		o := f.Outcome(s)
		mean := f.Sample(s, evidence.DeadAfter).Mean
		if len(o.Learned) == len(o.All) && (scenario == "" || mean > share) {
			scenario, share = s, mean
		}
	}
	return scenario, share
}

// laterLayersDecide is refuted where the whole step raises the loss, and the
// steps of all other parameters do not by themselves.
func laterLayersDecide(f *evidence.Findings, _ Naming) (r Rival, ok bool) {
	var none, rest, all []float64
	for _, r := range f.Diagnosed(f.Broken) {
		a := &r.Run.Diagnostics.Attribution
		none, rest, all = append(none, float64(a.None)), append(rest, float64(a.AllButLayer[0])), append(all, float64(a.All))
	}
	before, after := compare.Of(none), compare.Of(rest)
	r = Rival{Name: "The later layers' first step breaks it", Predicts: "the other layers' steps raise the loss", Refuted: !Raises(after, before),
		Found: fmt.Sprintf("they take it from %s to %s", words.Document.Spread(before.Min, before.Max, before.Mean, 3), words.Document.Spread(after.Min, after.Max, after.Mean, 3))}
	return r, len(none) > 0 && Raises(compare.Of(all), before)
}

// Raises reports whether a loss, over seeds, rose: whether one is not finite,
// all lie above all of those before, or the mean is more than ten times as large.
func Raises(after, before compare.Sample) bool {
	return after.NonFinite > 0 || after.Min > before.Max || len(after.Values) > 0 && after.Mean > 10*before.Mean
}

// float32Decides is refuted where the first step does the same in float64, and
// most trainings that overflow in float32 do not learn in float64 either.
func float32Decides(f *evidence.Findings, _ Naming) (r Rival, ok bool) {
	const same = 1e-3 // relative, of losses that may be of any size
	largest, compared := 0.0, 0
	for _, r := range f.Diagnosed(f.Broken) {
		if after := evidence.LossAfter(r); finite(after) {
			largest = max(largest, RelativeDifference(after, float64(r.Run.Diagnostics.Attribution.All)))
			compared++
		}
	}
	r = Rival{Name: "It is float32", Predicts: "float64 has another loss after step one", Refuted: largest <= same,
		Found: fmt.Sprintf("the same to within %s", words.Document.Bound(largest))}
	switch {
	case !finite(largest):
		r.Found = "it is finite in one alone"
	case !r.Refuted:
		r.Found = fmt.Sprintf("it differs by up to %s", words.Document.ErrorBound(largest))
	}
	if c, ok := f.EndingCounts(); ok && c.Float64.Seeds > 0 {
		r.Predicts += ", and learns"
		r.Found += fmt.Sprintf("; of %s that overflow %s no better than by guessing", words.Count(c.Float64.Seeds, "training"), words.Counted(len(c.Float64.Guessing), "ends", "end"))
		r.Refuted = r.Refuted && len(c.Float64.Learned) == 0
	}
	return r, compared > 0 && f.Outcome(f.Broken).Collapsed() > 0
}

// onlySlower is refuted where every run is lost: its loss is not finite, or no
// gradient reaches its first layer to the end.
func onlySlower(f *evidence.Findings, name Naming) (r Rival, ok bool) {
	o := f.Outcome(f.Broken)
	r = Rival{Name: "It is only slower", Predicts: fmt.Sprintf("%s ends with a finite loss and gradients that are not zero", name(f.Broken)),
		Refuted: len(o.Overflowed)+len(o.Died) == len(o.All)}
	var lost []string
	if n := len(o.Overflowed); n > 0 {
		lost = append(lost, fmt.Sprintf("%s %s", words.Number(n), words.Plural(n, "overflows", "overflow")))
	}
	if n := len(o.Died); n > 0 {
		lost = append(lost, fmt.Sprintf("%s %s", words.Number(n), words.Plural(n, "dies", "die")))
	}
	if len(lost) == 0 {
		lost = []string{"none overflows or dies"}
	}
	r.Found = fmt.Sprintf("of %s %s", words.Count(len(o.All), "run"), words.List(lost...))
	return r, len(o.Learned) < len(o.All) // or there is nothing slow to explain
}
