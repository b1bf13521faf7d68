package figures

import (
	"firststep/study/compare"
	"firststep/study/words"
)

// How figures draw seeds, in words for captions: one by one where they are few,
// else what lies in the middle and how far they spread, or the first of them.

// DotWords says how a value of each of so many seeds is drawn.
func DotWords(seeds int) string {
	if seeds > compare.Many {
		return "a thin bar from the 5th to the 95th percentile over seeds, a thick one between the quartiles and a dot at the median"
	}
	return "a dot a seed"
}

// LineWords says how a curve of each of so many seeds is drawn.
func LineWords(seeds int) string {
	if seeds > compare.Many {
		return "the mean over seeds with a band " + BandWords(seeds)
	}
	return "a line a seed"
}

// BandWords says what a band around a mean spans.
func BandWords(seeds int) string {
	if seeds > compare.Many {
		return "from the 5th to the 95th percentile"
	}
	return "from the lowest to the highest"
}

// FirstLineWords says of which seeds lines are drawn that are not taken
// together.
func FirstLineWords(seeds int) string { return "a line a seed" + firstSeeds(seeds, compare.Many) }

// FirstDotWords says the same of dots, and nothing where every seed has one.
func FirstDotWords(seeds int) string { return firstSeeds(seeds, compare.Many) }

// ControlWords says of which seeds there are controls in the figure sameFigure.
func ControlWords(seeds int) string { return firstSeeds(seeds, mostSameSeeds) }

// firstSeeds says that only the first seeds are drawn, if they are not all.
func firstSeeds(seeds, drawn int) string {
	if seeds <= drawn {
		return ""
	}
	return " for the first " + words.Integer(drawn) + " of " + words.Integer(seeds) + " seeds"
}
