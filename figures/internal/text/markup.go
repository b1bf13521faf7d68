package text

import (
	"strings"
	"unicode"
)

// A run is a stretch of text in one style.
type run struct {
	text   string
	italic bool
	script script
}

// script is where a run stands relative to the line.
type script int

const (
	onLine script = iota
	superscript
	subscript
)

// parse splits marked-up text into runs, apostrophes curled. A dollar sign without a partner, or
// after a backslash, stands for itself; so does ^ or _ with nothing to raise.
func parse(marked string) []run {
	var runs []run
	plain := func(text string) {
		text = strings.ReplaceAll(text, "'", "’")
		if text == "" {
			return
		}
		if n := len(runs); n > 0 && !runs[n-1].italic && runs[n-1].script == onLine {
			runs[n-1].text += text
			return
		}
		runs = append(runs, run{text: text})
	}
	for marked != "" {
		before, after, found := strings.Cut(marked, "$")
		if escaped := strings.TrimSuffix(before, `\`); found && escaped != before {
			plain(escaped + "$")
			marked = after
			continue
		}
		maths, rest, closed := strings.Cut(after, "$")
		if !closed {
			plain(marked)
			break
		}
		plain(before)
		runs = append(runs, parseMaths(maths)...)
		marked = rest
	}
	return runs
}

// parseMaths splits what stands between dollar signs.
func parseMaths(maths string) []run {
	var runs []run
	add := func(text string, s script) {
		for _, r := range text {
			italic := isVariable(r)
			if n := len(runs); n > 0 && runs[n-1].italic == italic && runs[n-1].script == s {
				runs[n-1].text += string(r)
				continue
			}
			runs = append(runs, run{string(r), italic, s})
		}
	}
	for rest := []rune(strings.ReplaceAll(maths, "-", "−")); len(rest) > 0; {
		s := onLine
		switch {
		case rest[0] == '^' && len(rest) > 1:
			s = superscript
		case rest[0] == '_' && len(rest) > 1:
			s = subscript
		}
		if s == onLine {
			add(string(rest[:1]), s)
			rest = rest[1:]
			continue
		}
		group, after := argument(rest[1:])
		add(group, s)
		rest = after
	}
	return runs
}

// argument is the group in braces, or the one character, that rest starts with.
func argument(rest []rune) (group string, after []rune) {
	if rest[0] == '{' {
		for i, r := range rest {
			if r == '}' {
				return string(rest[1:i]), rest[i+1:]
			}
		}
	}
	return string(rest[:1]), rest[1:]
}

// isVariable tells letters that mathematics sets in italics: Latin ones and
// lower-case Greek.
func isVariable(r rune) bool {
	if unicode.Is(unicode.Greek, r) {
		return unicode.IsLower(r)
	}
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
