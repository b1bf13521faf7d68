package math

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Formula is a parsed formula: cells, which are aligned where several lines of
// a display are, each a list of atoms.
type Formula struct {
	source string
	cells  [][]node
}

// node is a part of a formula: *atom or kern.
type node interface{ node() }

// kern is space that the source asks for, in mu.
type kern struct{ mu int }

// atom is a nucleus with scripts.
type atom struct {
	class    class
	nucleus  nucleus
	sup, sub []node
	limits   bool // scripts stand above and below in a display
}

// nucleus is what an atom is about.
type nucleus interface{ nucleus() }

type (
	// char is one character, in its alphabet.
	char struct{ r rune }
	// list is a formula in braces.
	list struct{ nodes []node }
	// words are upright text; roman in the text font, else in the math font.
	words struct {
		text  string
		roman bool
	}
	fraction  struct{ numerator, denominator []node }
	radical   struct{ degree, radicand []node }
	overlined struct{ nodes []node }
	// accent is a combining character over a formula.
	accent struct {
		mark rune
		base []node
	}
	// fenced is between \left and \right; a fence of 0 is not drawn.
	fenced struct {
		left, right rune
		nodes       []node
	}
)

func (kern) node()  {}
func (*atom) node() {}

func (char) nucleus()      {}
func (list) nucleus()      {}
func (words) nucleus()     {}
func (fraction) nucleus()  {}
func (radical) nucleus()   {}
func (accent) nucleus()    {}
func (overlined) nucleus() {}
func (fenced) nucleus()    {}

// Parse reads a formula. The error quotes it, with the place and what is wrong.
func Parse(source string) (*Formula, error) {
	p := &parser{source: source}
	f := &Formula{source: source}
	for {
		cell, err := p.list("&")
		if err != nil {
			return nil, err
		}
		f.cells = append(f.cells, cell)
		if p.at == len(source) {
			return f, nil
		}
		p.at++ // the &
	}
}

// parser walks through a source.
type parser struct {
	source   string
	at       int
	alphabet alphabet
}

// fail says what is wrong with the character at a byte of the source.
func (p *parser) fail(at int, format string, args ...any) error {
	character := utf8.RuneCountInString(p.source[:at]) + 1
	return fmt.Errorf("formula %q, character %d: %s", p.source, character, fmt.Sprintf(format, args...))
}

func (p *parser) peek() rune {
	if p.at == len(p.source) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.source[p.at:])
	return r
}

func (p *parser) next() rune {
	r, size := utf8.DecodeRuneInString(p.source[p.at:])
	p.at += size
	return r
}

func (p *parser) skipSpace() {
	for p.at < len(p.source) && unicode.IsSpace(p.peek()) {
		p.next()
	}
}

// list reads atoms until one of the characters of end, which it leaves, or the
// end of the source.
func (p *parser) list(end string) ([]node, error) {
	var nodes []node
	for {
		p.skipSpace()
		start := p.at
		r := p.peek()
		switch {
		case p.at == len(p.source), strings.ContainsRune(end, r), strings.HasPrefix(p.source[p.at:], `\right`) && p.command(`right`):
			return nodes, nil
		case r == '^' || r == '_' || r == '\'':
			if err := p.script(&nodes); err != nil {
				return nil, err
			}
		case r == '}':
			return nil, p.fail(start, "a } without {")
		case r == '&':
			return nil, p.fail(start, "an & inside braces; & aligns lines and stands outside")
		default:
			n, err := p.one()
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, n...)
		}
	}
}

// command reports whether the command of that name comes next.
func (p *parser) command(name string) bool {
	rest := p.source[p.at+1+len(name):]
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !isLatin(r)
}

