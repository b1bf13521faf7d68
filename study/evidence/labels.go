package evidence

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"firststep/study"
	"firststep/study/theory"
	"firststep/study/words"
)

// Label is what figures and tables call a scenario: its label, else what it
// does in symbols, as Short has it, so that a changed factor changes its name
// too. It is plain text.
func (d Data) Label(scenario string) string {
	if label := d.Scenario(scenario).Label; label != "" {
		return label
	}
	return d.Short(scenario)
}

// Called is what text and figures call a scenario: its label, or what it does in
// symbols where that is long.
func (d Data) Called(scenario string) string {
	if d.HasLongLabel(scenario) {
		return d.Short(scenario)
	}
	return d.Label(scenario)
}

// longLabel is the length, in characters, of a label that narrow columns have
// no room for.
const longLabel = 25

// HasLongLabel reports whether a scenario's label is long, and symbols are
// shorter.
func (d Data) HasLongLabel(scenario string) bool {
	length := utf8.RuneCountInString(d.Label(scenario))
	return length >= longLabel && utf8.RuneCountInString(d.Short(scenario)) < length
}

// Short says in symbols what a scenario does, for where its label has no
// room: "weights/255, η₁/255²", with η the rate and η₁ the first layer's. No
// two scenarios have the same: where they would, it says also in what else they
// differ, or at last which of them it is.
func (d Data) Short(scenario string) string {
	short := d.shortOf(scenario)
	var same []string
	for _, s := range d.Definition.Scenarios {
		if d.shortOf(s.Name) == short {
			same = append(same, s.Name)
		}
	}
	if len(same) < 2 {
		return short
	}
	own := d.Scenario(scenario)
	differs := func(of func(study.Scenario) float64) bool {
		return slices.ContainsFunc(same, func(name string) bool { return of(d.Scenario(name)) != of(own) })
	}
	if differs(func(s study.Scenario) float64 { return s.FirstLayerTrustCoefficient }) {
		short += " to " + words.Label.Factor(own.FirstLayerTrustCoefficient)
	}
	if differs(func(s study.Scenario) float64 { return s.LearningRate }) {
		short += ", η = " + words.Label.Factor(own.LearningRate)
	}
	alike := slices.DeleteFunc(same, func(name string) bool {
		s := d.Scenario(name)
		return s.LearningRate != own.LearningRate || s.FirstLayerTrustCoefficient != own.FirstLayerTrustCoefficient
	})
	if len(alike) > 1 {
		short += fmt.Sprintf(", no. %d", 1+slices.Index(alike, scenario))
	}
	return short
}

// shortOf is what a scenario is scaled by.
func (d Data) shortOf(scenario string) string {
	s := d.Scenario(scenario)
	var parts []string
	if s.Optimizer != d.Scenario(d.Definition.Reference).Optimizer && s.Optimizer != "" {
		parts = append(parts, words.Capital(words.Optimizer(s.Optimizer)))
	}
	switch f, w := s.FeatureDivisor, s.WeightDivisor; {
	case f != 1 && w != 1 && f == w:
		parts = append(parts, "both/"+d.squareText(f))
	case f != 1 && w != 1:
		parts = append(parts, "features/"+d.squareText(f), "weights/"+d.squareText(w))
	case f != 1:
		parts = append(parts, "features/"+d.squareText(f))
	case w != 1 && s.Standardise:
		parts = append(parts, "standardised", "weights/"+d.squareText(w))
	case w != 1:
		parts = append(parts, "weights/"+d.squareText(w))
	case s.Standardise:
		parts = append(parts, "standardised")
	default:
		parts = append(parts, "undivided")
	}
	rates := append(d.rateText("η", s.LearningRateDivisor), d.rateText("η₁", s.FirstLayerRateDivisor)...)
	if steps := s.DividedSteps(); s.RateDivisorSteps != "" {
		rates = []string{strings.Join(rates, " and ") + " " + words.Steps(steps.First, steps.Last)}
	}
	parts = append(parts, rates...)
	if s.FirstLayerTrustCoefficient != 0 {
		parts = append(parts, "η₁ by norms")
	}
	return strings.Join(append(parts, d.ruleTexts(scenario)...), ", ")
}

// ruleTexts say in what else the training of a scenario differs from the
// reference's.
func (d Data) ruleTexts(scenario string) []string {
	reference := d.Rules(d.Definition.Reference)
	return slices.DeleteFunc(d.Rules(scenario), func(rule string) bool { return slices.Contains(reference, rule) })
}

