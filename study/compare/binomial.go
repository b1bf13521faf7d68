package compare

import "gonum.org/v1/gonum/stat/distuv"

// SignTest is the probability, of two sides, that n fair coins part as unevenly
// as into few and the rest, or more so; 1 of no coins.
func SignTest(few, n int) float64 {
	coins := distuv.Binomial{N: float64(n), P: 0.5}
	if n == 0 {
		return 1
	}
	return min(1, 2*coins.CDF(float64(min(few, n-few))))
}

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
