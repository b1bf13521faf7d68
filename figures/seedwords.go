package figures

import (
	"firststep/study/compare"
	"firststep/study/words"
)

// How figures draw seeds, in words for captions: one by one where they are few,
// else what lies in the middle and how far they spread, or the first of them.

const meanAndRange = "mean and range of the seeds"

// DotWords says how a value of each seed is drawn, where there are so many.
func DotWords(seeds int) string {
	if seeds > compare.Many {
		return "a thin bar from the 5th to the 95th percentile over seeds, a thick one between the quartiles and a dot at the median"
	}
	return "a dot a seed"
}

// PartWords says how the losses after a part of a step are drawn, of so many seeds.
func PartWords(seeds int) string {
	if seeds > compare.Many {
		return DotWords(seeds)
	}
	return meanAndRange
}

// LineWords says how a curve of each seed is drawn, where there are so many.
func LineWords(seeds int) string {
	if seeds > compare.Many {
		return BandWords(seeds)
	}
	return "a line a seed"
}

// BandWords says that a mean over so many seeds is drawn, and what the band
// around it spans.
func BandWords(seeds int) string {
	if seeds > compare.Many {
		return "the mean over seeds with a band from the 5th to the 95th percentile"
	}
	return meanAndRange
}

// FirstLineWords is LineWords for curves of which no mean is drawn: there is a
// line a seed, and of many seeds only the first have one.
func FirstLineWords(seeds int) string { return "a line a seed" + firstSeeds(seeds, compare.Many) }

// FirstDotWords says which of so many seeds have a dot, " for the first 30 of
// 100 seeds"; nothing where all have.
func FirstDotWords(seeds int) string { return firstSeeds(seeds, compare.Many) }

// ControlWords says likewise which seeds have controls in the figure "same".
func ControlWords(seeds int) string { return firstSeeds(seeds, mostSameSeeds) }

// firstSeeds says that only the first seeds are drawn, if they are not all.
func firstSeeds(seeds, drawn int) string {
	if seeds <= drawn {
		return ""
	}
	return " for the first " + words.Integer(drawn) + " of " + words.Integer(seeds) + " seeds"
}
