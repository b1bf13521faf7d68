// Package words writes numbers, counts and lists as tables, figures and
// sentences have them. How a number looks depends on where it stands: a [Style]
// says how; the words are the same everywhere.
//
// Numbers go through decimal digits and never through a logarithm, whose last
// bit differs from one machine to the next.
package words

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NoBreak is the space between a number and what belongs to it.
const NoBreak = "\u00a0"

var (
	small    = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	ordinals = []string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}
)

// Number writes a count as a word up to twelve, and as an [Integer] beyond.
// None is "no", as before a noun.
func Number(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return Integer(n)
}

// Ordinal writes a place, counted from one, as a word up to the twelfth:
// "first", "13th".
func Ordinal(n int) string {
	if n > 0 && n < len(ordinals) {
		return ordinals[n]
	}
	ending := "th"
	if tens := n / 10 % 10; tens != 1 && n%10 > 0 && n%10 < 4 {
		ending = []string{"st", "nd", "rd"}[n%10-1]
	}
	return Integer(n) + ending
}

// When is a sentence, or a part of one, that has an occasion, and nothing
// without it.
func When(occasion bool, sentence string) string {
	if occasion {
		return sentence
	}
	return ""
}

// Plural chooses the form of a word.
func Plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// Count writes a number of things in words: "no seed", "one seed", "five
// seeds". The noun is one whose plural has an s.
func Count(n int, noun string) string {
	if n == 0 || n == 1 {
		return Number(n) + NoBreak + noun
	}
	return Number(n) + NoBreak + noun + "s"
}

// Counted writes a number of things in digits: "1 run", "5 runs".
func Counted(n int, one, more string) string { return strconv.Itoa(n) + " " + Plural(n, one, more) }

// Steps names the steps of a range, whose last one is 0 where it has no end:
// "in step 1", "in steps 1–10", "from step 2".
func Steps(first, last int) string {
	switch last {
	case 0:
		return "from step " + Integer(first)
	case first:
		return "in step " + Integer(first)
	}
	return "in steps " + Integer(first) + "–" + Integer(last)
}

// OutOf writes k of n things: "all five seeds", "three of five seeds", "the
// one seed".
func OutOf(k, n int, noun string) string {
	switch {
	case n == 1 && k == 1:
		return "the one " + noun
	case n == 1:
		return "no " + noun
	case k == n && n == 2:
		return "both " + noun + "s"
	case k == n && n >= len(small):
		return "all" + NoBreak + Count(n, noun)
	case k == n:
		return "all " + Count(n, noun)
	case k == 0:
		return "none of the " + Count(n, noun)
	default:
		return Number(k) + " of " + Count(n, noun)
	}
}

// List writes "a", "a and b", "a, b and c"; and where an item has a comma of
// its own "a, b, and c" of two items, "a; b, c; and d" of more.
func List(items ...string) string {
	const comma = ", "
	last := len(items) - 1
	switch hasComma := func(item string) bool { return strings.Contains(item, comma) }; {
	case len(items) < 2:
		return strings.Join(items, "")
	case len(items) > 2 && slices.ContainsFunc(items, hasComma):
		return strings.Join(items[:last], "; ") + "; and " + items[last]
	case hasComma(items[0]):
		return items[0] + ", and " + items[last]
	}
	return strings.Join(items[:last], comma) + " and " + items[last]
}

// Capital makes the first letter a capital one, if it is one of ASCII: of
// others a face may lack it.
func Capital(s string) string {
	if s == "" || s[0] > unicode.MaxASCII {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Optimizer is what sentences call an optimizer of a definition.
func Optimizer(name string) string {
	switch name {
	case "sgd":
		return "SGD"
	case "adam":
		return "Adam"
	case "rmsprop":
		return "RMSprop"
	}
	return name
}

// Wrapped breaks a text at its spaces into lines of at most so many
// characters, as far as its words are no longer. There is one line at least.
func Wrapped(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
