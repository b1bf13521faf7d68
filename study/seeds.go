package study

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Seeds are a study's seeds, in its order. A definition lists them,
// [1, 2, 3, 8], or writes them as ranges, "1-3,8".
type Seeds []int64

// ParseSeeds reads seeds and ranges of seeds, separated by commas: "1-1000",
// "1-5, 8". It makes no more of them than a plan has room for.
func ParseSeeds(text string) (Seeds, error) { return parseSeeds(text, maxRuns) }

func parseSeeds(text string, most int) (Seeds, error) {
	var seeds Seeds
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			to = from
		}
		first, err1 := strconv.ParseInt(from, 10, 64)
		last, err2 := strconv.ParseInt(to, 10, 64)
		if err1 != nil || err2 != nil || last < first || first < 0 {
			return nil, fmt.Errorf("%s is no seed and no range of seeds", quote(part))
		}
		if last-first >= int64(most) || len(seeds)+int(last-first) >= most {
			return nil, fmt.Errorf("%s makes more seeds than the %d runs that a study has room for", quote(text), maxRuns)
		}
		for seed := first; ; seed++ {
			seeds = append(seeds, seed)
			if seed == last {
				break
			}
		}
	}
	return seeds, nil
}

// String writes seeds as ParseSeeds reads them: "1-5,8".
func (s Seeds) String() string {
	var text []byte
	for i := 0; i < len(s); {
		last := i
		for last+1 < len(s) && s[last+1]-1 == s[last] {
			last++
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, s[i], 10)
		if last > i {
			text = append(text, '-')
			text = strconv.AppendInt(text, s[last], 10)
		}
		i = last + 1
	}
	return string(text)
}

// MarshalTOML implements toml.Marshaler: a list, or where that is long and
// ranges say the same in a tenth of it, these.
func (s Seeds) MarshalTOML() ([]byte, error) {
	words := make([]string, len(s))
	for i, seed := range s {
		words[i] = strconv.FormatInt(seed, 10)
	}
	list := "[" + strings.Join(words, ", ") + "]"
	if ranges := s.String(); len(list) > 10*len(ranges) {
		return strconv.AppendQuote(nil, ranges), nil
	}
	return []byte(list), nil
}

// seeds moves a list of seeds, or ranges of them, each seed once.
func (t table) seeds(to *Seeds) {
	e, ok := t.get("seeds")
	if !ok {
		return
	}
	if text, ok := e.value.(string); ok {
		e.ranges(text, to)
		return
	}
	elements, ok := e.elements(`an array of integers, as [1, 2, 3], or a range, as "1-1000",`)
	if !ok {
		return
	}
	if len(elements) == 0 {
		e.refuse("is empty", "write at least one, as seeds = [1, 2, 3]")
	}
	seen := make(map[int64]bool)
	for _, e := range elements {
		seed, ok := e.integer(0, maxSeed)
		if !ok {
			continue
		}
		if seen[seed] {
			e.refuse(fmt.Sprintf("lists %d twice", seed), "remove one of them")
			continue
		}
		seen[seed] = true
		*to = append(*to, seed)
	}
}

// SeedsOf returns the seeds that all of some scenarios are trained with, in
// the study's order: all of the study's where none of them says otherwise.
func (d *Definition) SeedsOf(scenarios ...string) Seeds {
	seeds, whole := d.Seeds, true
	for _, name := range scenarios {
		s, _ := d.Scenario(name)
		switch {
		case len(s.Seeds) == 0:
		case whole:
			seeds, whole = s.Seeds, false
		default:
			own := map[int64]bool{}
			for _, seed := range s.Seeds {
				own[seed] = true
			}
			seeds = slices.DeleteFunc(slices.Clone(seeds), func(seed int64) bool { return !own[seed] })
		}
	}
	return seeds
}

// runs is how many a plan has.
func (d *Definition) runs() (n int) {
	for _, s := range d.Scenarios {
		if len(s.Seeds) > 0 {
			n += len(s.Seeds)
		} else {
			n += len(d.Seeds)
		}
	}
	return n
}

// scenarioSeeds moves those of a scenario. An empty text counts as absent, so
// that a definition can show every key.
func (t table) scenarioSeeds(to *Seeds) {
	if t.values["seeds"] != "" {
		t.seeds(to)
	}
}

// checkSeeds refuses seeds of scenarios that are not the study's, that leave
// some out of the reference, and that leave nothing to compare; and brings
// them into the study's order.
func (r *reader) checkSeeds() {
	d := &r.definition
	if !r.sound("", "seeds") {
		return
	}
	place := map[int64]int{}
	for i, seed := range d.Seeds {
		place[seed] = i
	}
	for i := range d.Scenarios {
		s, e := &d.Scenarios[i], r.scenarioKey(i, "seeds")
		if len(s.Seeds) == 0 || !e.node.sound() {
			continue
		}
		other := slices.DeleteFunc(slices.Clone(s.Seeds), func(seed int64) bool { _, known := place[seed]; return known })
		if len(other) > 0 {
			e.refuse("lists "+shortSeeds(other)+", which the study does not have", "write some of "+formatSeeds(d.Seeds)+", or add to the study's seeds")
			continue
		}
		slices.SortFunc(s.Seeds, func(a, b int64) int { return cmp.Compare(place[a], place[b]) })
		switch {
		case len(s.Seeds) == len(d.Seeds):
			s.Seeds = nil
		case s.Name == d.Reference:
			e.report("leaves seeds out of the reference, with which each is compared", "remove it")
		}
	}
	for i, s := range d.Scenarios {
		if of := s.Expectation().Of; of != "" && r.scenarioKey(i, "seeds").node.sound() && len(d.SeedsOf(s.Name, of)) == 0 {
			r.scenarioKey(i, "expect").report("names "+quote(of)+", which has none of the scenario's seeds", "give both a seed in common")
		}
	}
}

// ranges moves the seeds of a text such as "1-1000".
func (e element) ranges(text string, to *Seeds) {
	// All lists together make no more than there may be runs, one for the
	// study's own and one for [endings]: each is bounded before it is made.
	seeds, err := parseSeeds(text, min(maxRuns, 3*maxRuns-e.seedsRead))
	e.seedsRead += len(seeds)
	if err != nil {
		e.refuse("cannot be read: "+err.Error(), `write it like "1-1000" or "1-5, 8"`)
		return
	}
	sorted := slices.Sorted(slices.Values(seeds))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			e.refuse(fmt.Sprintf("lists %d twice", sorted[i]), "let no ranges overlap")
			return
		}
	}
	*to = seeds
}
