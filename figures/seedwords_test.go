package figures_test

import (
	"strings"
	"testing"

	"firststep/figures"
)

// Captions say how seeds are drawn, and where not all are, how many.
func TestSeedsInCaptions(t *testing.T) {
	few := []string{"dot a seed", "line a seed", "lowest to the highest", "thin lines are seeds"}
	many := []string{"5th to the 95th percentile", "for the first"}
	for seeds, never := range map[int][]string{4: many, 100: few} {
		for _, f := range figures.All(deeper(fixture(seeds))) {
			caption := f.Caption
			for _, drawn := range []string{"a line a seed for the first 30 of 100 seeds", "a dot a seed for the first 30 of 100 seeds"} {
				caption = strings.ReplaceAll(caption, drawn, "")
			}
			if f.Name == "law" { // it has a dot for every seed, however many
				continue
			}
			for _, words := range never {
				if strings.Contains(caption, words) {
					t.Errorf("%s of %d seeds: %q in %q", f.Name, seeds, words, f.Caption)
				}
			}
		}
	}
}
