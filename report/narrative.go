package report

import (
	"fmt"
	"image/color"

	"firststep/figures"
	"firststep/report/pdf"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// say interpolates; what stands in the format is words, numbers come in.
func say(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// Formulas that the prose uses throughout.
const (
	mX        = `$X$`
	mA        = `$a$`
	mW        = `$W$`
	mXW       = `$XW$`
	mXdW      = `$X\Delta W$`
	mNormW    = `$\|W\|$`
	mNormDW   = `$\|\Delta W\|$`
	mRelative = `$\|\Delta W\|/\|W\|$`
	mEta      = `$\eta$`
	mEta1     = `$\eta_1$`
	mEpsilon  = `$\varepsilon$`
)

// failsColour is the colour of the word for a claim that fails, beside those of
// the scenarios: that of what breaks.
const failsColour = "verdict-fails"

var red = typeset.Colour{R: 0xC4, G: 0x3E, B: 0x1B}

// narrative writes a study's report as blocks. A method a section; every
// method says what the evidence has occasion for and no more.
type narrative struct {
	*findings
	carried  []*pdf.Attachment // files that the document carries
	web      bool              // this is a page for browsers, and the PDF another file
	verdicts claim.Verdicts
	drawings map[string]figures.Figure
	placed   []string // names of the figures, in the order of their numbers
	cited    map[string]bool
}

// newNarrative prepares the report on d.
func newNarrative(d evidence.Data) *narrative {
	e := gather(d)
	n := &narrative{findings: e, verdicts: claim.Judge(e.Findings),
		drawings: map[string]figures.Figure{}, cited: map[string]bool{}}
	for _, f := range figures.All(d) {
		n.drawings[f.Name] = f
	}
	return n
}

// document returns the whole report.
func (n *narrative) document() *typeset.Document {
	doc := &typeset.Document{
		Title:    titled(n.Definition.Title),
		Subtitle: n.subtitle(),
		Byline:   n.byline(),
		Meta: typeset.Metadata{
			Title:    spokenTitle(n.Definition.Title),
			Author:   authors,
			Subject:  n.subtitle(),
			Keywords: []string{"neural networks", "input scaling", "initialisation", "learning rate", "gradient descent"},
		},
		Palette: n.palette(),
		Blocks:  n.body(),
	}
	doc.Sources = n.sources()
	numberWhatIsReferredTo(doc.Blocks)
	return doc
}

// body is all of the document, in its order. A study of remedies is about these
// from the first page on, and keeps the story of the pair for the appendix.
func (n *narrative) body() []typeset.Block {
	if n.ComparesRemedies() {
		front := blocks(n.frontPage(), n.remedies(), n.setUp(), n.theoryInShort(), n.verdictSection(), n.reproduction(), n.bibliography())
		return blocks(front, n.appendix(demoted(n.theory), n.derivations, n.scenarioSection,
			demoted(n.firstStep), demoted(n.tenSteps), demoted(n.whichLayer), demoted(n.rate), demoted(n.law)))
	}
	var parts []typeset.Block
	for _, section := range []func() []typeset.Block{n.frontPage, n.question, n.theory, n.setUp, n.firstStep, n.tenSteps, n.whichLayer, n.rate, n.law,
		n.verdictSection, n.reproduction, n.bibliography} {
		parts = append(parts, section()...)
	}
	return blocks(parts, n.appendix(n.derivations))
}

// demoted makes a section one of the appendix.
func demoted(section func() []typeset.Block) func() []typeset.Block {
	return func() []typeset.Block {
		bs := section()
		for i, b := range bs {
			if h, ok := b.(typeset.Heading); ok && h.Level == 1 {
				h.Level = 2
				bs[i] = h
			}
		}
		return bs
	}
}

// palette has a scenario's colour for letters under its name.
func (n *narrative) palette() map[string]typeset.Colour {
	palette := map[string]typeset.Colour{}
	for scenario, c := range figures.Palette(n.Data) {
		palette[scenario] = colourOf(c.Type)
	}
	palette[failsColour] = red
	return palette
}

func colourOf(c color.RGBA) typeset.Colour { return typeset.Colour{R: c.R, G: c.G, B: c.B} }

// divided writes "/255²", or " × 255²" of a divisor below one.
func (e *findings) divided(by float64) string {
	if by < 1 {
		return noBreak + "×" + noBreak + e.square(1/by)
	}
	return "/" + e.square(by)
}

// square writes 65,025 as 255² where the study has the factor 255, and other
// numbers as they are.
func (e *findings) square(x float64) string {
	if root, ok := e.Root(x); ok {
		return squared(root)
	}
	return exact(nearInteger(x))
}

// squareAndValue writes "255² = 65,025".
func (e *findings) squareAndValue(x float64) string {
	x = nearInteger(x)
	if square := e.square(x); square != exact(x) {
		return square + noBreak + "=" + noBreak + exact(x)
	}
	return exact(x)
}

// fraction writes a factor below one as "1/255²", any other as square does.
func (e *findings) fraction(x float64) string {
	if x < 1 && nearInteger(x) == x {
		return exact(1) + "/" + e.square(1/x)
	}
	return e.square(x)
}

// scaling says what becomes of a rate: "dividing it by 255²".
func (e *findings) scaling(ratio float64, what string) string {
	if ratio < 1 {
		return say("dividing %s by %s", what, e.square(1/ratio))
	}
	return say("multiplying %s by %s", what, e.square(ratio))
}

// epochs writes "two epochs".
func (n *narrative) epochs() string { return count(n.Definition.Training.Epochs, "epoch") }

// cite returns a citation and keeps its source in the bibliography.
func (n *narrative) cite(key string) string {
	n.cited[key] = true
	return "[@" + key + "]"
}

// has reports whether the study has occasion for a kind of figure.
func (n *narrative) has(figure string) bool {
	_, ok := n.drawings[figure]
	return ok
}

// figure places a drawing, and nothing where there is none. Its caption says
// what is seen (title), how to read it, and what follows.
func (n *narrative) figure(name, title string, caption ...string) []typeset.Block {
	f, ok := n.drawings[name]
	if !ok {
		return nil
	}
	n.placed = append(n.placed, name)
	return []typeset.Block{typeset.Figure{Label: name, Title: title, Caption: text(caption...), Alt: f.Alt,
		Width: f.Width, Height: f.Height, Stretch: f.Stretch, Shrink: f.Shrink, Draw: f.DrawAt}}
}

// oneOrMany chooses between what is said of one seed and of several.
func (n *narrative) oneOrMany(one, many string) string {
	if n.Seeds() > 1 {
		return many
	}
	return one
}

// mentions refers to a figure, if the study has it.
func (n *narrative) mentions(figure, sentence string) string {
	return when(n.has(figure), sentence)
}

// ofSeveral says how a figure shows seeds, where there are several.
func (n *narrative) ofSeveral(words func(seeds int) string) string {
	return when(n.Seeds() > 1, ", "+words(n.Seeds()))
}

// meanAndBand says how a panel shows the mean of seeds, where there are several.
func (n *narrative) meanAndBand() string {
	return when(n.Seeds() > 1, ", "+figures.BandWords(n.Seeds()))
}

// share describes a share over seeds.
func share(s compare.Sample) string { return words.Document.Shares(s.Min, s.Max, s.Mean) }
