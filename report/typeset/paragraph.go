package typeset

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"firststep/report/typeset/box"
	"firststep/report/typeset/hyphen"
	"firststep/report/typeset/linebreak"
	"firststep/report/typeset/math"
	"firststep/report/typeset/tag"
)

// paragraph is a paragraph on its way to lines: items for the line breaker,
// and for each what is to be set.
type paragraph struct {
	items []linebreak.Item
	parts []part
	words int  // counts words, to tell fragments of one from those of the next
	loose bool // ragged right, words undivided
}

// part is what an item sets: a fragment of a word, a space, or a box. Fragments
// of one word in one style are shaped together if no line breaks between them.
type part struct {
	style textStyle
	text  string
	word  int
	box   *box.Box
}

// Costs of breaks (plain TeX's).
const (
	hyphenCost     = 50
	dashCost       = 50  // after a hyphen or dash that is there anyway
	addressCost    = 200 // in an address, after a sign
	longStringCost = linebreak.Reluctant
)

// paragraph turns inline markup into items.
func (s *setter) paragraph(source string, style textStyle) (*paragraph, error) {
	p := &paragraph{}
	if err := s.read(p, source, style); err != nil {
		return nil, err
	}
	return p, nil
}

// read appends inline markup to a paragraph.
func (s *setter) read(p *paragraph, source string, style textStyle) error {
	spans, err := s.inline(source, style)
	if err != nil {
		return err
	}
	for _, sp := range spans {
		switch {
		case sp.formula != "":
			err = p.formula(sp)
		default:
			err = p.text(sp)
		}
		if err != nil {
			return fmt.Errorf("%w, in %s", err, excerpt(source))
		}
	}
	return nil
}

func (p *paragraph) add(item linebreak.Item, pt part) {
	p.items = append(p.items, item)
	p.parts = append(p.parts, pt)
}

// formula adds an inline formula, which may break where its segments end.
func (p *paragraph) formula(sp span) error {
	parsed, err := math.Parse(sp.formula)
	if err != nil {
		return err
	}
	segments, err := sp.style.formula().Inline(parsed)
	if err != nil {
		return err
	}
	element := tag.New(tag.Formula)
	element.Alt = parsed.Spoken()
	for i, segment := range segments {
		b := segment.Box
		b.Tag = element
		p.words++
		p.add(linebreak.Item{Kind: linebreak.Box, Width: b.Width}, part{style: sp.style, box: b})
		if i == len(segments)-1 {
			break
		}
		p.add(linebreak.Item{Kind: linebreak.Penalty, Cost: segment.Penalty}, part{})
		p.add(linebreak.Item{Kind: linebreak.Glue, Width: segment.Space, Stretch: segment.Stretch, Shrink: segment.Shrink}, part{})
	}
	return nil
}

// text adds words and spaces.
func (p *paragraph) text(sp span) error {
	if missing := sp.style.face().Missing(strings.Join(strings.FieldsFunc(sp.text, isSpace), "")); len(missing) > 0 {
		return fmt.Errorf("%s has no %q (U+%04X)", sp.style.face().Name, missing[0], missing[0])
	}
	rest := sp.text
	for rest != "" {
		end := strings.IndexFunc(rest, isSpace)
		if end != 0 {
			if end < 0 {
				end = len(rest)
			}
			if err := p.raisedWord(rest[:end], sp.style); err != nil {
				return err
			}
			rest = rest[end:]
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		p.space(r, sp.style)
		rest = rest[size:]
	}
	return nil
}

// Spaces at which no line breaks.
const (
	hardSpace = '\u00A0'
	thinSpace = '\u202F' // a sixth of an em, as before %
)

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == thinSpace }

// space adds a space: TeX's for an OpenType font, which stretches by a half and
// shrinks by a third.
func (p *paragraph) space(r rune, style textStyle) {
	hard := r == hardSpace || r == thinSpace
	if n := len(p.items); n > 0 && p.items[n-1].Kind == linebreak.Glue && !hard {
		return
	}
	p.words++
	width := style.run(" ").Width()
	if n := len(p.parts); n > 0 && style.italic && endsRaised(p.parts[n-1].text) {
		width += style.size / leaning
	}
	switch {
	case hard:
		p.add(linebreak.Item{Kind: linebreak.Penalty, Cost: linebreak.Never}, part{})
	case style.mono:
		p.add(linebreak.Item{Kind: linebreak.Penalty, Cost: linebreak.Reluctant}, part{})
	}
	item := linebreak.Item{Kind: linebreak.Glue, Width: width, Stretch: width / 2, Shrink: width / 3}
	switch {
	case style.mono: // the words of a command stay about where they are typed
		item.Stretch, item.Shrink = width/6, 0
	case r == thinSpace:
		item = linebreak.Item{Kind: linebreak.Glue, Width: style.size / 6}
	}
	p.add(item, part{style: style, text: " "})
}

// leaning is the part of the size by which the space behind a raised italic
// figure is wider, for that leans over it.
const leaning = 12

