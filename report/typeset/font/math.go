package font

import (
	"encoding/binary"
	"errors"
	"sort"

	"github.com/go-text/typesetting/font/opentype"
)

var tagMath = opentype.MustNewTag("MATH")

// Math is a font's MATH table (OpenType specification, "MATH: the mathematical
// typesetting table"), in font units.
type Math struct {
	Constants           MathConstants
	MinConnectorOverlap int

	italics    map[GlyphID]int
	topAccents map[GlyphID]int
	kerns      map[GlyphID][4]MathKern
	vertical   map[GlyphID]Stretch
}

// MathConstants are the table's constants, in the order and by the names of
// the specification.
type MathConstants struct {
	ScriptPercentScaleDown       int // per cent
	ScriptScriptPercentScaleDown int // per cent
	DelimitedSubFormulaMinHeight int
	DisplayOperatorMinHeight     int

	MathLeading                              int
	AxisHeight                               int
	AccentBaseHeight                         int
	FlattenedAccentBaseHeight                int
	SubscriptShiftDown                       int
	SubscriptTopMax                          int
	SubscriptBaselineDropMin                 int
	SuperscriptShiftUp                       int
	SuperscriptShiftUpCramped                int
	SuperscriptBottomMin                     int
	SuperscriptBaselineDropMax               int
	SubSuperscriptGapMin                     int
	SuperscriptBottomMaxWithSubscript        int
	SpaceAfterScript                         int
	UpperLimitGapMin                         int
	UpperLimitBaselineRiseMin                int
	LowerLimitGapMin                         int
	LowerLimitBaselineDropMin                int
	StackTopShiftUp                          int
	StackTopDisplayStyleShiftUp              int
	StackBottomShiftDown                     int
	StackBottomDisplayStyleShiftDown         int
	StackGapMin                              int
	StackDisplayStyleGapMin                  int
	StretchStackTopShiftUp                   int
	StretchStackBottomShiftDown              int
	StretchStackGapAboveMin                  int
	StretchStackGapBelowMin                  int
	FractionNumeratorShiftUp                 int
	FractionNumeratorDisplayStyleShiftUp     int
	FractionDenominatorShiftDown             int
	FractionDenominatorDisplayStyleShiftDown int
	FractionNumeratorGapMin                  int
	FractionNumDisplayStyleGapMin            int
	FractionRuleThickness                    int
	FractionDenominatorGapMin                int
	FractionDenomDisplayStyleGapMin          int
	SkewedFractionHorizontalGap              int
	SkewedFractionVerticalGap                int
	OverbarVerticalGap                       int
	OverbarRuleThickness                     int
	OverbarExtraAscender                     int
	UnderbarVerticalGap                      int
	UnderbarRuleThickness                    int
	UnderbarExtraDescender                   int
	RadicalVerticalGap                       int
	RadicalDisplayStyleVerticalGap           int
	RadicalRuleThickness                     int
	RadicalExtraAscender                     int
	RadicalKernBeforeDegree                  int
	RadicalKernAfterDegree                   int

	RadicalDegreeBottomRaisePercent int // per cent
}

// Corner of a glyph.
type Corner int

// Corners, in the table's order.
const (
	TopRight Corner = iota
	TopLeft
	BottomRight
	BottomLeft
)

// MathKern is a cut-in: a staircase of kerns by height. Kerns[i] holds below
// Heights[i], the last of Kerns above all.
type MathKern struct{ Heights, Kerns []int }

// At is the kern at a height.
func (k MathKern) At(height int) int {
	if len(k.Kerns) == 0 {
		return 0
	}
	return k.Kerns[sort.SearchInts(k.Heights, height+1)]
}

// Stretch says how a glyph grows: larger variants, smallest first, and parts
// to build any size from.
type Stretch struct {
	Variants []Variant
	Parts    []Part
	Italic   int // italic correction of what is built of parts
}

// Variant is a glyph with its extent in the direction of growth.
type Variant struct {
	ID     GlyphID
	Extent int
}

