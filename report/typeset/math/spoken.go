package math

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Spoken says the formula in words, for who hears the document: "Delta W prime
// equals minus eta prime a X transpose delta".
func (f *Formula) Spoken() string {
	s := &speaker{}
	for _, cell := range f.cells {
		s.nodes(cell)
	}
	return strings.Join(s.words, " ")
}

// speaker gathers words.
type speaker struct {
	words    []string
	inNumber bool // the last word is a number that a digit continues
}

func (s *speaker) say(words ...string) {
	for _, w := range words {
		if w != "" {
			s.words = append(s.words, w)
			s.inNumber = false
		}
	}
}

// digit says a digit, or a point or comma within a number.
func (s *speaker) digit(text string) {
	if s.inNumber {
		s.words[len(s.words)-1] += text
		return
	}
	s.say(text)
	s.inNumber = true
}

func (s *speaker) nodes(nodes []node) {
	open := map[rune]bool{} // bars that are to be closed
	for _, n := range nodes {
		switch n := n.(type) {
		case kern:
			const quad = 18
			if n.mu >= quad {
				s.pause()
			}
		case *atom:
			s.atom(n, open)
		}
	}
}

// pause ends the last word with a comma.
func (s *speaker) pause() {
	if n := len(s.words); n > 0 && !strings.HasSuffix(s.words[n-1], ",") {
		s.words[n-1] += ","
	}
	s.inNumber = false
}

func (s *speaker) atom(a *atom, open map[rune]bool) {
	switch n := a.nucleus.(type) {
	case char:
		s.char(n.r, a.class, open)
	case list:
		if only, ok := single(n.nodes); ok && s.inNumber && only.nucleus == (char{','}) { // 65{,}025
			s.digit(",")
			break
		}
		s.nodes(n.nodes)
	case words:
		s.say(strings.TrimSpace(n.text))
	case fraction:
		s.nodes(n.numerator)
		s.say("over")
		s.nodes(n.denominator)
	case radical:
		s.radical(n)
	case accent:
		s.nodes(n.base)
		s.say(accentNames()[n.mark])
	case overlined:
		s.nodes(n.nodes)
		s.say("bar")
	case fenced:
		s.fence(n.left, opening)
		s.nodes(n.nodes)
		s.fence(n.right, closing)
	}
	if a.class == op && a.limits && (a.sub != nil || a.sup != nil) {
		s.limits(a)
		return
	}
	if a.sub != nil {
		s.say("sub")
		s.nodes(a.sub)
	}
	s.superscript(a.sup)
}

func (s *speaker) fence(r rune, c class) {
	if r != 0 {
		s.char(r, c, map[rune]bool{})
	}
}

func (s *speaker) radical(r radical) {
	switch degree := spokenNodes(r.degree); degree {
	case "":
		s.say("the square root of")
	case "3":
		s.say("the cube root of")
	default:
		s.say("the root of degree", degree, "of")
	}
	s.nodes(r.radicand)
}

func (s *speaker) limits(a *atom) {
	if a.sub != nil {
		s.say("from")
		s.nodes(a.sub)
	}
	if a.sup != nil {
		s.say("to")
		s.nodes(a.sup)
	}
	s.say("of")
}

// powers are superscripts that have a word.
var powers = map[string]string{"2": "squared", "3": "cubed", "transpose": "transpose", "minus 1": "inverse",
	"prime": "prime", "prime prime": "double prime"}

func (s *speaker) superscript(nodes []node) {
	if nodes == nil {
		return
	}
	text := spokenNodes(nodes)
	if word, ok := powers[text]; ok {
		s.say(word)
		return
	}
	if rest, ok := strings.CutPrefix(text, "prime "); ok { // X'^2
		s.say("prime")
		text = rest
		if word, ok := powers[text]; ok {
			s.say(word)
			return
		}
	}
	s.say("to the power", text)
}

func spokenNodes(nodes []node) string {
	s := &speaker{}
	s.nodes(nodes)
	return strings.Join(s.words, " ")
}

// names of characters that are not those of their commands.
var names = map[rune]string{
	'+': "plus", '−': "minus", '=': "equals", '/': "over", '×': "times", '⋅': "times", '∗': "times",
	'±': "plus or minus", '∓': "minus or plus", '÷': "divided by", '<': "is less than", '>': "is greater than",
	'≤': "is at most", '≥': "is at least", '≠': "is not equal to", '≈': "is approximately", '≡': "is identical to",
	'≪': "is much less than", '≫': "is much greater than", '∝': "is proportional to", '∈': "in", '∼': "is distributed as",
	'(': "open parenthesis", ')': "close parenthesis", '[': "open bracket", ']': "close bracket",
	'{': "open brace", '}': "close brace", '⟨': "open angle bracket", '⟩': "close angle bracket",
	'⌊': "the floor of", '⌈': "the ceiling of", '⌋': "", '⌉': "",
	'∑': "the sum", '∏': "the product", '∫': "the integral", '∮': "the integral around", '⋃': "the union", '⋂': "the intersection",
	'𝜕': "partial", '∞': "infinity", '⊤': "transpose", '…': "and so on", '⋯': "and so on", '⋮': "and so on",
	'′': "prime", '%': "per cent", '∣': "given", '→': "goes to", '←': "becomes", '°': "degrees", 'ℓ': "l", '!': "factorial",
	'𝜖': "epsilon", '𝜀': "epsilon", '𝜗': "theta", '𝜑': "phi",
}

// bars open and close by turns: what they say where they open.
var bars = map[rune]string{'‖': "the norm of", '|': "the absolute value of"}

func (s *speaker) char(r rune, c class, open map[rune]bool) {
	letter, bold := unstyled(r)
	switch {
	case bars[r] != "":
		s.bar(r, c, open)
	case isDigit(letter) && !bold, s.inNumber && (r == '.' || r == ',' && c == ord):
		s.digit(string(letter))
	case r == ',' || r == ';' || r == '.' || r == ':':
		s.pause()
	default:
		name, ok := names[r]
		if !ok {
			name, ok = commandNames()[r]
		}
		if !ok {
			name = string(letter)
		}
		if bold {
			name = "bold " + name
		}
		s.say(name)
	}
}

func (s *speaker) bar(r rune, c class, open map[rune]bool) {
	closes := c == closing || c == ord && open[r]
	open[r] = !closes
	if !closes {
		s.say(bars[r])
	}
	s.inNumber = false
}

// unstyled is a letter or digit of a mathematical alphabet as it is without.
func unstyled(r rune) (letter rune, isBold bool) {
	for styled, plain := range exceptions {
		if plain == r {
			r = styled
		}
	}
	for a, l := range letters {
		for _, run := range []struct{ styled, plain, length rune }{
			{l.capital, 'A', 26}, {l.small, 'a', 26}, {l.digit, '0', 10},
		} {
			if run.styled != 0 && r >= run.styled && r < run.styled+run.length {
				return run.plain + r - run.styled, a == bold || a == boldItalic
			}
		}
	}
	return r, false
}

// commandNames are the names of the characters that commands stand for, the
// shortest where there are several.
var commandNames = sync.OnceValue(func() map[rune]string {
	found := map[rune]string{}
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		r := commands[name].r
		if before, ok := found[r]; isLatin(rune(name[0])) && (!ok || len(name) < len(before)) {
			found[r] = name
		}
	}
	return found
})

// accentNames are the names of accents.
var accentNames = sync.OnceValue(func() map[rune]string {
	found := map[rune]string{}
	for name, mark := range accents {
		found[mark] = name
	}
	return found
})