// script reads ^x, _x or primes and gives them to the last atom, or to an
// empty one where there is none.
func (p *parser) script(before *[]node) error {
	base := lastAtom(before)
	start := p.at
	if p.peek() == '\'' {
		if base.sup != nil {
			return p.fail(start, "a second superscript; put the first in braces")
		}
		for p.peek() == '\'' {
			p.next()
			base.sup = append(base.sup, &atom{nucleus: char{'′'}})
		}
		if p.peek() == '^' { // X'^2
			p.next()
			more, err := p.argument("^")
			base.sup = append(base.sup, more...)
			return err
		}
		return nil
	}
	mark := p.next()
	field := &base.sub
	if mark == '^' {
		field = &base.sup
	}
	if *field != nil {
		return p.fail(start, "a second %q for the same symbol; put the first in braces", mark)
	}
	nodes, err := p.argument(string(mark))
	*field = nodes
	return err
}

func lastAtom(nodes *[]node) *atom {
	if len(*nodes) > 0 {
		if a, ok := (*nodes)[len(*nodes)-1].(*atom); ok {
			return a
		}
	}
	a := &atom{nucleus: list{}}
	*nodes = append(*nodes, a)
	return a
}

// argument reads what a command or script applies to: a group or one atom.
func (p *parser) argument(of string) ([]node, error) {
	p.skipSpace()
	start := p.at
	switch p.peek() {
	case 0, '}', '&', '^', '_':
		return nil, p.fail(start, "%s has nothing to apply to", of)
	case '{':
		nodes, err := p.group()
		if nodes == nil {
			nodes = []node{}
		}
		return nodes, err
	}
	return p.one()
}

// group reads {…}.
func (p *parser) group() ([]node, error) {
	start := p.at
	p.next()
	outer := p.alphabet
	nodes, err := p.list("}")
	p.alphabet = outer
	if err != nil {
		return nil, err
	}
	if p.peek() != '}' {
		return nil, p.fail(start, "a { without }")
	}
	p.next()
	return nodes, nil
}

// one reads one atom or space; an alphabet may give several.
func (p *parser) one() ([]node, error) {
	switch r := p.peek(); r {
	case '{':
		nodes, err := p.group()
		return []node{&atom{nucleus: list{nodes}}}, err
	case '\\':
		return p.escape()
	case '~':
		p.next()
		return []node{kern{spaces[" "]}}, nil
	default:
		return []node{p.character()}, nil
	}
}

// character reads a character that stands for itself. A comma between digits
// parts thousands and is no punctuation.
func (p *parser) character() *atom {
	start := p.at
	r := p.next()
	s := lookup(r)
	if r == ',' && start > 0 && isDigit(rune(p.source[start-1])) && isDigit(p.peek()) {
		s.class = ord
	}
	return &atom{class: s.class, nucleus: char{p.alphabet.in(s.r)}}
}

