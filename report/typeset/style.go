package typeset

import (
	"fmt"
	"strings"
	"sync"

	"firststep/figures/fonts"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/math"
	"firststep/report/typeset/tag"
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

// pt is v printer's points, 72.27 to the inch, in which sizes of type and the
// distances of lines are given.
func pt(v float64) box.Length { return box.Pt(v * 72 / 72.27) }

// Spaces between blocks.
var (
	sectionAbove    = space{pt(13), pt(4), pt(2)}
	sectionBelow    = space{pt(4), pt(1), 0}
	subsectionAbove = space{pt(10), pt(3), pt(2)}
	subsectionBelow = space{pt(3), pt(1), 0}
	runInAbove      = space{pt(5), pt(2), pt(1)}
	paragraphSkip   = space{0, pt(0.8), 0}
	displaySkip     = space{pt(6), pt(2), pt(1)}
	blockSkip       = space{pt(11), pt(3), pt(2)} // around figures and tables that stay where they are
	floatSkip       = space{pt(12), pt(5), pt(3)} // between floats and the text
	frameSkip       = space{pt(6), pt(2), pt(1)}
	groupSkip       = space{pt(3), pt(1), pt(0.5)} // between the groups of a table that breaks over pages
	contentsSkip    = space{pt(8), pt(2), pt(1)}
	subtitleAbove   = space{pt(3), 0, 0}
	bylineAbove     = space{pt(3), 0, 0}
	subtitleBelow   = space{pt(9), 0, 0}
)

// Other distances.
var (
	indent            = box.Mm(4.2)
	headGap           = box.Mm(12)  // what the running head leaves to the page's number
	numberGap         = box.Mm(3.2) // between a section's number, in the margin, and its title
	equationLineSkip  = pt(4.5)
	captionBelow      = pt(5) // figure to its caption
	captionAbove      = pt(4) // caption to its table
	frameTitleBelow   = pt(3)
	bibliographySkip  = pt(1.5)
	topSkip           = pt(10) // top of the text block to the first baseline, at least
	lineSkip          = pt(1)  // between lines that are too tall for their leading
	heavyRule         = pt(0.8)
	lightRule         = pt(0.5)
	hairRule          = pt(0.4)
	tableRuleGap      = pt(3)
	tableGroupGap     = pt(3)
	tableEntryGap     = pt(2)  // beside a row of several lines
	widestGap         = pt(36) // between columns; a table that would have wider ones is set compact
	compactGap        = pt(20)
	framePadding      = pt(8)
	frameMargin       = box.Mm(4)
	contentsColumnGap = box.Mm(10)
	contentsIndent    = box.Mm(4.2) // of titles, or what the widest number takes
	contentsPadding   = pt(5)
)

// Colours of the page. Text is black, the zero Colour. Links have a hue that no
// scenario has.
var (
	black  = Colour{}
	grey   = rgb(0x6E6E6E)
	pale   = rgb(0xC9C9C9)
	wash   = rgb(0xF4F6F9)
	violet = rgb(0x75307F)
)

func rgb(hex uint32) Colour {
	return Colour{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex)}
}

// typeSize is a size of type with the distance of its baselines.
type typeSize struct{ size, leading box.Length }

var (
	bodySize         = typeSize{pt(10), pt(12.6)}
	abstractSize     = typeSize{pt(9.5), pt(12.3)}
	boxSize          = typeSize{pt(9.5), pt(12.6)}
	tableSize        = typeSize{pt(8.5), pt(11)}
	smallTableSize   = typeSize{pt(8), pt(10.4)}
	leastTableSize   = typeSize{pt(7.5), pt(9.8)}
	longTableSize    = typeSize{pt(8), pt(10)}
	captionSize      = typeSize{pt(8), pt(9.8)}
	bibliographySize = typeSize{pt(8.5), pt(10.8)}
	contentsSize     = typeSize{pt(8.5), pt(11.6)}
	headSize         = typeSize{pt(8), pt(10)}
	titleSize        = typeSize{pt(19), pt(23)}
	subtitleSize     = typeSize{pt(11), pt(14)}
	bylineSize       = typeSize{pt(9), pt(12)}
	sectionSize      = typeSize{pt(12), pt(14.5)}
	subsectionSize   = typeSize{pt(10.5), pt(13)}
)

