package study

import (
	"fmt"
	"slices"
	"testing"
)

// What changed between two definitions, old and new.
func ExampleChanges() {
	from := &Definition{Title: "A study", Seeds: Seeds{1, 2, 3}, Scenarios: []Scenario{{Name: "scaled", FeatureDivisor: 255}, {Name: "raw"}}}
	to := &Definition{Title: "A study", Seeds: Seeds{1, 2, 3, 4}, Scenarios: []Scenario{{Name: "scaled", FeatureDivisor: 256, Expect: "learns"}}}
	for _, c := range Changes(from, to) {
		fmt.Printf("%s: %q → %q\n", c.Key, c.Old, c.New)
	}
	// Output:
	// seeds: "1-3" → "1-4"
	// scenario.scaled.feature_divisor: "255" → "256"
	// scenario.raw.name: "\"raw\"" → ""
	// scenario.scaled.expect: "" → "\"learns\""
}

func TestChangesIgnoreOrder(t *testing.T) {
	d := &Definition{Network: Network{Hidden: []int{30, 20}}, Scenarios: []Scenario{{Name: "a", WeightDivisor: 2}, {Name: "b"}}}
	other := *d
	other.Scenarios = slices.Clone(d.Scenarios)
	slices.Reverse(other.Scenarios)
	if c := Changes(d, &other); len(c) > 0 {
		t.Errorf("scenarios in another order: %v", c)
	}
	other.Network.Hidden = []int{30, 10}
	if c := Changes(d, &other); len(c) != 1 || c[0] != (Change{"network.hidden", "[30, 20]", "[30, 10]"}) {
		t.Errorf("got %v", c)
	}
}
