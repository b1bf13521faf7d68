package evidence

import (
	"cmp"
	"slices"
)

// mostTold is how many scenarios the first page tells of.
const mostTold = 4

// Told are the scenarios that the first page tells of where no two networks are
// the story, in the order of the definition: of more than four the reference,
// the one that ends best and the first that collapses come before others.
func (d Data) Told() []string {
	ran := d.Ran()
	if len(ran) <= mostTold {
		return ran
	}
	best := slices.MaxFunc(ran, func(a, b string) int {
		return cmp.Compare(d.Sample(a, FinalAccuracy).Mean, d.Sample(b, FinalAccuracy).Mean)
	})
	collapses := func(s string) bool { o := d.Outcome(s); return o.Collapsed() == len(o.All) }
	first := []string{d.Definition.Reference, best}
	if i := slices.IndexFunc(ran, collapses); i >= 0 {
		first = append(first, ran[i])
	}
	var told []string
	for _, s := range append(first, ran...) {
		if len(told) < mostTold && slices.Contains(ran, s) && !slices.Contains(told, s) {
			told = append(told, s)
		}
	}
	slices.SortFunc(told, func(a, b string) int { return cmp.Compare(slices.Index(ran, a), slices.Index(ran, b)) })
	return told
}
