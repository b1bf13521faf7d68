package compare

import "gonum.org/v1/gonum/stat/distuv"

// BinomialQuantile is the least number that n trials, each of probability p, do
// not exceed with a probability of q.
func BinomialQuantile(n int, p, q float64) int {
	trials := distuv.Binomial{N: float64(n), P: p}
	for k := range n {
		if trials.CDF(float64(k)) >= q {
			return k
		}
	}
	return n
}
