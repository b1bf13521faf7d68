package font

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/go-text/typesetting/font/opentype"
)

// Subset is a TrueType font of some glyphs of f, in which character code i+1
// stands for glyphs[i]. Glyphs keep their outlines and widths; hinting
// instructions, layout tables and names are left out.
func (f *Face) Subset(glyphs []GlyphID) ([]byte, error) {
	s := subsetter{face: f}
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("font %s: %w", f.Name, err)
	}
	s.add(0) // .notdef
	for _, g := range glyphs {
		s.add(g)
	}
	if err := s.copyOutlines(); err != nil {
		return nil, fmt.Errorf("font %s: %w", f.Name, err)
	}
	codes := make([]int, len(glyphs))
	for i, g := range glyphs {
		codes[i] = s.index[g]
	}
	return opentype.WriteTTF(s.tables(codes)), nil
}

// subsetter copies glyphs from a face into new tables.
type subsetter struct {
	face             *Face
	head, glyf, loca []byte
	longLoca         bool

	order   []GlyphID // old indices, by new index
	index   map[GlyphID]int
	outline []byte // the new glyf table
	offsets []int  // the new loca table
}

var (
	tagHead = opentype.MustNewTag("head")
	tagHhea = opentype.MustNewTag("hhea")
	tagHmtx = opentype.MustNewTag("hmtx")
	tagMaxp = opentype.MustNewTag("maxp")
	tagGlyf = opentype.MustNewTag("glyf")
	tagLoca = opentype.MustNewTag("loca")
	tagCmap = opentype.MustNewTag("cmap")
	tagName = opentype.MustNewTag("name")
	tagOS2  = opentype.MustNewTag("OS/2")
	tagPost = opentype.MustNewTag("post")
)

func (s *subsetter) load() error {
	s.index = map[GlyphID]int{}
	for _, t := range []struct {
		tag  opentype.Tag
		data *[]byte
	}{{tagHead, &s.head}, {tagGlyf, &s.glyf}, {tagLoca, &s.loca}} {
		data, err := s.face.loader.RawTable(t.tag)
		if err != nil {
			return err
		}
		*t.data = data
	}
	if len(s.head) < 54 {
		return errors.New("head table too short")
	}
	s.longLoca = binary.BigEndian.Uint16(s.head[50:]) != 0
	return nil
}

func (s *subsetter) add(g GlyphID) int {
	if i, ok := s.index[g]; ok {
		return i
	}
	i := len(s.order)
	s.index[g] = i
	s.order = append(s.order, g)
	return i
}

// copyOutlines copies the glyphs in order; a composite adds its components at
// the end of order.
func (s *subsetter) copyOutlines() error {
	for i := 0; i < len(s.order); i++ {
		s.offsets = append(s.offsets, len(s.outline))
		data, err := s.outlineOf(s.order[i])
		if err != nil {
			return err
		}
		data, err = s.renumber(slices.Clone(data))
		if err != nil {
			return err
		}
		s.outline = append(s.outline, data...)
		for len(s.outline)%4 != 0 {
			s.outline = append(s.outline, 0)
		}
	}
	s.offsets = append(s.offsets, len(s.outline))
	return nil
}

func (s *subsetter) outlineOf(g GlyphID) ([]byte, error) {
	from, to := s.location(int(g)), s.location(int(g)+1)
	if from < 0 || from > to || to > len(s.glyf) {
		return nil, fmt.Errorf("no outline for glyph %d", g)
	}
	return s.glyf[from:to], nil
}

func (s *subsetter) location(i int) int {
	switch {
	case s.longLoca && 4*i+4 <= len(s.loca):
		return int(binary.BigEndian.Uint32(s.loca[4*i:]))
	case !s.longLoca && 2*i+2 <= len(s.loca):
		return 2 * int(binary.BigEndian.Uint16(s.loca[2*i:]))
	}
	return -1
}

// Flags of a composite glyph's component (OpenType specification, glyf).
const (
	argsAreWords   = 1 << 0
	haveScale      = 1 << 3
	moreComponents = 1 << 5
	haveXYScale    = 1 << 6
	haveTwoByTwo   = 1 << 7
)