// The faces of a document. Each is read once, when it is first asked for.
var (
	regular        = embedded("STIXTwoText-Regular", fonts.Regular)
	italic         = embedded("STIXTwoText-Italic", fonts.Italic)
	semiBold       = embedded("STIXTwoText-SemiBold", fonts.SemiBold)
	semiBoldItalic = embedded("STIXTwoText-SemiBoldItalic", fonts.SemiBoldItalic)
	mono           = embedded("SourceCodePro-Regular", fonts.Mono)
	mathematics    = embedded("STIXTwoMath-Regular", fonts.Math)
)

func embedded(name string, data []byte) func() *font.Face {
	return sync.OnceValue(func() *font.Face {
		f, err := font.Parse(name, data)
		if err != nil {
			panic(fmt.Sprintf("typeset: an embedded font cannot be read: %v", err))
		}
		return f
	})
}

func allFaces() []*font.Face {
	return []*font.Face{regular(), italic(), semiBold(), semiBoldItalic(), mono(), mathematics()}
}

// Missing lists the characters of a text that its face lacks, each once.
func Missing(text string, bold bool) []rune {
	if strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
		return nil // every face has these, and reading one takes its time
	}
	return textStyle{bold: bold}.face().Missing(text)
}

// CheckFormula says why a formula cannot be set.
func CheckFormula(source string) error {
	f, err := math.Parse(source)
	if err != nil {
		return err
	}
	_, err = textStyle{size: pt(1)}.formula().Inline(f)
	return err
}

// textStyle is how a stretch of text looks, and what it is within its
// paragraph: a link, a heading that runs in, or nothing of its own.
type textStyle struct {
	size         box.Length
	colour       Colour
	bold, italic bool
	mono         bool
	name         bool // of something: its words are not divided unless nothing else helps
	link         *link
	element      *tag.Element
}

// link is where a stretch of text leads, over however many lines it runs.
type link struct {
	anchor, url string
	says        string // where it leads, in words
}

// linked is the style of a link.
func (s textStyle) linked(l link) textStyle {
	s.colour, s.link, s.element = violet, &l, tag.New(tag.Link)
	return s
}

// monoScale makes the monospaced face as large as STIX looks, in hundredths.
const monoScale = 86

func (s textStyle) face() *font.Face {
	switch {
	case s.mono:
		return mono()
	case s.bold && s.italic:
		return semiBoldItalic()
	case s.bold:
		return semiBold()
	case s.italic:
		return italic()
	}
	return regular()
}

// faceSize is the size that the style's face is set at.
func (s textStyle) faceSize() box.Length {
	if s.mono {
		return s.size.Scale(monoScale, 100)
	}
	return s.size
}

// mostExpansion is by how much glyphs are set wider or narrower at most, to
// justify a line, in thousandths. It is what microtype does, and cannot be seen.
const mostExpansion = 20

// expands reports whether glyphs may be set wider or narrower: those of code
// keep their columns.
func (s textStyle) expands() bool { return !s.mono }

// expansion is by how much text of a width can be set wider or narrower.
func (s textStyle) expansion(width box.Length) box.Length {
	if !s.expands() {
		return 0
	}
	return width.Scale(mostExpansion, 1000)
}

// run shapes text.
func (s textStyle) run(text string) *box.Run {
	return box.Shaped(s.face(), s.faceSize(), s.colour, text, !s.mono)
}

// formula is how formulas in the text are set.
func (s textStyle) formula() math.Setting {
	return math.Setting{Math: mathematics(), Text: regular(), Size: s.size, Colour: s.colour}
}
