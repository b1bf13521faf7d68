package evidence

import (
	"cmp"
	"slices"
)

// mostOnFirstPage is how many scenarios the first page has room for.
const mostOnFirstPage = 4

// FirstPage returns the scenarios that the first page shows where none is broken
// and mended, at most four of those that were run, in the order of the
// definition: where there are more, the reference, the one that ends best and
// the first that collapses come before others.
func (d Data) FirstPage() []string {
	ran := d.Ran()
	if len(ran) <= mostOnFirstPage {
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
	var chosen []string
	for _, s := range append(first, ran...) {
		if len(chosen) < mostOnFirstPage && slices.Contains(ran, s) && !slices.Contains(chosen, s) {
			chosen = append(chosen, s)
		}
	}
	slices.SortFunc(chosen, func(a, b string) int { return cmp.Compare(slices.Index(ran, a), slices.Index(ran, b)) })
	return chosen
}

// Answer returns the scenarios that the picture of the answer shows, of those
// that were run: the reference, the broken one and the one that is mended, or
// without a broken one those of [Data.FirstPage].
func (f *Findings) Answer() []string {
	if f.Broken == "" {
		return f.FirstPage()
	}
	return slices.DeleteFunc([]string{f.Reference, f.Broken, f.Restored}, func(s string) bool { return !f.HasRun(s) })
}
