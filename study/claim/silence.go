package claim

import (
	"slices"

	"firststep/study/words"
)

// A silence is why a seed that was measured says nothing of a claim: what the
// claim is about did not come to pass in it, on either side, so that there is
// nothing to judge. That is no lack of runs, and no failure.
type silence struct {
	inShort string // in a table
	inFull  string // as a clause: "the curvature is zero in both networks"
}

// Why says why a claim is not decided: for what its seeds say together, or else
// for which reasons each of them says nothing.
func (c *Claim) Why() string { return c.reasons(func(s *silence) string { return s.inFull }) }

// WhyInShort is [Claim.Why] for a table.
func (c *Claim) WhyInShort() string {
	return c.reasons(func(s *silence) string { return s.inShort })
}

func (c *Claim) reasons(of func(*silence) string) string {
	if c.undecided != nil {
		return of(c.undecided)
	}
	var said []string
	for _, j := range c.Silent {
		if w := of(j.silence); !slices.Contains(said, w) {
			said = append(said, w)
		}
	}
	return words.List(said...)
}

// A SharedSilence is why seeds say nothing of several claims.
type SharedSilence struct {
	Why    string
	Claims []Claim
}

// SharedSilences sorts claims by why seeds say nothing of them; those of which
// all say something are left out.
func SharedSilences(claims []Claim) []SharedSilence {
	var all []SharedSilence
	for _, c := range claims {
		if len(c.Silent) == 0 && c.undecided == nil {
			continue
		}
		i := slices.IndexFunc(all, func(s SharedSilence) bool { return s.Why == c.Why() })
		if i < 0 {
			i = len(all)
			all = append(all, SharedSilence{Why: c.Why()})
		}
		all[i].Claims = append(all[i].Claims, c)
	}
	return all
}