// renumber rewrites the component indices of a composite glyph in place.
func (s *subsetter) renumber(data []byte) ([]byte, error) {
	if len(data) < 10 || int16(binary.BigEndian.Uint16(data)) >= 0 {
		return data, nil
	}
	for at := 10; ; {
		if at+4 > len(data) {
			return nil, errors.New("composite glyph cut short")
		}
		flags := binary.BigEndian.Uint16(data[at:])
		component := GlyphID(binary.BigEndian.Uint16(data[at+2:]))
		binary.BigEndian.PutUint16(data[at+2:], uint16(s.add(component)))
		if flags&moreComponents == 0 {
			return data, nil
		}
		at += componentSize(flags)
	}
}

func componentSize(flags uint16) int {
	size := 6
	if flags&argsAreWords != 0 {
		size += 2
	}
	switch {
	case flags&haveScale != 0:
		size += 2
	case flags&haveXYScale != 0:
		size += 4
	case flags&haveTwoByTwo != 0:
		size += 8
	}
	return size
}

func (s *subsetter) tables(codes []int) []opentype.Table {
	head := slices.Clone(s.head)
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets

	var loca []byte
	for _, o := range s.offsets {
		loca = binary.BigEndian.AppendUint32(loca, uint32(o))
	}
	tables := []opentype.Table{
		{Tag: tagOS2, Content: s.copied(tagOS2)},
		{Tag: tagCmap, Content: cmapTable(codes)},
		{Tag: tagGlyf, Content: s.outline},
		{Tag: tagHead, Content: head},
		{Tag: tagHhea, Content: s.counted(tagHhea, 34)},
		{Tag: tagHmtx, Content: s.metrics()},
		{Tag: tagLoca, Content: loca},
		{Tag: tagMaxp, Content: s.counted(tagMaxp, 4)},
		{Tag: tagName, Content: []byte{0, 0, 0, 0, 0, 6}},
		{Tag: tagPost, Content: s.copied(tagPost)},
	}
	for i := range tables {
		if tables[i].Tag == tagPost && len(tables[i].Content) >= 32 {
			tables[i].Content = slices.Clone(tables[i].Content[:32])
			binary.BigEndian.PutUint32(tables[i].Content, 0x00030000) // no glyph names
		}
	}
	return tables
}

func (s *subsetter) copied(tag opentype.Tag) []byte {
	data, err := s.face.loader.RawTable(tag)
	if err != nil {
		return nil
	}
	return data
}

// counted is a copy of a table with the number of glyphs stored at an offset.
func (s *subsetter) counted(tag opentype.Tag, offset int) []byte {
	data := slices.Clone(s.copied(tag))
	if offset+2 <= len(data) {
		binary.BigEndian.PutUint16(data[offset:], uint16(len(s.order)))
	}
	return data
}

func (s *subsetter) metrics() []byte {
	var data []byte
	for _, g := range s.order {
		data = binary.BigEndian.AppendUint16(data, uint16(s.face.Advance(g)))
		data = binary.BigEndian.AppendUint16(data, uint16(int16(s.face.Extents(g).XMin)))
	}
	return data
}

// cmapTable maps character codes 1, 2 … to glyphs, in format 4 with one
// segment that reads the indices from an array, and the closing segment.
func cmapTable(codes []int) []byte {
	const segments = 2
	length := 16 + 8*segments + 2*len(codes)
	words := []int{
		0, 1, // version, one encoding:
		3, 1, 0, 12, // Windows, Unicode BMP, at byte 12
		4, length, 0, // format, length, language
		2 * segments, 4, 1, 0, // twice the segments, and what a binary search wants
		len(codes), 0xFFFF, // last codes
		0,         // padding
		1, 0xFFFF, // first codes
		0, 1, // deltas
		4, 0, // the array starts 4 bytes on; the closing segment has none
	}
	var data []byte
	for _, w := range append(words, codes...) {
		data = binary.BigEndian.AppendUint16(data, uint16(w))
	}
	return data
}
