package report

import (
	"regexp"

	"firststep/report/typeset"
)

// numberWhatIsReferredTo takes the labels off sections and equations that
// nothing refers to: an equation has a number so that the text can name it.
// Figures and tables keep theirs, for the text is to mention each.
func numberWhatIsReferredTo(bs []typeset.Block) {
	referred := references{}
	referred.in(bs)
	referred.prune(bs)
}

// references are what a text refers to, as "eq:law".
type references map[string]bool

var referencePattern = regexp.MustCompile(`@((?:sec|eq):[\pL\pN]+(?:[-_][\pL\pN]+)*)`)

func (r references) in(bs []typeset.Block) {
	for _, b := range bs {
		switch b := b.(type) {
		case typeset.Heading:
			r.find(b.Text)
		case typeset.Paragraph:
			r.find(b.Text)
		case typeset.Abstract:
			r.find(b.Text)
		case typeset.Figure:
			r.find(b.Title, b.Caption)
		case typeset.Table:
			r.find(b.Title, b.Caption)
			for _, row := range b.Head {
				r.inCells(row)
			}
			for _, row := range b.Rows {
				r.inCells(row.Cells)
			}
		case typeset.Box:
			r.find(b.Title)
			r.in(b.Blocks)
		}
	}
}

func (r references) inCells(cells []typeset.Cell) {
	for _, c := range cells {
		r.find(c.Text, c.Short)
	}
}

func (r references) find(texts ...string) {
	for _, text := range texts {
		for _, match := range referencePattern.FindAllStringSubmatch(text, -1) {
			r[match[1]] = true
		}
	}
}

func (r references) prune(bs []typeset.Block) {
	for i, b := range bs {
		switch b := b.(type) {
		case typeset.Heading:
			if !r["sec:"+b.Label] {
				b.Label = ""
			}
			bs[i] = b
		case typeset.Equation:
			for j := range b.Lines {
				if !r["eq:"+b.Lines[j].Label] {
					b.Lines[j].Label = ""
				}
			}
		case typeset.Box:
			r.prune(b.Blocks)
		}
	}
}
