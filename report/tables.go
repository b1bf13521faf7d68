package report

import (
	"strings"

	"firststep/report/typeset"
	"firststep/study/claim"
)

// wrapping is a column of text that breaks lines where it has to.
var wrapping = typeset.Column{Wrap: true}

// row is the cells of a table's row in the making.
type row []typeset.Cell

// cell is text in a table.
func cell(text string) typeset.Cell { return typeset.Cell{Text: text} }

// cells makes a row of texts.
func cells(texts ...string) row {
	var r row
	for _, t := range texts {
		r = append(r, cell(t))
	}
	return r
}

// span lets the cell at i cover n columns; the empty ones that it covers go.
func (r row) span(i, n int) row {
	r[i].Span = n
	return append(r[:i+1:i+1], r[i+n:]...)
}

// cellsFor is a row about a scenario.
func (n *narrative) cellsFor(scenario string, rest ...typeset.Cell) row {
	return append(row{cell(n.name(scenario))}, rest...)
}

// explained adds to a table's caption what stands in its cells that it does not
// say of itself.
func explained(t typeset.Table) typeset.Table {
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if strings.HasPrefix(c.Text, median) {
				t.Caption = text(t.Caption, say("A number after %s is a median: there the deviation is several times the mean.", median))
				return t
			}
		}
	}
	return t
}

// verdictCell writes a verdict, one that something fails in a colour.
func verdictCell(v claim.Verdict) typeset.Cell {
	if v == claim.Fails {
		return cell("{" + failsColour + "|" + v.String() + "}")
	}
	return cell(v.String())
}

// tableShare is wholePercent with signs in place of words.
func tableShare(share float64) string {
	return sharesInTables.Replace(wholePercent(share))
}

var sharesInTables = strings.NewReplacer("below ", `\<`, "above ", `>`)

// columns makes columns of the given alignments.
func columns(aligns ...typeset.Align) []typeset.Column {
	var c []typeset.Column
	for _, a := range aligns {
		c = append(c, typeset.Column{Align: a})
	}
	return c
}

// over lets the only cell of a row cover n columns.
func (r row) over(n int) row {
	r[0].Span = n
	return r
}
