package typeset

import (
	"fmt"
	"slices"

	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"
)

// table is a table on its way to boxes.
type table struct {
	columns []Column
	size    typeSize
	gap     box.Length // between columns, at least
	least   box.Length // width of a column that wraps
	head    [][]cell
	rows    [][]cell
	grouped []bool // rows with space above

	width  box.Length   // of its rules
	widths []box.Length // of columns
	lefts  []box.Length // their left edges
	airy   bool         // space between rows, for many have several lines
	before []box.Length // in a decimal column: the most that stands left of the point
	after  []box.Length // and right of it
	words  []box.Length // and the widest cell that has no number
	middle []box.Length // and where the middles of its numbers are in the mean, right of the point
}

// cell is a cell that has been read.
type cell struct {
	first, last int // its columns
	source      string
	head        bool
	natural     *box.Box
	element     *tag.Element
	paragraph   *paragraph // of a column that wraps
	point       box.Length // where natural has its decimal point; −1 where it has no number
}

// setTable sets a table, its caption above. One that is too tall to be moved
// about stays where it is and may break over pages.
func (s *setter) setTable(v *vlist, b Table, number string) error {
	t, err := s.fitTable(b, v.width)
	if err != nil {
		return fmt.Errorf("table %s: %w", number, err)
	}
	lines, err := s.caption("Table", number, b.Title, b.Caption, v.width)
	if err != nil {
		return err
	}
	element := s.add(tag.Table)
	tagged(element.Add(tag.Caption), lines)
	t.tag(element)
	target(lines[0], "table", number, captionSize.size)
	inside := &vlist{width: v.width}
	inside.captionLines(lines)
	inside.rigid(captionAbove)
	inside.put(t.top())
	const mostOfPage = 67 // per cent that a table may take and still be moved about
	if height := inside.stack().Depth + t.height(); height < s.paper.textHeight.Scale(mostOfPage, 100) {
		t.putRows(inside, nil)
		v.place(&float{box: inside.stack(), foot: true}, b.Inline, keepsTables)
		return nil
	}
	again, err := s.caption("Table", number, b.Title, "(continued)", v.width)
	if err != nil {
		return err
	}
	head := &vlist{width: v.width}
	head.captionLines(again)
	head.rigid(captionAbove)
	head.put(t.top())
	repeated := head.stack()
	repeated.Tag = tag.Artifact
	v.breakable(0)
	v.skip(blockSkip)
	v.add(vitem{kind: vwall, keeps: keepsTables})
	v.put(inside.stack())
	t.putRows(v, &continued{table: t, head: repeated, foot: t.rule(lightRule, tableRuleGap, 0)})
	v.lastDepth = 0
	v.penalty(0)
	v.skip(blockSkip)
	v.flush = true
	return nil
}

// compromise is a way to make a wide table fit.
type compromise struct {
	short bool     // short forms of cells
	size  typeSize // smaller type
	gap   box.Length
	least box.Length // width of a column that wraps
	wrap  bool       // columns of text wrap
}

// compromises, the least first.
var compromises = []compromise{
	{false, tableSize, pt(10), box.Mm(26), false},
	{true, tableSize, pt(10), box.Mm(26), false},
	{true, smallTableSize, pt(9), box.Mm(26), false},
	{true, smallTableSize, pt(9), box.Mm(26), true},
	{true, smallTableSize, pt(5), box.Mm(26), false},
	{true, leastTableSize, pt(5), box.Mm(18), false},
	{true, leastTableSize, pt(5), box.Mm(18), true},
}

// smallCompromises are those for tables that are longer than a page.
var smallCompromises = append([]compromise{
	{false, longTableSize, pt(8), box.Mm(26), false},
	{true, longTableSize, pt(5), box.Mm(26), false},
}, compromises[5:]...)

// fitTable reads a table so that it fits the width, in smaller type where it is
// longer than a page.
func (s *setter) fitTable(b Table, width box.Length) (*table, error) {
	t, err := s.fitAmong(compromises, b, width)
	if err == nil && t.height() > s.paper.textHeight {
		return s.fitAmong(smallCompromises, b, width)
	}
	return t, err
}

// fitAmong reads a table in the first way in which it fits the width. A table
// with columns that wrap is compromised further where that saves a quarter of
// its lines.
func (s *setter) fitAmong(compromises []compromise, b Table, width box.Length) (*table, error) {
	var best *table
	wraps := slices.ContainsFunc(b.Columns, func(c Column) bool { return c.Wrap })
	for i, c := range compromises {
		if c.wrap && best != nil {
			break
		}
		if c.wrap && wraps && i < len(compromises)-1 {
			continue // the columns that wrap take what is lacking, in smaller type
		}
		tried := b
		if c.wrap {
			tried.Columns = wrapping(b.Columns)
		}
		t, err := s.readTable(tried, c)
		if err != nil {
			return nil, err
		}
		if t.measure(width) && (best == nil || 4*t.countLines() <= 3*best.countLines()) {
			best = t
		}
		if best != nil && !best.wraps() {
			break
		}
	}
	if best == nil {
		return nil, fmt.Errorf("its %d columns are wider than the page", len(b.Columns))
	}
	return best, nil
}

