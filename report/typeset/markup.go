package typeset

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a piece of inline markup: text or a formula, in one style.
type span struct {
	style   textStyle
	text    string
	formula string
}

// markup reads inline markup. It resolves references as it goes.
type markup struct {
	setter  *setter
	source  string
	at      int
	spans   []span
	pending strings.Builder // text that is not in spans yet
}

// inline reads a text's markup into spans.
func (s *setter) inline(source string, style textStyle) ([]span, error) {
	m := &markup{setter: s, source: source}
	if err := m.read(style, ""); err != nil {
		return nil, fmt.Errorf("%w, in %s", err, excerpt(source))
	}
	return m.spans, nil
}

// excerpt quotes the start of a text, for messages.
func excerpt(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

func (m *markup) fail(format string, args ...any) error {
	return fmt.Errorf("character %d: %s", utf8.RuneCountInString(m.source[:m.at])+1, fmt.Sprintf(format, args...))
}

func (m *markup) rest() string { return m.source[m.at:] }

// flush ends a stretch of text.
func (m *markup) flush(style textStyle) {
	if m.pending.Len() > 0 {
		m.spans = append(m.spans, span{style: style, text: m.pending.String()})
		m.pending.Reset()
	}
}

// read reads up to a closing mark, which it leaves, or to the end where that
// is empty.
func (m *markup) read(style textStyle, closing string) error {
	defer m.flush(style)
	for m.at < len(m.source) {
		rest := m.rest()
		if closing != "" && strings.HasPrefix(rest, closing) {
			return nil
		}
		switch c := rest[0]; {
		case c == '\\':
			if err := m.escaped(); err != nil {
				return err
			}
		case strings.IndexByte("*`$@[{<", c) >= 0:
			m.flush(style)
			if err := m.special(c, style); err != nil {
				return err
			}
		case c == '~' || c == ' ':
			m.space()
		case strings.HasPrefix(rest, "--"):
			m.pending.WriteRune('–')
			m.at += 2
		case c == '\'':
			m.pending.WriteRune('’')
			m.at++
		default:
			r, size := utf8.DecodeRuneInString(rest)
			m.pending.WriteRune(r)
			m.at += size
		}
	}
	if closing != "" {
		return m.fail("a %s is missing", closing)
	}
	return nil
}

// percentPattern matches a space between a number and its per cent sign.
var percentPattern = regexp.MustCompile(`^[0-9][ ~]%`)

// letterPattern matches the letter of a panel, which a caption names before what
// is in it: "(c) their ratio".
var letterPattern = regexp.MustCompile(`^\([a-z]\)$`)

// space reads a blank or ~. One between a number and % is thin, and no line
// breaks behind the letter of a panel.
func (m *markup) space() {
	r := rune(m.source[m.at])
	switch {
	case m.at > 0 && percentPattern.MatchString(m.source[m.at-1:]):
		r = thinSpace
	case r == '~', letterPattern.MatchString(m.source[max(0, m.at-len("(c)")):m.at]):
		r = hardSpace
	}
	m.pending.WriteRune(r)
	m.at++
}

func (m *markup) escaped() error {
	if m.at+1 == len(m.source) {
		return m.fail(`a \ at the end; \\ is the character itself`)
	}
	m.at++
	r, size := utf8.DecodeRuneInString(m.rest())
	m.pending.WriteRune(r)
	m.at += size
	return nil
}

func (m *markup) special(c byte, style textStyle) error {
	switch c {
	case '*':
		return m.emphasis(style)
	case '`':
		return m.code(style)
	case '$':
		return m.formula(style)
	case '@':
		return m.reference(style)
	case '[':
		return m.bracket(style)
	case '{':
		return m.coloured(style)
	}
	return m.address(style)
}

func (m *markup) emphasis(style textStyle) error {
	mark := "*"
	if strings.HasPrefix(m.rest(), "**") {
		mark = "**"
		style.bold = true
	} else {
		style.italic = !style.italic
	}
	return m.enclosed(mark, mark, style)
}

// enclosed reads what is between two marks.
func (m *markup) enclosed(opening, closing string, style textStyle) error {
	m.at += len(opening)
	if err := m.read(style, closing); err != nil {
		return err
	}
	m.at += len(closing)
	return nil
}

// between returns what is between two marks as it is.
func (m *markup) between(opening, closing string) (string, error) {
	length := strings.Index(m.rest()[len(opening):], closing)
	if length < 0 {
		return "", m.fail("%s is not closed by %s", opening, closing)
	}
	text := m.rest()[len(opening) : len(opening)+length]
	m.at += len(opening) + length + len(closing)
	return text, nil
}

func (m *markup) code(style textStyle) error {
	text, err := m.between("`", "`")
	style.mono = true
	m.spans = append(m.spans, span{style: style, text: text})
	return err
}

func (m *markup) formula(style textStyle) error {
	source, err := m.between("$", "$")
	m.spans = append(m.spans, span{style: style, formula: source})
	return err
}

var (
	referencePattern = regexp.MustCompile(`^@((?:sec|fig|tab|eq):[\pL\pN]+(?:[-_][\pL\pN]+)*)(?:/([a-z])\b)?`)
	citationPattern  = regexp.MustCompile(`^\[@[^\]]*\]`)
)

// reference reads @fig:label, or @fig:label/b for a panel of the figure, and
// @eq:label/n for the number alone, as in "equations (2) and (3)".
func (m *markup) reference(style textStyle) error {
	match := referencePattern.FindStringSubmatch(m.rest())
	if match == nil {
		return m.fail(`@ starts a reference such as @fig:label; \@ is the character itself`)
	}
	target, ok := m.setter.labels[match[1]]
	if !ok {
		return m.fail("@%s refers to nothing", match[1])
	}
	target.used = true
	text, says := target.text+match[2], target.text+match[2]
	if strings.HasPrefix(match[1], "eq:") && match[2] == "n" {
		text, says = "("+target.number+")", target.text
	}
	style = style.linked(link{anchor: target.anchor, says: says})
	if m.startsSentence() {
		r, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(r)) + text[size:]
	}
	m.spans = append(m.spans, span{style: style, text: text})
	m.at += len(match[0])
	return nil
}

