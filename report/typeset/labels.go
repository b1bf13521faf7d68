package typeset

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// label is what a cross-reference refers to.
type label struct {
	text   string // "figure 2"
	number string // "2"
	anchor string
	used   bool
}

// heading is a heading with its number, for the contents.
type heading struct {
	Heading
	number string // empty where unnumbered
	anchor string
	depth  int // in the outline, from 0: how many headings it is below
}

// number goes through the blocks in order and gives sections, figures, tables
// and equations their numbers.
func (s *setter) number(blocks []Block) error {
	n := numberer{setter: s}
	n.walk(blocks)
	for i, source := range s.doc.Sources {
		if _, ok := s.sources[source.Key]; ok {
			n.errs = append(n.errs, fmt.Errorf("two sources have the key %q", source.Key))
		}
		s.sources[source.Key] = &s.doc.Sources[i]
	}
	return errors.Join(n.errs...)
}

type numberer struct {
	*setter
	section, subsection, figure, table, equation int
	appendix                                     bool  // below an unnumbered heading, subsections have letters
	open                                         []int // levels of the headings that the next may be below, outermost first
	errs                                         []error
}

func (n *numberer) walk(blocks []Block) {
	for i, b := range blocks {
		switch b := b.(type) {
		case Heading:
			n.heading(b)
		case Figure:
			n.figure++
			n.add("fig", "figure", b.Label, fmt.Sprint(n.figure))
			n.numbers[&blocks[i]] = fmt.Sprint(n.figure)
		case Table:
			n.table++
			n.add("tab", "table", b.Label, fmt.Sprint(n.table))
			n.numbers[&blocks[i]] = fmt.Sprint(n.table)
		case Equation:
			for _, line := range b.Lines {
				if line.Label != "" {
					n.equation++
					n.add("eq", "equation", line.Label, fmt.Sprint(n.equation))
				}
			}
		case Box:
			n.walk(b.Blocks)
		}
	}
}

func (n *numberer) heading(h Heading) {
	n.open = slices.DeleteFunc(n.open, func(level int) bool { return level >= h.Level })
	numbered := heading{Heading: h, anchor: fmt.Sprintf("heading-%d", len(n.headings)+1), depth: len(n.open)}
	n.open = append(n.open, h.Level)
	switch {
	case h.Unnumbered:
		n.subsection = 0
	case h.Level == 1:
		n.section++
		n.subsection = 0
		numbered.number = fmt.Sprint(n.section)
	case h.Level == 2 && n.appendix:
		n.subsection++
		numbered.number = string(rune('A' + n.subsection - 1))
	case h.Level == 2:
		n.subsection++
		numbered.number = fmt.Sprintf("%d.%d", n.section, n.subsection)
	}
	if h.Level == 1 {
		n.appendix = h.Unnumbered
	}
	if numbered.number != "" {
		numbered.anchor = place("section", numbered.number)
	}
	n.headings = append(n.headings, numbered)
	if h.Label == "" {
		return
	}
	if numbered.number == "" {
		n.errs = append(n.errs, fmt.Errorf("heading %q has the label %q but no number to refer to", h.Text, h.Label))
		return
	}
	n.add("sec", "section", h.Label, numbered.number)
}

func (n *numberer) add(prefix, word, name, number string) {
	if name == "" {
		return
	}
	key := prefix + ":" + name
	if _, ok := n.labels[key]; ok {
		n.errs = append(n.errs, fmt.Errorf("two blocks have the label %s", key))
	}
	text := word + "\u00A0" + number
	if prefix == "eq" {
		text = fmt.Sprintf("%s\u00A0(%s)", word, number)
	}
	n.labels[key] = &label{text: text, number: number, anchor: place(word, number)}
}

// cite is the number of a source, which is that of its first citation. Those
// that are cited behind the bibliography alone follow in the document's order.
func (s *setter) cite(key string) (number int, ok bool) {
	source, ok := s.sources[key]
	if !ok {
		return 0, false
	}
	s.citations[source] = true
	return s.sourceNumber(source), true
}

// sourceNumber is the number of a source, the next one where it has none.
func (s *setter) sourceNumber(source *Source) int {
	if i := slices.Index(s.cited, source); i >= 0 {
		return i + 1
	}
	s.cited = append(s.cited, source)
	return len(s.cited)
}

// unused complains of sources that nothing cites and, in a strict setter, of
// labels that nothing refers to: a figure that the text does not mention is
// lost on its reader.
func (s *setter) unused() []error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.labels)) {
		if s.strict && !s.labels[name].used {
			errs = append(errs, fmt.Errorf("nothing refers to @%s", name))
		}
	}
	for i := range s.doc.Sources {
		if !s.citations[&s.doc.Sources[i]] {
			errs = append(errs, fmt.Errorf("nothing cites the source %q", s.doc.Sources[i].Key))
		}
	}
	return errs
}

func sourceAnchor(number int) string { return place("reference", fmt.Sprint(number)) }

// place is the anchor of what has a number, "figure-8". The file has it as a
// named destination, which an address may end in: report.pdf#figure-8.
func place(word, number string) string { return word + "-" + number }