// escape reads a command.
func (p *parser) escape() ([]node, error) {
	start := p.at
	name := p.name()
	if s, ok := commands[name]; ok {
		return []node{&atom{class: s.class, nucleus: char{p.alphabet.in(s.r)}, limits: s.class == op && s.r != '∫' && s.r != '∮'}}, nil
	}
	if mu, ok := spaces[name]; ok {
		return []node{kern{mu}}, nil
	}
	if limits, ok := functions[name]; ok {
		return []node{&atom{class: op, nucleus: words{text: name}, limits: limits}}, nil
	}
	if a, ok := alphabets[name]; ok {
		outer := p.alphabet
		p.alphabet = a
		nodes, err := p.argument(`\` + name)
		p.alphabet = outer
		return nodes, err
	}
	if mark, ok := accents[name]; ok {
		base, err := p.argument(`\` + name)
		return []node{&atom{nucleus: accent{mark, base}}}, err
	}
	n, err := p.construct(start, name)
	if err != nil {
		return nil, err
	}
	return []node{n}, nil
}

// name reads a command's name: letters, or one character that is none.
func (p *parser) name() string {
	p.next() // the backslash
	start := p.at
	for p.at < len(p.source) && isLatin(p.peek()) {
		p.next()
	}
	if p.at == start && p.at < len(p.source) {
		p.next()
	}
	return p.source[start:p.at]
}

// construct reads a command with arguments.
func (p *parser) construct(start int, name string) (*atom, error) {
	switch name {
	case "frac":
		return p.fraction()
	case "sqrt":
		return p.radical()
	case "text", "mbox":
		text, err := p.verbatim(`\` + name)
		return &atom{nucleus: words{text: text, roman: true}}, err
	case "operatorname":
		text, err := p.verbatim(`\` + name)
		return &atom{class: op, nucleus: words{text: text}}, err
	case "overline":
		nodes, err := p.argument(`\` + name)
		return &atom{nucleus: overlined{nodes}}, err
	case "left":
		return p.fenced(start)
	}
	return nil, p.fail(start, `\%s is not known%s`, name, suggestion(name))
}

func (p *parser) fraction() (*atom, error) {
	numerator, err := p.argument(`\frac`)
	if err != nil {
		return nil, err
	}
	denominator, err := p.argument(`\frac`)
	return &atom{nucleus: fraction{numerator, denominator}}, err
}

func (p *parser) radical() (*atom, error) {
	var degree []node
	p.skipSpace()
	if start := p.at; p.peek() == '[' {
		p.next()
		var err error
		if degree, err = p.list("]"); err != nil {
			return nil, err
		}
		if p.peek() != ']' {
			return nil, p.fail(start, "a [ without ]")
		}
		p.next()
	}
	radicand, err := p.argument(`\sqrt`)
	return &atom{nucleus: radical{degree, radicand}}, err
}

// verbatim reads {text} as it is.
func (p *parser) verbatim(of string) (string, error) {
	p.skipSpace()
	start := p.at
	if p.peek() != '{' {
		return "", p.fail(start, "%s wants its text in braces", of)
	}
	length := strings.IndexByte(p.source[start:], '}')
	if length < 0 {
		return "", p.fail(start, "a { without }")
	}
	p.at = start + length + 1
	return p.source[start+1 : start+length], nil
}

func (p *parser) fenced(start int) (*atom, error) {
	left, err := p.fence(`\left`)
	if err != nil {
		return nil, err
	}
	nodes, err := p.list("}&")
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(p.source[p.at:], `\right`) {
		return nil, p.fail(start, `a \left without \right`)
	}
	p.name()
	right, err := p.fence(`\right`)
	return &atom{class: inner, nucleus: fenced{left, right, nodes}}, err
}

// fence reads a delimiter; a full stop is none.
func (p *parser) fence(of string) (rune, error) {
	p.skipSpace()
	start := p.at
	if p.at == len(p.source) {
		return 0, p.fail(start, "%s wants a delimiter", of)
	}
	r := p.peek()
	if r == '\\' {
		name := p.name()
		s, ok := commands[name]
		if !ok || s.class != opening && s.class != closing && s.r != '|' && s.r != '‖' {
			return 0, p.fail(start, `%s wants a delimiter, which \%s is not`, of, name)
		}
		return s.r, nil
	}
	p.next()
	switch r {
	case '.':
		return 0, nil
	case '(', ')', '[', ']', '|', '‖', '/', '⟨', '⟩', '⌊', '⌋', '⌈', '⌉':
		return r, nil
	}
	return 0, p.fail(start, "%s wants a delimiter, which %q is not", of, r)
}

// suggestion names a known command that differs from name in its case or by
// one letter at its end.
func suggestion(name string) string {
	known := slices.Concat(
		[]string{"frac", "sqrt", "text", "operatorname", "overline", "left"},
		slices.Collect(maps.Keys(functions)), slices.Collect(maps.Keys(commands)),
	)
	slices.Sort(known)
	for _, k := range known {
		if strings.EqualFold(k, name) || len(name) > 2 && (strings.HasPrefix(k, name) || strings.HasPrefix(name, k) && len(k) > 2) {
			return `; \` + k + " is"
		}
	}
	return ""
}