func endsRaised(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return isExponent(last)
}

// exponentDigits are characters that stand raised, and what they are raised from.
var exponentDigits = map[rune]rune{'⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9', '⁻': '-'}

func isExponent(r rune) bool { return exponentDigits[r] != 0 }

// raisedWord adds a word, exponents in it raised as formulas have them: 255²
// beside a formula's a². Faces that have no match among those of formulas keep
// the characters of their own.
func (p *paragraph) raisedWord(word string, style textStyle) error {
	for word != "" {
		start := strings.IndexFunc(word, isExponent)
		if start < 0 || style.bold || style.italic || style.mono {
			p.word(word, style)
			return nil
		}
		if start > 0 {
			p.word(word[:start], style)
		}
		end := start + len(word[start:]) - len(strings.TrimLeftFunc(word[start:], isExponent))
		if err := p.exponent(word[start:end], style); err != nil {
			return err
		}
		word = word[end:]
	}
	return nil
}

// exponent adds raised digits, which are copied as the characters that they
// were written with.
func (p *paragraph) exponent(digits string, style textStyle) error {
	base := strings.Map(func(r rune) rune { return exponentDigits[r] }, digits)
	parsed, err := math.Parse("{}^{" + base + "}")
	if err != nil {
		return err
	}
	segments, err := style.formula().Inline(parsed)
	if err != nil {
		return err
	}
	rest := []rune(digits)
	for _, segment := range segments {
		rest = segment.Box.CopyAs(rest)
		p.words++
		p.add(linebreak.Item{Kind: linebreak.Box, Width: segment.Box.Width}, part{style: style, box: segment.Box})
	}
	p.words++
	return nil
}

// word adds a word in fragments between which a line may break. Widths of
// fragments are differences of the widths of the word's beginnings, so that
// they sum to the word's, kerning and ligatures included.
func (p *paragraph) word(word string, style textStyle) {
	var before box.Length
	from := 0
	for _, cut := range append(cuts(word, style), cut{at: len(word)}) {
		after := style.run(word[:cut.at]).Width()
		give := style.expansion(after - before)
		fragment := word[from:cut.at]
		first, _ := utf8.DecodeRuneInString(fragment)
		last, _ := utf8.DecodeLastRuneInString(fragment)
		p.add(linebreak.Item{
			Kind:  linebreak.Box,
			Width: after - before, Stretch: give, Shrink: give,
			Left:  overhang(leftOverhang[first], first, style),
			Right: overhang(rightOverhang[last], last, style),
		}, part{style: style, text: fragment, word: p.words})
		before, from = after, cut.at
		if cut.at == len(word) {
			return
		}
		item := linebreak.Item{Kind: linebreak.Penalty, Cost: cut.cost, Hyphen: cut.hyphen, Dash: cut.dash}
		if cut.hyphen {
			item.Width = style.run("-").Width()
			item.Right = overhang(rightOverhang['-'], '-', style)
		}
		p.add(item, part{style: style})
	}
}

// cut is a place in a word where a line may break.
type cut struct {
	at     int
	cost   int
	hyphen bool // one is added
	dash   bool // it is behind one
}

// longString is the length beyond which code may break anywhere, and
// leastPiece what stays together.
const (
	longString = 20
	leastPiece = 4
)

// cuts finds where a word may break: after hyphens and dashes, after the signs
// of an address or of code, and between syllables of a word without any of these.
func cuts(word string, style textStyle) []cut {
	switch {
	case style.mono:
		return addressCuts(word, "/-_=")
	case strings.Contains(word, "//"):
		return addressCuts(word, "/-_=.?&")
	case strings.ContainsAny(word, "-–—"):
		return dashCuts(word, style)
	}
	start := strings.IndexFunc(word, unicode.IsLetter)
	if start < 0 {
		return nil
	}
	end := strings.LastIndexFunc(word, unicode.IsLetter)
	_, size := utf8.DecodeRuneInString(word[end:])
	var found []cut
	cost := hyphenCost
	if style.name {
		cost = linebreak.Reluctant
	}
	for _, point := range hyphen.Points(word[start : end+size]) {
		found = append(found, cut{at: start + point, cost: cost, hyphen: true})
	}
	return found
}

