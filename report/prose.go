package report

import (
	"regexp"
	"strings"

	"firststep/report/typeset"
	"firststep/report/typeset/math"
	"firststep/study/words"
)

// text joins sentences with spaces, and leaves out the empty ones: a sentence
// that a study has no occasion for.
func text(sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}

// sentence makes the first letter a capital one, unless it is that of a name,
// which has one form everywhere: sentences of the text do not begin with one,
// and cells of tables may.
func sentence(s string) string {
	if strings.HasPrefix(s, "{") {
		return s
	}
	return words.Capital(s)
}

// plain escapes what markup would read as more than letters.
func plain(s string) string { return markupEscaper.Replace(s) }

var markupEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `$`, `\$`, `@`, `\@`, `[`, `\[`,
	`{`, `\{`, `}`, `\}`, `|`, `\|`, `<`, `\<`, `~`, `\~`, "`", "\\`", `--`, `-\-`)

// titled is a definition's title as markup: what stands between two dollar
// signs is mathematics, and the rest is as it is written.
func titled(title string) string {
	return withFormulas(title, plain, func(source string) string { return "$" + source + "$" })
}

// spokenTitle is a title with its formulas in words, for where only text can
// stand.
func spokenTitle(title string) string {
	same := func(text string) string { return text }
	return withFormulas(title, same, func(source string) string {
		if f, err := math.Parse(source); err == nil {
			return f.Spoken()
		}
		return source
	})
}

// withFormulas treats formulas apart from the rest. As in Pandoc's Markdown,
// one stands between two dollar signs with no blank inside them and no digit
// right after, so that "$5 now and $10 later" is none. A dollar sign without a
// partner stands for itself.
func withFormulas(title string, text, formula func(string) string) string {
	var b strings.Builder
	written := 0
	for at := 0; at < len(title); {
		end := formulaAt(title[at:])
		if end == 0 {
			at++
			continue
		}
		b.WriteString(text(title[written:at]))
		b.WriteString(formula(title[at+1 : at+end-1]))
		at += end
		written = at
	}
	b.WriteString(text(title[written:]))
	return b.String()
}

// formulaAt is the length of the formula that a text begins with, dollar signs
// included; 0 where it begins with none.
func formulaAt(s string) int {
	if found := formulaPattern.FindStringSubmatch(s); found != nil {
		return len(found[1])
	}
	return 0
}

var formulaPattern = regexp.MustCompile(`^(\$(?:[^$\s]|[^$\s][^$]*[^$\s])\$)(?:$|\D)`)

// paragraph makes a block of sentences, and nothing of none.
func paragraph(sentences ...string) []typeset.Block {
	if s := text(sentences...); s != "" {
		return []typeset.Block{typeset.Paragraph{Text: s}}
	}
	return nil
}

// blocks joins what sections are made of.
func blocks(parts ...[]typeset.Block) []typeset.Block {
	var all []typeset.Block
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// inPlace keeps figures and tables where they stand in the text.
func inPlace(bs []typeset.Block) []typeset.Block {
	for i, b := range bs {
		switch b := b.(type) {
		case typeset.Figure:
			b.Inline = true
			bs[i] = b
		case typeset.Table:
			b.Inline = true
			bs[i] = b
		}
	}
	return bs
}

func heading(label, title string) []typeset.Block {
	return []typeset.Block{typeset.Heading{Level: 1, Label: label, Text: title}}
}

// runIn makes a paragraph with a title of its own.
func runIn(title string, sentences ...string) []typeset.Block {
	if s := text(sentences...); s != "" {
		return []typeset.Block{typeset.Heading{Level: 3, Text: title}, typeset.Paragraph{Text: s}}
	}
	return nil
}