// Part of a glyph that is built of parts, from the bottom up. An Extender may be repeated or left out.
type Part struct {
	ID                           GlyphID
	StartConnector, EndConnector int
	Extent                       int
	Extender                     bool
}

// Italic is a glyph's italic correction.
func (m *Math) Italic(g GlyphID) int { return m.italics[g] }

// TopAccent is where on a glyph an accent stands, from its origin.
func (m *Math) TopAccent(g GlyphID) (x int, ok bool) {
	x, ok = m.topAccents[g]
	return x, ok
}

// Kern is a glyph's cut-in at a corner.
func (m *Math) Kern(g GlyphID, c Corner) MathKern { return m.kerns[g][c] }

// Vertical says how a glyph grows in height.
func (m *Math) Vertical(g GlyphID) Stretch { return m.vertical[g] }

// table reads big-endian numbers at offsets. Reading beyond the end gives zero
// and sets failed, so that a parser can check once at its end.
type table struct {
	data   []byte
	failed *bool
}

func (t table) u16(offset int) int {
	if offset < 0 || offset+2 > len(t.data) {
		*t.failed = true
		return 0
	}
	return int(binary.BigEndian.Uint16(t.data[offset:]))
}

func (t table) i16(offset int) int { return int(int16(t.u16(offset))) }

// at is the table that the 16-bit offset stored at position offset leads to;
// ok is false where it is null.
func (t table) at(offset int) (sub table, ok bool) {
	o := t.u16(offset)
	if o == 0 {
		return table{nil, t.failed}, false
	}
	if o > len(t.data) {
		*t.failed = true
		return table{nil, t.failed}, false
	}
	return table{t.data[o:], t.failed}, true
}

// mathValueSize is the size of a MathValueRecord: a value, and the offset of a
// device table, which does not concern outlines.
const mathValueSize = 4

func parseMath(data []byte) (*Math, error) {
	var failed bool
	t := table{data, &failed}
	m := &Math{
		italics:    map[GlyphID]int{},
		topAccents: map[GlyphID]int{},
		kerns:      map[GlyphID][4]MathKern{},
		vertical:   map[GlyphID]Stretch{},
	}
	if constants, ok := t.at(4); ok {
		m.Constants = parseMathConstants(constants)
	}
	if info, ok := t.at(6); ok {
		parseGlyphInfo(info, m)
	}
	if variants, ok := t.at(8); ok {
		parseMathVariants(variants, m)
	}
	if failed {
		return nil, errors.New("an offset leads outside the table")
	}
	return m, nil
}

func parseMathConstants(t table) MathConstants {
	var c MathConstants
	c.ScriptPercentScaleDown = t.i16(0)
	c.ScriptScriptPercentScaleDown = t.i16(2)
	c.DelimitedSubFormulaMinHeight = t.u16(4)
	c.DisplayOperatorMinHeight = t.u16(6)
	values := []*int{
		&c.MathLeading, &c.AxisHeight, &c.AccentBaseHeight, &c.FlattenedAccentBaseHeight,
		&c.SubscriptShiftDown, &c.SubscriptTopMax, &c.SubscriptBaselineDropMin,
		&c.SuperscriptShiftUp, &c.SuperscriptShiftUpCramped, &c.SuperscriptBottomMin,
		&c.SuperscriptBaselineDropMax, &c.SubSuperscriptGapMin,
		&c.SuperscriptBottomMaxWithSubscript, &c.SpaceAfterScript,
		&c.UpperLimitGapMin, &c.UpperLimitBaselineRiseMin,
		&c.LowerLimitGapMin, &c.LowerLimitBaselineDropMin,
		&c.StackTopShiftUp, &c.StackTopDisplayStyleShiftUp,
		&c.StackBottomShiftDown, &c.StackBottomDisplayStyleShiftDown,
		&c.StackGapMin, &c.StackDisplayStyleGapMin,
		&c.StretchStackTopShiftUp, &c.StretchStackBottomShiftDown,
		&c.StretchStackGapAboveMin, &c.StretchStackGapBelowMin,
		&c.FractionNumeratorShiftUp, &c.FractionNumeratorDisplayStyleShiftUp,
		&c.FractionDenominatorShiftDown, &c.FractionDenominatorDisplayStyleShiftDown,
		&c.FractionNumeratorGapMin, &c.FractionNumDisplayStyleGapMin,
		&c.FractionRuleThickness,
		&c.FractionDenominatorGapMin, &c.FractionDenomDisplayStyleGapMin,
		&c.SkewedFractionHorizontalGap, &c.SkewedFractionVerticalGap,
		&c.OverbarVerticalGap, &c.OverbarRuleThickness, &c.OverbarExtraAscender,
		&c.UnderbarVerticalGap, &c.UnderbarRuleThickness, &c.UnderbarExtraDescender,
		&c.RadicalVerticalGap, &c.RadicalDisplayStyleVerticalGap,
		&c.RadicalRuleThickness, &c.RadicalExtraAscender,
		&c.RadicalKernBeforeDegree, &c.RadicalKernAfterDegree,
	}
	for i, value := range values {
		*value = t.i16(8 + i*mathValueSize)
	}
	c.RadicalDegreeBottomRaisePercent = t.i16(8 + len(values)*mathValueSize)
	return c
}

