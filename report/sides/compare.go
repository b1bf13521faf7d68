package sides

import (
	"errors"
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// Compare compares two sides that are loaded. Where the claims of the studies
// are not judged, unjudged says why.
func Compare(a, b *Side, o compare.Options) (d *compare.Diff, unjudged, err error) {
	d, err = compare.Sides(evidence.Runs(a.results), evidence.Runs(b.results), o)
	if err != nil {
		return nil, nil, err
	}
	if len(d.Comparisons) == 0 {
		return nil, nil, fmt.Errorf("%s and %s have no scenario in common; compare two of them with: STUDY:SCENARIO STUDY:SCENARIO", a.Name, b.Name)
	}
	d.A, d.B = a.Name, b.Name
	d.Definition = append(d.Definition, definitionChanges(a, b)...)
	if a.whole != nil && b.whole != nil && a.scenario+b.scenario == "" && slices.Equal(a.asked, b.asked) && d.Paired() {
		d.Measured = compare.Measurements(a.measured, b.measured)
	}
	claims, unjudged := claimsOf(a, b)
	d.Claims = append(d.Claims, claims...)
	return d, unjudged, nil
}

// definitionChanges are those between the definitions of two studies. Of two
// scenarios of one study there are none, whatever the scenarios say.
func definitionChanges(a, b *Side) []study.Change {
	if a.whole == nil || b.whole == nil || a.scenario != b.scenario {
		return nil
	}
	return study.Changes(a.whole, b.whole)
}

// claimsOf are the claims that both studies make of the same scenarios. The
// error says why none are judged.
func claimsOf(a, b *Side) ([]compare.Claim, error) {
	if a.whole == nil || b.whole == nil || a.scenario != b.scenario {
		return nil, errors.New("claims are those of studies, and of one scenario those that both sides make; compare two studies, or two revisions of one")
	}
	for _, side := range []*Side{a, b} {
		if lacksTrace(side.results) || lacksTrace(side.beside) {
			return nil, fmt.Errorf("claims cannot be judged without the traces, and %s does not have all", side.Name)
		}
	}
	verdicts := map[string]string{}
	for _, c := range claim.Judge(evidence.Gather(b.data())).Claims {
		verdicts[c.Plain()] = c.Verdict.String()
	}
	var claims []compare.Claim
	for _, c := range claim.Judge(evidence.Gather(a.data())).Claims {
		verdict, common := verdicts[c.Plain()]
		if common && (a.scenario == "" || c.Scenario == a.scenario) {
			claims = append(claims, compare.Claim{Claim: c.Plain(), A: c.Verdict.String(), B: verdict})
		}
	}
	return claims, nil
}
