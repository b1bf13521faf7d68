package typeset

import (
	"fmt"
	"sync"

	"firststep/figures/fonts"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/math"
)

// The page. The text block is as wide as lines of 10 pt read well at, and has
// a wide left margin for section numbers.
var (
	textWidth    = box.Mm(144)
	leftMargin   = box.Mm(33)
	topMargin    = box.Mm(27)
	headBaseline = box.Mm(20)
)

// paper is a size of sheet.
type paper struct{ width, height, textHeight box.Length }

var papers = map[string]paper{
	"a4":     {box.Mm(210), box.Mm(297), box.Mm(241)},
	"letter": {box.Pt(612), box.Pt(792), box.Mm(225)},
}

// Distances between blocks.
var (
	indent            = box.Mm(4.2)
	numberGap         = box.Mm(3.2) // between a section's number, in the margin, and its title
	sectionAbove      = box.Pt(13)
	sectionBelow      = box.Pt(4)
	subsectionAbove   = box.Pt(10)
	subsectionBelow   = box.Pt(3)
	runInAbove        = box.Pt(5)
	displaySkip       = box.Pt(6)
	equationLineSkip  = box.Pt(3)
	floatSkip         = box.Pt(12)
	captionBelow      = box.Pt(5) // figure to its caption
	captionAbove      = box.Pt(4) // caption to its table
	titleBelow        = box.Pt(3)
	subtitleBelow     = box.Pt(9)
	bibliographySkip  = box.Pt(1.5)
	topSkip           = box.Pt(10) // top of the text block to the first baseline, at least
	lineSkip          = box.Pt(1)  // between lines that are too tall for their leading
	heavyRule         = box.Pt(0.8)
	lightRule         = box.Pt(0.5)
	hairRule          = box.Pt(0.4)
	tableRuleGap      = box.Pt(3)
	tableGroupGap     = box.Pt(3)
	boxPadding        = box.Pt(8)
	boxMargin         = box.Mm(4)
	contentsColumnGap = box.Mm(10)
	contentsIndent    = box.Mm(4.2)
)

// Colours of the page. Text is black, the zero Colour.
var (
	black    = Colour{}
	grey     = rgb(0x6E6E6E)
	pale     = rgb(0xC9C9C9)
	wash     = rgb(0xF4F6F9)
	linkBlue = rgb(0x1B4F8C)
)

func rgb(hex uint32) Colour {
	return Colour{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex)}
}

// typeSize is a size of type with the distance of its baselines.
type typeSize struct{ size, leading box.Length }

var (
	bodySize         = typeSize{box.Pt(10), box.Pt(12.6)}
	abstractSize     = typeSize{box.Pt(9.5), box.Pt(12.3)}
	boxSize          = typeSize{box.Pt(9.5), box.Pt(12.6)}
	tableSize        = typeSize{box.Pt(8.5), box.Pt(11)}
	captionSize      = typeSize{box.Pt(8), box.Pt(9.8)}
	bibliographySize = typeSize{box.Pt(8.5), box.Pt(10.8)}
	contentsSize     = typeSize{box.Pt(8.5), box.Pt(11.6)}
	headSize         = typeSize{box.Pt(8), box.Pt(10)}
	titleSize        = typeSize{box.Pt(19), box.Pt(23)}
	subtitleSize     = typeSize{box.Pt(11), box.Pt(14)}
	sectionSize      = typeSize{box.Pt(12), box.Pt(14.5)}
	subsectionSize   = typeSize{box.Pt(10.5), box.Pt(13)}
)

// family is the faces of a document.
type family struct {
	regular, italic, semiBold, semiBoldItalic *font.Face
	mono, math                                *font.Face
}

// faces are read once.
var faces = sync.OnceValue(func() *family {
	parse := func(name string, data []byte) *font.Face {
		f, err := font.Parse(name, data)
		if err != nil {
			panic(fmt.Sprintf("typeset: an embedded font cannot be read: %v", err))
		}
		return f
	}
	return &family{
		regular:        parse("STIXTwoText-Regular", fonts.Regular),
		italic:         parse("STIXTwoText-Italic", fonts.Italic),
		semiBold:       parse("STIXTwoText-SemiBold", fonts.SemiBold),
		semiBoldItalic: parse("STIXTwoText-SemiBoldItalic", fonts.SemiBoldItalic),
		mono:           parse("SourceCodePro-Regular", fonts.Mono),
		math:           parse("STIXTwoMath-Regular", fonts.Math),
	}
})

func (f *family) all() []*font.Face {
	return []*font.Face{f.regular, f.italic, f.semiBold, f.semiBoldItalic, f.mono, f.math}
}

// textStyle is how a stretch of text looks and where it links to.
type textStyle struct {
	size         box.Length
	colour       Colour
	bold, italic bool
	mono         bool
	anchor, url  string
}

// monoScale makes the monospaced face as large as STIX looks, in hundredths.
const monoScale = 86

func (s textStyle) face() *font.Face {
	f := faces()
	switch {
	case s.mono:
		return f.mono
	case s.bold && s.italic:
		return f.semiBoldItalic
	case s.bold:
		return f.semiBold
	case s.italic:
		return f.italic
	}
	return f.regular
}

func (s textStyle) features() font.Features {
	if s.mono {
		return 0
	}
	return font.Ligatures
}

// faceSize is the size that the style's face is set at.
func (s textStyle) faceSize() box.Length {
	if s.mono {
		return s.size.Scale(monoScale, 100)
	}
	return s.size
}

// run shapes text.
func (s textStyle) run(text string) *box.Run {
	return box.Shaped(s.face(), s.faceSize(), s.colour, text, s.features())
}

// formula is how formulas in the text are set.
func (s textStyle) formula() math.Setting {
	return math.Setting{Math: faces().math, Text: faces().regular, Size: s.size, Colour: s.colour}
}