// wrapping lets the left-aligned columns wrap.
func wrapping(columns []Column) []Column {
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i].Wrap = columns[i].Wrap || columns[i].Align == Left
	}
	return columns
}

func (s *setter) readTable(b Table, c compromise) (*table, error) {
	t := &table{columns: b.Columns, size: c.size, gap: c.gap, least: c.least}
	for _, row := range b.Head {
		cells, err := s.readRow(t, row, c.short, true)
		if err != nil {
			return nil, err
		}
		t.head = append(t.head, cells)
	}
	for i, row := range b.Rows {
		if len(row.Cells) == 0 {
			return nil, fmt.Errorf("row %d has no cells", i+1)
		}
		cells, err := s.readRow(t, row.Cells, c.short, false)
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, cells)
		t.grouped = append(t.grouped, row.Gap && i > 0)
	}
	return t, nil
}

func (s *setter) readRow(t *table, row []Cell, short, head bool) ([]cell, error) {
	var cells []cell
	column := 0
	for _, c := range row {
		next := column + max(1, c.Span)
		if next > len(t.columns) {
			return nil, fmt.Errorf("a row has more cells than there are columns: %s", excerpt(c.Text))
		}
		text := c.Text
		if short && c.Short != "" {
			text = c.Short
		}
		p, err := s.paragraph(text, textStyle{size: t.size.size})
		if err != nil {
			return nil, err
		}
		read := cell{first: column, last: next - 1, source: text, head: head, natural: p.natural(), point: -1}
		switch {
		case head:
		case t.columns[column].Wrap:
			p.loose = true
			read.paragraph = p
		case t.columns[column].Align == Decimal:
			read.point = decimalPoint(read.natural)
		}
		cells = append(cells, read)
		column = next
	}
	return cells, nil
}

// measure finds the columns' widths and places. It reports whether they fit.
func (t *table) measure(width box.Length) bool {
	n := len(t.columns)
	t.widths, t.lefts = make([]box.Length, n), make([]box.Length, n)
	t.before, t.after, t.words, t.middle = make([]box.Length, n), make([]box.Length, n), make([]box.Length, n), make([]box.Length, n)
	numbers := make([]int64, n)
	wanted := make([]box.Length, n) // of columns that wrap: the longest cell
	for i, row := range slices.Concat(t.head, t.rows) {
		for _, c := range row {
			switch {
			case c.first != c.last:
			case c.paragraph != nil:
				wanted[c.first] = max(wanted[c.first], c.natural.Width)
			case c.point >= 0:
				t.before[c.first] = max(t.before[c.first], c.point)
				t.after[c.first] = max(t.after[c.first], c.natural.Width-c.point)
				t.middle[c.first] += c.natural.Width/2 - c.point
				numbers[c.first]++
			default:
				t.widths[c.first] = max(t.widths[c.first], c.natural.Width)
				if i >= len(t.head) {
					t.words[c.first] = max(t.words[c.first], c.natural.Width)
				}
			}
		}
	}
	used := t.gap.Scale(t.gaps(n-1), gapParts)
	for i := range t.widths {
		t.widths[i] = max(t.widths[i], t.before[i]+t.after[i])
		t.middle[i] /= box.Length(max(1, numbers[i]))
		if wanted[i] == 0 {
			used += t.widths[i]
		}
	}
	if !t.shareOut(width-used, wanted) {
		return false
	}
	t.spread(width)
	t.airy = 3*t.tallRows() > len(t.rows)
	return true
}

// A gap between columns has so many parts, and one more where the right edge of a
// column's cells meets the left edge of the next one's.
const gapParts = 2

// gaps are the parts of the gaps before a column.
func (t *table) gaps(column int) int64 {
	var parts int64
	for i := 1; i <= column; i++ {
		parts += gapParts
		switch before, after := t.columns[i-1].Align, t.columns[i].Align; {
		case before == Right && (after == Left || after == Decimal), before == Decimal && after == Left:
			parts++
		}
	}
	return parts
}

// spread places the columns, the first at the left edge and the last at the
// right. Where that would part them too far, for a row to be read across, the
// table is narrower instead, unless that is hardly to be seen.
func (t *table) spread(width box.Length) {
	spare := width
	for _, w := range t.widths {
		spare -= w
	}
	parts := t.gaps(len(t.columns) - 1)
	if compact := compactGap.Scale(parts, gapParts); spare > widestGap.Scale(parts, gapParts) && spare-compact > width/narrower {
		spare = compact
	}
	x := box.Length(0)
	for i, w := range t.widths {
		t.lefts[i] = x
		if parts > 0 {
			t.lefts[i] += spare.Scale(t.gaps(i), parts)
		}
		x += w
	}
	t.width = x + spare
}

// narrower is the part of the width by which a table is narrower at least, if it
// is.
const narrower = 8

// rule is a rule across the table between two spaces, its reference point at the top.
func (t *table) rule(thickness, above, below box.Length) *box.Box {
	b := &box.Box{Width: t.width, Depth: above + thickness + below}
	b.Put(0, -above-thickness, &box.Rule{Width: t.width, Height: thickness, Colour: black})
	return b
}

