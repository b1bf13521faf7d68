package typeset

import (
	"firststep/report/typeset/box"

	"gonum.org/v1/plot/vg"
)

// A Document is what is to be set: blocks in reading order.
//
// Text in blocks is inline markup:
//
//	*emphasis*  **strong**  `code`      italic, semibold, monospaced
//	$X\Delta W$                         mathematics, see package math's language
//	@fig:first-step                     a live cross-reference: "figure 2" ("Figure 2" where a sentence starts);
//	                                    prefixes sec, fig, tab, eq
//	@fig:first-step/b                   "figure 2b", to a panel
//	@eq:law/n                           "(4)", for the second of several equations
//	[@glorot]  [@glorot, @adam]         citations
//	{scaled-weights|weights/255}        text in the colour of a Palette entry
//	<https://…>  [text](https://…)      links
//	~                                   a space that does not break; -- an en dash; ' an apostrophe; quotes are typed as “ ”
//	10⁻⁸                                raised as in mathematics
//	\* \$ \@ \[ \{ \< \~ \\ \` \'       the characters themselves
type Document struct {
	Title    string // inline markup
	Subtitle string
	Byline   string // in small type below the subtitle
	Meta     Metadata
	Palette  map[string]Colour // colours that {name|text} may use
	Blocks   []Block
	Sources  []Source // bibliography; every one must be cited
}

// Metadata goes into the PDF's Info dictionary and XMP, as plain text.
type Metadata struct {
	Title, Subject, Author string
	Keywords               []string
}

// Colour is sRGB.
type Colour = box.Colour

// A Block is one of the types below.
type Block interface{ block() }

// Heading opens a section (Level 1), a subsection (2), or runs into the
// paragraph that follows (3). Label, where not empty, is what @sec:Label refers to.
type Heading struct {
	Level      int
	Label      string
	Text       string
	Unnumbered bool
}

// Paragraph is justified text. NoIndent starts flush left, as the first
// paragraph after a heading, a display or a float does by itself.
type Paragraph struct {
	Text     string
	NoIndent bool
}

// Abstract is a paragraph in the abstract's size.
type Abstract struct{ Text string }

// Equation is a displayed formula; lines are aligned at their &. Each line
// with a Label is numbered. Spoken says the formula in words, for a reader
// that reads aloud.
type Equation struct {
	Lines  []EquationLine
	Spoken string
}

// EquationLine is one line of an Equation, in the language of package math.
type EquationLine struct {
	Source string
	Label  string
}

// Figure is a drawing with a caption. It may float to the top of a page.
type Figure struct {
	Label   string
	Title   string // the caption's first sentence: what is seen; inline markup
	Caption string // how to read it, and what follows; inline markup
	Alt     string // for who cannot see it; plain text
	Width   vg.Length
	Height  vg.Length

	// Stretch and Shrink are by how much it may be taller or shorter than
	// Height, so that a page fills. Draw is told how tall it is.
	Stretch, Shrink vg.Length
	Draw            func(c vg.Canvas, height vg.Length)

	Inline bool // stays where it is
}

// Table has rules above, below the head and at the foot, none vertical, and
// its caption above. It continues over pages with its head repeated.
type Table struct {
	Label   string
	Title   string // as in Figure
	Caption string
	Columns []Column
	Head    [][]Cell // rows of the head
	Rows    []Row
	Inline  bool // stays where it is; else it may float to the foot or top of a page
}

// Column of a table. Decimal aligns on the decimal point, also of "0.277 (20)"
// and "1.01 (11) × 10⁴".
type Column struct {
	Align Align
	Wrap  bool // takes what width is left, and breaks lines
	Names bool // names what stands to its right, as the first column always does
}

// Align is a column's alignment.
type Align int

// Alignments of a column.
const (
	Left Align = iota
	Right
	Centre
	Decimal
)

// Row of a table. Gap sets a little space above it, which groups rows.
type Row struct {
	Cells []Cell
	Gap   bool
}

// Cell of a table. Span above 1 covers the columns to its right, in a head
// with a short rule below. Short is used where Text does not fit its column.
type Cell struct {
	Text  string
	Short string
	Span  int
}

// Box is a tinted frame around blocks: the answer.
type Box struct {
	Title  string
	Blocks []Block
}

// Contents lists the sections, with links and page numbers.
type Contents struct{}

// Bibliography lists Document.Sources in order of citation.
type Bibliography struct{}

// Source is an entry of the bibliography. Key is what [@Key] cites.
type Source struct {
	Key  string
	Text string // inline markup
}

func (Heading) block()      {}
func (Paragraph) block()    {}
func (Abstract) block()     {}
func (Equation) block()     {}
func (Figure) block()       {}
func (Table) block()        {}
func (Box) block()          {}
func (Contents) block()     {}
func (Bibliography) block() {}
