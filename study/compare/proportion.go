package compare

import "gonum.org/v1/gonum/stat/distuv"

// A Proportion is how many of some trials had an outcome. Its interval holds
// the probability of the outcome with at least Confidence, whatever that is:
// the exact one of Clopper and Pearson, "The use of confidence or fiducial
// limits illustrated in the case of the binomial" (1934), from quantiles of
// beta distributions.
type Proportion struct {
	Count, Of int
	Low, High float64
}

// ProportionOf counts the trials that had an outcome; of none nothing is known.
func ProportionOf(count, of int) Proportion {
	p := Proportion{Count: count, Of: of, Low: 0, High: 1}
	const tail = (1 - Confidence) / 2
	k, rest := float64(count), float64(of-count)
	if count > 0 {
		p.Low = distuv.Beta{Alpha: k, Beta: rest + 1}.Quantile(tail)
	}
	if count < of {
		p.High = distuv.Beta{Alpha: k + 1, Beta: rest}.Quantile(1 - tail)
	}
	return p
}

// SeedsForBoth is how many trials show both of two outcomes, of which one has
// probability p, with Confidence or more; 0 where that is 0 or 1, and no number
// does.
func SeedsForBoth(p float64) int {
	if !(p > 0 && p < 1) {
		return 0
	}
	all, none := 1.0, 1.0 // the probabilities of n trials with one outcome alone
	for n := 1; ; n++ {
		all, none = all*p, none*(1-p)
		if 1-all-none >= Confidence {
			return n
		}
	}
}
