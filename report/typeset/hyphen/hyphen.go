// Package hyphen finds where British English words may be divided.
//
// The patterns are Dominik Wujastyk and Graham Toal's for TeX (hyph-en-gb.tex
// beside this file, as the hyph-utf8 package has it, with its MIT licence). The
// method is Franklin Liang's: Word Hy-phen-a-tion by Com-put-er, Stanford 1983.
// Every pattern that occurs in a word gives values to the places between its
// letters; the highest value at a place counts, and an odd one permits a hyphen.
package hyphen

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

// The least number of letters before and after a hyphen, as the patterns want.
const (
	leftMin  = 2
	rightMin = 3
)

//go:embed hyph-en-gb.tex
var source string

// dictionary is what the patterns' file holds.
type dictionary struct {
	patterns map[string][]uint8 // letters, with a full stop for a word's edge → values around them
	longest  int
	words    map[string][]int // exceptions → where they divide
}

var british = sync.OnceValue(func() *dictionary {
	d := &dictionary{patterns: map[string][]uint8{}, words: map[string][]int{}}
	for _, pattern := range strings.Fields(section(`\patterns{`)) {
		letters, values := parsePattern(pattern)
		d.patterns[letters] = values
		d.longest = max(d.longest, len(letters))
	}
	for _, word := range strings.Fields(section(`\hyphenation{`)) {
		parts := strings.Split(word, "-")
		at := 0
		for _, part := range parts[:len(parts)-1] {
			at += len(part)
			joined := strings.Join(parts, "")
			d.words[joined] = append(d.words[joined], at)
		}
	}
	return d
})

// section is what a command of the file has between braces, without comments.
func section(command string) string {
	_, body, _ := strings.Cut(source, command)
	body, _, _ = strings.Cut(body, "}")
	lines := strings.Split(body, "\n")
	for i := range lines {
		lines[i], _, _ = strings.Cut(lines[i], "%")
	}
	return strings.Join(lines, "\n")
}

// parsePattern parts "3zoo2" into "zoo" and 3, 0, 0, 2.
func parsePattern(pattern string) (letters string, values []uint8) {
	var b strings.Builder
	values = []uint8{0}
	for _, r := range pattern {
		if r >= '0' && r <= '9' {
			values[len(values)-1] = uint8(r - '0')
			continue
		}
		b.WriteRune(r)
		values = append(values, 0)
	}
	return b.String(), values
}

// Points is where a word may be divided: numbers of letters before a hyphen,
// ascending. A word with anything but letters a to z is not divided.
func Points(word string) []int {
	word = strings.ToLower(word)
	if len(word) < leftMin+rightMin || strings.IndexFunc(word, notLatin) >= 0 {
		return nil
	}
	d := british()
	if points, ok := d.words[word]; ok {
		return points
	}
	values := d.values("." + word + ".")
	var points []int
	for i := leftMin; i <= len(word)-rightMin; i++ {
		if values[i+1]%2 == 1 { // one on for the full stop
			points = append(points, i)
		}
	}
	return points
}

func notLatin(r rune) bool { return r > unicode.MaxASCII || r < 'a' || r > 'z' }

// values are those before each letter of a word.
func (d *dictionary) values(word string) []uint8 {
	values := make([]uint8, len(word)+1)
	for start := range word {
		for end := start + 1; end <= min(len(word), start+d.longest); end++ {
			for i, v := range d.patterns[word[start:end]] {
				values[start+i] = max(values[start+i], v)
			}
		}
	}
	return values
}