// Rules say in symbols what a scenario is trained by beside its optimizer and
// its rates, and how its weights are drawn if otherwise than [network] has it:
// "clip 1", "warm-up 500", "decay 0.01", "He".
func (d Data) Rules(scenario string) (parts []string) {
	s := d.Scenario(scenario)
	if network := d.Definition.Network; s.FirstLayerInit != network.FirstLayerInit || s.Init != network.Init {
		parts = append(parts, initText(s.FirstLayerInit, s.Init))
	}
	if s.ClipNorm != 0 {
		parts = append(parts, "clip "+words.Label.Factor(s.ClipNorm))
	}
	if s.WarmupSteps != 0 {
		parts = append(parts, "warm-up "+words.Integer(s.WarmupSteps))
	}
	if s.WeightDecay != 0 {
		parts = append(parts, "decay "+words.Label.Factor(s.WeightDecay))
	}
	if f := s.FirstLayerDecayFactor; s.WeightDecay != 0 && f != 0 && f != 1 {
		parts = append(parts, "λ₁ × "+d.squareText(f))
	}
	return parts
}

// Costs names what it takes to train as a scenario does, beside the reference:
// "one division a pixel", "a search, and slow later layers"; or "nothing".
func (d Data) Costs(scenario string) (asked []string) {
	s, reference := d.Scenario(scenario), d.Scenario(d.Definition.Reference)
	for _, c := range []struct {
		asks bool
		what string
	}{
		{s.FeatureDivisor != 1, "one division a pixel"},
		{s.Standardise, "mean and deviation of the training set"},
		{s.Optimizer == "adam", "two more numbers a parameter"},
		{s.Optimizer == "momentum" || s.Optimizer == "rmsprop", "one more number a parameter"},
		{s.FirstLayerTrustCoefficient != 0, "two norms a step"},
		{s.FirstLayerRateDivisor != 1, "the factor, and a first-layer rate"},
		{s.RateDivisorSteps != "", "when to change it"},
		{s.LearningRateDivisor != 1, "the factor, and slow later layers"},
		{s.Optimizer == reference.Optimizer && s.LearningRate != reference.LearningRate, "a search, and slow later layers"},
		{s.ClipNorm != 0, "a bound, and the norm of all gradients a step"},
		{s.WarmupSteps != 0, "a length"},
		{s.FirstLayerDecay() != s.WeightDecay, "the factor in the decay too"},
	} {
		if c.asks {
			asked = append(asked, c.what)
		}
	}
	if asked == nil {
		return []string{"nothing"}
	}
	return asked
}

// initText names the initialisers of the first layer and of the others: "He",
// "Glorot", and both where they differ.
func initText(firstLayer, others string) string {
	name := func(init string) string {
		kind, _, _ := strings.Cut(init, "-")
		return words.Capital(kind)
	}
	if name(firstLayer) == name(others) {
		return name(others)
	}
	return name(firstLayer) + "/" + name(others)
}

// rateText says what a rate is divided by, or multiplied if that is below 1.
func (d Data) rateText(rate string, divisor float64) []string {
	switch {
	case divisor > 1:
		return []string{rate + "/" + d.squareText(divisor)}
	case divisor < 1:
		return []string{rate + " × " + d.squareText(1/divisor)}
	}
	return nil
}

// squareText writes a factor as words has it, and as a square too what is
// that of a factor of the study: "16²".
func (d Data) squareText(v float64) string {
	if root, ok := d.Root(v); ok {
		return words.Label.Plain(root) + "²"
	}
	return words.Label.Factor(v)
}

// Root returns √v, where that is a factor of the study: a divisor of a scenario
// or the a of a prediction; of small numbers the square would say no more. v may be off by the rounding of divisions. Else ok is
// false.
func (d Data) Root(v float64) (root float64, ok bool) {
	const least = 100
	root = math.Sqrt(words.NearInteger(v))
	return root, root*root >= least && (slices.ContainsFunc(d.Definition.Scenarios, func(s study.Scenario) bool {
		return s.FeatureDivisor == root || s.WeightDivisor == root
	}) || slices.ContainsFunc(d.Predictions, func(p theory.Prediction) bool { return words.NearInteger(p.A) == root }))
}
