package pdf

import (
	"bytes"
	"fmt"
	"strings"

	"firststep/report/typeset/font"

	"github.com/go-pdf/fpdf"
)

// assemble has fpdf write the file: pages with their streams, fonts and
// Info. Of fpdf's own drawing nothing is used.
func (d *Document) assemble() ([]byte, error) {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: d.pages[0].size()})
	f.SetCatalogSort(true) // else dictionaries have a map's order
	f.SetCompression(false)
	f.SetAutoPageBreak(false, 0)
	f.SetCreationDate(d.info.Date)
	f.SetModificationDate(d.info.Date)
	f.SetLang(d.info.Language)
	f.SetProducer(utf16String(producer), false)
	f.SetTitle(utf16String(d.info.Title), false)
	f.SetSubject(utf16String(d.info.Subject), false)
	f.SetAuthor(utf16String(d.info.Author), false)
	f.SetKeywords(utf16String(strings.Join(d.info.Keywords, ", ")), false)

	for _, p := range d.pages {
		p.unmark()
		f.AddPageFormat("P", p.size())
		f.RawWriteStr(string(p.content.bytes))
	}
	if err := d.embedFonts(f); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := f.Output(&file); err != nil {
		return nil, fmt.Errorf("PDF: %w", err)
	}
	return file.Bytes(), nil
}

func (p *Page) size() fpdf.SizeType {
	return fpdf.SizeType{Wd: p.width.Points(), Ht: p.height.Points()}
}

// embedFonts hands fpdf the fonts with the glyphs in use. fpdf embeds only what
// its own Text has shown, so each font's codes are shown in a template, which
// shares the fonts and is then left out of the file.
func (d *Document) embedFonts(f *fpdf.Fpdf) error {
	for _, e := range d.fonts {
		glyphs := make([]font.GlyphID, len(e.uses))
		codes := make([]rune, len(e.uses))
		for i, use := range e.uses {
			glyphs[i], codes[i] = use.glyph, rune(i+1)
		}
		subset, err := e.face.Subset(glyphs)
		if err != nil {
			return err
		}
		f.AddUTF8FontFromBytes(e.name, "", subset)
		f.CreateTemplate(func(t *fpdf.Tpl) {
			t.SetFont(e.name, "", 10)
			t.Text(0, 0, string(codes))
		})
	}
	return nil
}
