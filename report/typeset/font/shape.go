package font

import (
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// Glyph is a glyph of a shaped text.
type Glyph struct {
	ID      GlyphID
	Advance int // with kerning
	DX, DY  int // displacement from the pen
	Text    string
}

type shapeKey struct {
	text      string
	ligatures bool
}

// Shape is the glyphs of a text from left to right, kerned, with standard
// ligatures (fi, ffi …) or without. Each glyph's Text is the
// part of the text that it stands for; of several glyphs that stand for one
// part the first has it. Callers must not write to the result.
func (f *Face) Shape(text string, ligatures bool) []Glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := shapeKey{text, ligatures}
	if glyphs, ok := f.shaped[key]; ok {
		return glyphs
	}
	glyphs := f.shape(text, ligatures)
	f.shaped[key] = glyphs
	return glyphs
}

func (f *Face) shape(text string, ligatures bool) []Glyph {
	runes := []rune(text)
	f.buffer.Clear()
	f.buffer.Props = harfbuzz.SegmentProperties{
		Language:  "en",
		Script:    language.Latin,
		Direction: harfbuzz.LeftToRight,
	}
	f.buffer.AddRunes(runes, 0, len(runes))
	f.buffer.Shape(f.shaper, []harfbuzz.Feature{feature("liga", ligatures), feature("clig", ligatures)})

	glyphs := make([]Glyph, len(f.buffer.Info))
	for i, info := range f.buffer.Info {
		pos := f.buffer.Pos[i]
		glyphs[i] = Glyph{
			ID:      info.Glyph,
			Advance: int(pos.XAdvance),
			DX:      int(pos.XOffset),
			DY:      int(pos.YOffset),
		}
	}
	for i := 0; i < len(glyphs); {
		start, next := f.buffer.Info[i].Cluster, i+1
		for next < len(glyphs) && f.buffer.Info[next].Cluster == start {
			next++
		}
		end := len(runes)
		if next < len(glyphs) {
			end = f.buffer.Info[next].Cluster
		}
		standFor(glyphs[i:next], runes[start:end])
		i = next
	}
	return glyphs
}

// standFor gives the text of a cluster to its glyphs: a character each where
// that comes out even, as for forms of f and i that join, and else all of it
// to the first.
func standFor(glyphs []Glyph, text []rune) {
	if len(glyphs) != len(text) {
		glyphs[0].Text = string(text)
		return
	}
	for i, r := range text {
		glyphs[i].Text = string(r)
	}
}

func feature(tag string, on bool) harfbuzz.Feature {
	var value uint32
	if on {
		value = 1
	}
	return harfbuzz.Feature{
		Tag:   opentype.MustNewTag(tag),
		Value: value,
		Start: harfbuzz.FeatureGlobalStart,
		End:   harfbuzz.FeatureGlobalEnd,
	}
}

// ScriptGlyph is the glyph for a character in a formula: at level 1 and 2 the
// sturdier form that the font has for scripts, and for scripts of scripts
// (feature ssty). It is read from the table, since the shaper leaves letters
// beyond U+FFFF as they are.
func (f *Face) ScriptGlyph(r rune, level int) (GlyphID, bool) {
	g, ok := f.Glyph(r)
	if !ok || level == 0 {
		return g, ok
	}
	for _, lookup := range f.scriptForms {
		for _, subtable := range lookup.Subtables {
			forms, ok := subtable.(tables.AlternateSubs)
			if !ok {
				continue
			}
			if i, ok := forms.Coverage.Index(tables.GlyphID(g)); ok && level <= len(forms.AlternateSets[i].AlternateGlyphIDs) {
				return GlyphID(forms.AlternateSets[i].AlternateGlyphIDs[level-1]), true
			}
		}
	}
	return g, true
}

// scriptForms are the lookups of a font's feature ssty.
func scriptForms(gsub font.GSUB) []font.GSUBLookup {
	i, ok := gsub.FindFeatureIndex(opentype.MustNewTag("ssty"))
	if !ok {
		return nil
	}
	var lookups []font.GSUBLookup
	for _, l := range gsub.Features[i].LookupListIndices {
		lookups = append(lookups, gsub.Lookups[l])
	}
	return lookups
}
