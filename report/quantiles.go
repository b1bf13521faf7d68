package report

// atMedian is the quantile that stands for many runs where there is room for
// one number.
const atMedian = 0.5

// tableQuantiles are the rows that many seeds become.
var tableQuantiles = []struct {
	name string
	at   float64
}{{"least", 0}, {"5\u2009%", 0.05}, {"median", atMedian}, {"95\u2009%", 0.95}, {"greatest", 1}}

// quantileWords say what these rows are.
const quantileWords = "Each column has quantiles of its own, by linear interpolation over the seeds in which the number is finite: a row is no run. The numbers of every run are attached."