// dashCuts finds the places behind dashes. Names, and ranges of numbers, break
// there only if nothing else helps.
func dashCuts(word string, style textStyle) []cut {
	var found []cut
	for i, r := range word {
		after := i + utf8.RuneLen(r)
		if !strings.ContainsRune("-–—", r) || i == 0 || after == len(word) {
			continue
		}
		cost := dashCost
		if style.name || isDigit(word[i-1]) && isDigit(word[after]) {
			cost = linebreak.Reluctant
		}
		found = append(found, cut{at: after, cost: cost, dash: true})
	}
	return found
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// addressCuts finds where addresses and code may break: after signs, and in
// long strings such as hashes anywhere now and then.
func addressCuts(word, signs string) []cut {
	var found []cut
	since := 0
	for i, r := range word {
		after := i + utf8.RuneLen(r)
		since++
		switch {
		case since < leastPiece || len(word)-after < leastPiece:
		case strings.ContainsRune(signs, r) && rune(word[after]) != r:
			found = append(found, cut{at: after, cost: addressCost})
			since = 0
		case len(word) > longString && since >= 2*leastPiece:
			found = append(found, cut{at: after, cost: longStringCost})
			since = 0
		}
	}
	return found
}

// How far characters hang out at the ends of a line, in hundredths of their
// width (R. Schlicht, microtype's set for roman type, punctuation alone).
var (
	leftOverhang  = map[rune]int{'“': 40, '‘': 40, '(': 10}
	rightOverhang = map[rune]int{'.': 70, ',': 50, ':': 40, ';': 30, '!': 10, '?': 10, '-': 50, '–': 20, '’': 40, '”': 40, ')': 10}
)

func overhang(hundredths int, r rune, style textStyle) box.Length {
	if hundredths == 0 || style.mono {
		return 0
	}
	return style.run(string(r)).Width().Scale(int64(hundredths), 100)
}

// lines breaks the paragraph into lines of a width. The first starts after an
// indent.
func (p *paragraph) lines(width, indent box.Length) []*box.Box { return p.indented(width, indent, 0) }

// hanging breaks the paragraph into lines of a width of which all but the first
// are indented.
func (p *paragraph) hanging(width, indent box.Length) []*box.Box {
	return p.indented(width, 0, indent)
}

// indented breaks the paragraph into lines, the first and the others indented.
func (p *paragraph) indented(width, first, others box.Length) []*box.Box {
	if len(p.items) == 0 {
		return nil
	}
	ended := p.ended(width)
	indent := func(line int) box.Length {
		if line == 0 {
			return first
		}
		return others
	}
	parameters := linebreak.Standard(width)
	parameters.Width = func(line int) box.Length { return width - indent(line) }
	var lines []*box.Box
	start := 0
	for i, end := range linebreak.Breaks(ended.items, parameters) {
		lines = append(lines, ended.line(start, end, indent(i), parameters.Width(i)))
		start = end + 1
		for start < len(ended.items) && ended.items[start].Kind != linebreak.Box {
			start++
		}
	}
	return lines
}

// ended is the paragraph with what the line breaker wants at its end.
func (p *paragraph) ended(width box.Length) *paragraph {
	ended := &paragraph{words: p.words, loose: p.loose}
	for i, item := range p.items {
		if p.loose {
			ended.addLoose(item, p.parts[i], min(width/4, mostSlack))
		} else {
			ended.add(item, p.parts[i])
		}
	}
	ended.items = linebreak.Finish(ended.items)
	ended.parts = append(ended.parts, make([]part, len(ended.items)-len(ended.parts))...)
	return ended
}

// mostSlack is by how much a ragged line may well be short.
var mostSlack = box.Mm(16)

// addLoose adds an item to a ragged paragraph. Lines may stretch at their ends
// alone: before each space there is stretch, which the space takes back where
// no line breaks (Knuth and Plass, p. 1139). Words are not divided, at a hyphen
// of their own only if nothing else helps, and glyphs and spaces keep their
// widths.
func (p *paragraph) addLoose(item linebreak.Item, pt part, slack box.Length) {
	switch n := len(p.items); {
	case item.Kind == linebreak.Box:
		item.Stretch, item.Shrink = 0, 0
		p.add(item, pt)
	case item.Hyphen:
		item.Cost = linebreak.Never
		p.add(item, pt)
	case item.Dash:
		item.Cost = max(item.Cost, linebreak.Reluctant)
		p.add(item, pt)
	case item.Kind == linebreak.Glue && n > 0 && p.items[n-1].Kind == linebreak.Box:
		p.add(linebreak.Item{Kind: linebreak.Glue, Stretch: slack}, part{})
		p.add(linebreak.Item{Kind: linebreak.Penalty}, part{})
		p.add(linebreak.Item{Kind: linebreak.Glue, Width: item.Width, Stretch: -slack}, pt)
	case item.Kind == linebreak.Glue:
		item.Stretch, item.Shrink = 0, 0
		p.add(item, pt)
	default:
		p.add(item, pt)
	}
}

// natural is the paragraph on one line.
func (p *paragraph) natural() *box.Box {
	return p.line(0, len(p.items), 0, asWideAsItIs)
}

// firstLine is as much of the paragraph as goes into a width, with an ellipsis
// where that is not all.
func (p *paragraph) firstLine(width box.Length, style textStyle) *box.Box {
	ellipsis := style.run("…")
	loose := *p
	loose.loose = true
	lines := loose.lines(width-ellipsis.Width(), 0)
	switch len(lines) {
	case 0:
		return &box.Box{}
	case 1:
		return lines[0]
	}
	lines[0].Put(lines[0].Width, 0, ellipsis)
	return lines[0]
}

// asWideAsItIs in place of a width leaves a line unjustified.
const asWideAsItIs = box.Length(-1)
