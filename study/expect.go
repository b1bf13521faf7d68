package study

import (
	"fmt"
	"strings"
)

// An ExpectationKind is one of the things a scenario may claim.
type ExpectationKind int

const (
	// NoExpectation: the scenario claims nothing.
	NoExpectation ExpectationKind = iota

	// Learns: every seed ends with at least five times the accuracy of chance
	// on the validation set, which is the share of its most frequent class, or
	// midway between chance and 1 where that is less; and none dies.
	Learns

	// Collapses: every seed's loss stops being finite, or it dies, so that no
	// gradient reaches its first layer to the end, or it ends with at most
	// twice the accuracy of chance on the validation set, or a quarter of the
	// way from chance to 1.
	Collapses

	// SameAs: per seed the losses agree within 1e-5 relative for the first ten
	// steps, and the mean final accuracies within 0.01.
	SameAs

	// IdenticalTo: per seed all losses and validation logits are equal in
	// every bit.
	IdenticalTo

	// WorseThan: in every seed the training loss of the last epoch is larger, and
	// the interval of the mean difference over seeds excludes 0.
	WorseThan
)

// expectationWords are the words of the definition, by kind; those that end
// in a blank are followed by the name of a scenario.
var expectationWords = [...]string{"", "learns", "collapses", "same as ", "identical to ", "worse than "}

// An Expectation is what a scenario's expect says, taken apart.
type Expectation struct {
	Kind ExpectationKind
	Of   string // the other scenario, for SameAs, IdenticalTo and WorseThan
}

// String is the expectation as the definition writes it.
func (e Expectation) String() string { return e.Words() + e.Of }

// Words are what stands before the other scenario's name, with a blank behind
// them; all there is where no other is named.
func (e Expectation) Words() string { return expectationWords[e.Kind] }

// parseExpectation reads the value of a scenario's expect: empty, "learns",
// "collapses", "same as NAME", "identical to NAME" or "worse than NAME". Whether
// NAME exists is not its concern.
func parseExpectation(text string) (Expectation, error) {
	for kind, word := range expectationWords {
		if text == word && !strings.HasSuffix(word, " ") {
			return Expectation{Kind: ExpectationKind(kind)}, nil
		}
		if of, ok := strings.CutPrefix(text, word); ok && of != "" && strings.HasSuffix(word, " ") {
			return Expectation{Kind: ExpectationKind(kind), Of: of}, nil
		}
	}
	return Expectation{}, fmt.Errorf("%s is no expectation; write %s", quote(text), expectationForms)
}

const expectationForms = `"learns", "collapses", "same as NAME", "identical to NAME" or "worse than NAME"`

// Expectation is the scenario's expect, taken apart. A definition that Parse
// accepted has no other than these forms; anything else claims nothing.
func (s Scenario) Expectation() Expectation {
	e, _ := parseExpectation(s.Expect)
	return e
}