func parseGlyphInfo(t table, m *Math) {
	if italics, ok := t.at(0); ok {
		parseMathValues(italics, m.italics)
	}
	if accents, ok := t.at(2); ok {
		parseMathValues(accents, m.topAccents)
	}
	kerns, ok := t.at(6)
	if !ok {
		return
	}
	for i, g := range coverage(kerns, 0) {
		var corners [4]MathKern
		for c := range corners {
			if k, ok := kerns.at(4 + 8*i + 2*c); ok {
				corners[c] = parseMathKern(k)
			}
		}
		m.kerns[g] = corners
	}
}

func parseMathValues(t table, values map[GlyphID]int) {
	for i, g := range coverage(t, 0) {
		values[g] = t.i16(4 + i*mathValueSize)
	}
}

func parseMathKern(t table) MathKern {
	n := t.u16(0)
	kern := MathKern{Heights: make([]int, n), Kerns: make([]int, n+1)}
	for i := range kern.Heights {
		kern.Heights[i] = t.i16(2 + i*mathValueSize)
	}
	for i := range kern.Kerns {
		kern.Kerns[i] = t.i16(2 + (n+i)*mathValueSize)
	}
	return kern
}

func parseMathVariants(t table, m *Math) {
	m.MinConnectorOverlap = t.u16(0)
	const constructions = 10
	for i, g := range coverage(t, 2) {
		if c, ok := t.at(constructions + 2*i); ok {
			m.vertical[g] = parseConstruction(c)
		}
	}
}

func parseConstruction(t table) Stretch {
	var s Stretch
	for i := range t.u16(2) {
		record := 4 + 4*i
		s.Variants = append(s.Variants, Variant{GlyphID(t.u16(record)), t.u16(record + 2)})
	}
	assembly, ok := t.at(0)
	if !ok {
		return s
	}
	s.Italic = assembly.i16(0)
	for i := range assembly.u16(4) {
		record := 6 + 10*i
		s.Parts = append(s.Parts, Part{
			ID:             GlyphID(assembly.u16(record)),
			StartConnector: assembly.u16(record + 2),
			EndConnector:   assembly.u16(record + 4),
			Extent:         assembly.u16(record + 6),
			Extender:       assembly.u16(record+8)&1 != 0,
		})
	}
	return s
}

// coverage lists the glyphs of the coverage table whose offset is stored at
// position offset, in the order of their indices.
func coverage(t table, offset int) []GlyphID {
	c, ok := t.at(offset)
	if !ok {
		return nil
	}
	var glyphs []GlyphID
	switch count := c.u16(2); c.u16(0) {
	case 1:
		for i := range count {
			glyphs = append(glyphs, GlyphID(c.u16(4+2*i)))
		}
	case 2:
		for i := range count {
			first, last := c.u16(4+6*i), c.u16(6+6*i)
			for g := first; g <= last; g++ {
				glyphs = append(glyphs, GlyphID(g))
			}
		}
	default:
		*t.failed = true
	}
	return glyphs
}
