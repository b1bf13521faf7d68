package report

import (
	"firststep/study/claim"
)

// Thresholds of words in the narrative.
const (
	scaleFreeTolerance      = 1e-4 // of numbers that scale leaves alone, relative
	counterfactualTolerance = 1e-3 // of losses that should be one, relative

	float32Bits   = -24 // exponent of a rounding
	manyRoundings = 1000 * claim.Float32Rounding
	manyTimes     = 10 // as large: no longer of the same size
	momentum      = 0.9
	manyDead      = 0.1 // of a layer's units: enough to speak of their death
	asked         = 255 // what features or weights are divided by in the question that is quoted
)

// claims returns the claims of a kind, in the order of the definition.
func (n *narrative) claims(kind claim.Kind) []claim.Claim {
	return claim.Of(n.verdicts.Claims, kind)
}

// claim returns what is claimed of a scenario; a claim without seeds where
// nothing is.
func (n *narrative) claim(kind claim.Kind, scenario string) *claim.Claim {
	for i, c := range n.verdicts.Claims {
		if c.Kind == kind && c.Scenario == scenario {
			return &n.verdicts.Claims[i]
		}
	}
	return &claim.Claim{Kind: kind, Scenario: scenario}
}

// firstClaim is the first of a kind; nil if there is none.
func (n *narrative) firstClaim(kind claim.Kind) *claim.Claim {
	if claims := n.claims(kind); len(claims) > 0 {
		return &claims[0]
	}
	return nil
}

// seedNames writes "seed 7" or "seeds 7, 12 and 40". Of very many it names
// the first.
func seedNames(seeds []claim.Judgement) string {
	var names []string
	for i, j := range seeds {
		if i == mostSeeds && len(seeds) > mostSeeds+1 {
			names = append(names, say("%s more", inWords(len(seeds)-i)))
			break
		}
		names = append(names, seedName(j.Seed))
	}
	return plural(len(names), "seed~", "seeds~") + list(names...)
}
