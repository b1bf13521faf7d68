package report

// How figures show seeds, in words; nothing where there is one seed.

// dots says how a row or a place of a panel shows them.
func (n *narrative) dots() string {
	switch {
	case n.seeds() == 1:
		return ""
	case n.many():
		return ", a thin bar " + betweenPercentiles + " over seeds, a thick one between the quartiles and a dot at the median"
	}
	return ", a dot a seed"
}

// lines says how a panel of courses shows them.
func (n *narrative) lines() string {
	switch {
	case n.seeds() == 1:
		return ""
	case n.many():
		return n.meanAndBand()
	}
	return ", a line a seed"
}

// firstLines says how a panel does that has room for so many lines and no more.
func (n *narrative) firstLines() string {
	if n.many() {
		return say(", a line a seed, of the first %s", integer(manySeeds))
	}
	return n.lines()
}

// meanAndBand says how a panel shows the mean of seeds.
func (n *narrative) meanAndBand() string {
	band := "from the lowest to the highest"
	if n.many() {
		band = betweenPercentiles
	}
	return when(n.seeds() > 1, ", the mean over seeds with a band "+band)
}
