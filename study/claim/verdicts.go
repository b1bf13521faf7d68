package claim

import (
	"cmp"
	"math"
	"slices"

	"firststep/study/evidence"
)

// Verdicts is what the records say of everything that the definition expects
// and the theory predicts, and how each run ended.
type Verdicts struct {
	Claims  []Claim
	Endings []evidence.Ending
}

// Judge evaluates every claim of a study against its records.
func Judge(f *evidence.Findings) Verdicts {
	v := Verdicts{Endings: f.Endings()}
	var expected []Claim
	for _, kind := range kinds {
		for _, c := range kind.judge(f) {
			if c.Kind = kind; c.Expected() {
				expected = append(expected, c)
			} else {
				v.Claims = append(v.Claims, c)
			}
		}
	}
	place := map[string]int{}
	for i, s := range f.Definition.Scenarios {
		place[s.Name] = i
	}
	slices.SortStableFunc(expected, func(a, b Claim) int { return cmp.Compare(place[a.Scenario], place[b.Scenario]) })
	v.Claims = append(v.Claims, expected...)
	return v
}

// Hold reports whether every claim that can be judged holds: none fails, and
// none is unmeasured.
func (v Verdicts) Hold() bool { return v.Count(Holds)+v.Count(Undecided) == len(v.Claims) }

// Count returns how many claims have the verdict.
func (v Verdicts) Count(of Verdict) int { return len(v.With(of)) }

// With returns the claims that have the verdict.
func (v Verdicts) With(of Verdict) []Claim {
	return slices.DeleteFunc(slices.Clone(v.Claims), func(c Claim) bool { return c.Verdict != of })
}

// Identities are the claims that could not fail but by the program, and
// Fallible all others.
func (v Verdicts) Identities() []Claim {
	return slices.DeleteFunc(slices.Clone(v.Claims), func(c Claim) bool { return !c.Identity })
}

// Fallible are the claims that are no identities.
func (v Verdicts) Fallible() []Claim {
	return slices.DeleteFunc(slices.Clone(v.Claims), func(c Claim) bool { return c.Identity })
}

// LargestOff is how far a seed is from what is claimed, at most, of claims that
// hold up to Adam's ε or of the others; seeds in which rounding changed a sign
// are left aside. It is not a number where none says anything.
func LargestOff(claims []Claim, upToEpsilon bool) float64 {
	largest := math.NaN()
	for _, c := range claims {
		for _, j := range c.Seeds {
			if c.UpToEpsilon == upToEpsilon && !j.Flipped && !(j.Off <= largest) {
				largest = j.Off
			}
		}
	}
	return largest
}

// Expectation returns the claim that the definition makes of a scenario.
func (v Verdicts) Expectation(scenario string) (Claim, bool) {
	i := slices.IndexFunc(v.Claims, func(c Claim) bool { return c.Expected() && c.Scenario == scenario })
	if i < 0 {
		return Claim{}, false
	}
	return v.Claims[i], true
}