// top is what stands above the rows: a rule, and head and rule where there is one.
func (t *table) top() *box.Box {
	list := &vlist{width: t.width}
	list.put(t.rule(heavyRule, 0, tableRuleGap))
	for i := range t.head {
		list.put(t.headRow(i))
	}
	if len(t.head) > 0 {
		list.put(t.rule(lightRule, tableRuleGap, tableRuleGap))
	}
	return list.stack()
}

// putRows adds the rows and the rule below them. Where parts is not nil a page
// may break between rows.
func (t *table) putRows(v *vlist, parts *continued) {
	put := func(b *box.Box, part *continued) {
		v.put(b)
		v.items[len(v.items)-1].table = part
	}
	for i, row := range t.rows {
		b := t.row(row)
		v.penalty(t.breakBefore(i))
		switch {
		case t.grouped[i] && parts != nil:
			v.add(vitem{kind: vskip, height: groupSkip.height, stretch: groupSkip.stretch, shrink: groupSkip.shrink})
		case t.grouped[i] && t.airy:
			v.rigid(tableGroupGap + tableEntryGap)
		case t.grouped[i]:
			v.rigid(tableGroupGap)
		case i > 0 && t.airy:
			v.rigid(tableEntryGap)
		}
		put(b, t.within(i, parts))
	}
	v.penalty(noBreak)
	put(t.rule(heavyRule, tableRuleGap, 0), parts)
}

// height is that of the rows with the rule below them.
func (t *table) height() box.Length {
	list := &vlist{}
	t.putRows(list, nil)
	return list.stack().Depth
}

// rowBaseline is how far a row's baseline is below its top, in hundredths of
// the leading.
const rowBaseline = 72

// row is a row, its reference point at the top.
func (t *table) row(row []cell) *box.Box {
	leading := t.size.leading
	baseline := -leading.Scale(rowBaseline, 100)
	b := &box.Box{Depth: leading}
	for _, c := range row {
		switch {
		case c.paragraph != nil:
			for i, l := range tagged(c.element, c.paragraph.hanging(t.widths[c.first], t.turnover(c.first))) {
				drop := leading.Scale(int64(i), 1)
				b.Put(t.placeLine(c.first, l), baseline-drop, l)
				b.Depth = max(b.Depth, leading+drop)
			}
		case c.first != c.last:
			b.Put(t.lefts[c.first], baseline, c.natural)
		default:
			b.Put(t.place(c), baseline, c.natural)
		}
	}
	return b
}

// headRow is a row of the head. Below what spans columns is a rule. What stands
// over one column stands as low as it can: on the last row that has nothing else
// there, or a leading above what has.
func (t *table) headRow(row int) *box.Box {
	leading := t.size.leading
	baseline := -leading.Scale(rowBaseline, 100)
	b := &box.Box{Depth: leading}
	if slices.ContainsFunc(t.head[row], func(c cell) bool { return c.first != c.last }) {
		b.Depth += lightRule + tableRuleGap
	}
	for _, c := range t.head[row] {
		if c.first != c.last {
			left, right := t.lefts[c.first], t.lefts[c.last]+t.widths[c.last]
			b.Put(left+(right-left-c.natural.Width)/2, baseline, c.natural)
			b.Put(left, -leading-lightRule, &box.Rule{Width: right - left, Height: lightRule, Colour: black})
			continue
		}
		drop := box.Length(0)
		if below := t.headCell(row+1, &c); below != nil && below.isEmpty() {
			drop = b.Depth
		} else if below != nil {
			drop = b.Depth - leading
		}
		b.Put(t.place(c), baseline-drop, c.natural)
	}
	return b
}

// placeLine is where a line of a column that wraps starts.
func (t *table) placeLine(column int, l *box.Box) box.Length {
	if t.columns[column].Align == Right {
		return t.lefts[column] + t.widths[column] - l.Width
	}
	return t.lefts[column]
}

// place is where a cell of one column starts.
func (t *table) place(c cell) box.Length {
	left, spare := t.lefts[c.first], t.widths[c.first]-c.natural.Width
	switch t.columns[c.first].Align {
	case Left:
		return left
	case Centre:
		return left + spare/2
	case Decimal:
		return max(left, min(t.placeDecimal(c), left+spare))
	}
	return left + spare
}

// placeDecimal is where a cell of a decimal column starts: the numbers as one
// block in the middle of the column, words in its middle, and heads over where
// most of the numbers are. In the last column the widest of them ends where the
// table does.
func (t *table) placeDecimal(c cell) box.Length {
	column := c.first
	numbers := t.before[column] + t.after[column]
	middle := t.lefts[column] + t.widths[column]/2
	if column == len(t.columns)-1 {
		middle = t.lefts[column] + t.widths[column] - max(numbers, t.words[column])/2
	}
	point := middle - numbers/2 + t.before[column]
	switch {
	case c.point >= 0:
		return point - c.point
	case c.head && numbers > 0:
		middle = point + t.middle[column]
	}
	return middle - c.natural.Width/2
}
