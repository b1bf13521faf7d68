package claim

import (
	"cmp"
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

// Expectation returns the claim that the definition makes of a scenario.
func (v Verdicts) Expectation(scenario string) (Claim, bool) {
	i := slices.IndexFunc(v.Claims, func(c Claim) bool { return c.Expected() && c.Scenario == scenario })
	if i < 0 {
		return Claim{}, false
	}
	return v.Claims[i], true
}