// startsSentence reports whether what comes next is the first word of a sentence.
func (m *markup) startsSentence() bool {
	before := strings.TrimRight(m.source[:m.at], " \u00A0\n\t")
	if before == "" {
		return true
	}
	before = strings.TrimRight(before, `*”’)`)
	return len(before) < m.at && strings.HasSuffix(before, ".") || strings.HasSuffix(before, "?") || strings.HasSuffix(before, "!")
}

// bracket reads [@key, @key] or [text](address).
func (m *markup) bracket(style textStyle) error {
	if cited := citationPattern.FindString(m.rest()); cited != "" {
		return m.citation(cited, style)
	}
	end := strings.Index(m.rest(), "](")
	closing := strings.IndexByte(m.rest(), ')')
	if end < 0 || closing < end {
		return m.fail(`[ starts a citation [@key] or a link [text](address); \[ is the character itself`)
	}
	url := m.rest()[end+2 : closing]
	if err := m.enclosed("[", "](", style.linked(link{url: url})); err != nil {
		return err
	}
	if !strings.HasPrefix(m.rest(), url+")") {
		return m.fail(`a formula or code in the text of a link holds ](`)
	}
	m.at += len(url) + 1
	return nil
}

func (m *markup) citation(cited string, style textStyle) error {
	m.spans = append(m.spans, span{style: style, text: "["})
	for i, key := range strings.Split(cited[1:len(cited)-1], ",") {
		key = strings.TrimSpace(key)
		number, ok := m.setter.cite(strings.TrimPrefix(key, "@"))
		if !ok || !strings.HasPrefix(key, "@") {
			return m.fail("[%s] cites nothing that is among the sources", key)
		}
		if i > 0 {
			m.spans = append(m.spans, span{style: style, text: "," + string(hardSpace)})
		}
		linked := style.linked(link{anchor: sourceAnchor(number), says: fmt.Sprintf("reference %d", number)})
		m.spans = append(m.spans, span{style: linked, text: fmt.Sprint(number)})
	}
	m.spans = append(m.spans, span{style: style, text: "]"})
	m.at += len(cited)
	return nil
}

// coloured reads {name|text}.
func (m *markup) coloured(style textStyle) error {
	bar := strings.IndexByte(m.rest(), '|')
	if bar < 0 {
		return m.fail(`{ starts coloured text {name|text}; \{ is the character itself`)
	}
	name := m.rest()[1:bar]
	colour, ok := m.setter.doc.Palette[name]
	if !ok {
		return m.fail("the palette has no %q", name)
	}
	style.colour, style.name = colour, true
	return m.enclosed(m.rest()[:bar+1], "}", style)
}

// address reads <https://…>.
func (m *markup) address(style textStyle) error {
	url, err := m.between("<", ">")
	m.spans = append(m.spans, span{style: style.linked(link{url: url}), text: url})
	return err
}
