package report

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"firststep/report/pdf/reader"
)

// standardTypes are the structure types of ISO 32000-1, 14.8.4.
var standardTypes = strings.Fields("Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private " +
	"P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot " +
	"Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form")

// An element is a node of the file's structure.
type element struct {
	role   string // after the role map
	dict   reader.Dict
	parent *element
	kids   []*element
	marks  []mark
	links  []reader.Dict
}

// A mark is marked content: its page's object and its number there.
type mark struct {
	page   reader.Reference
	number int
}

// root is the structure's one element at the top.
func (w *written) root(t *testing.T) *element {
	t.Helper()
	tree := w.Dict(w.Catalogue()["StructTreeRoot"])
	return w.element(t, tree["K"], nil, w.Dict(tree["RoleMap"]))
}

func (w *written) element(t *testing.T, o reader.Object, parent *element, roles reader.Dict) *element {
	t.Helper()
	d := w.Dict(o)
	role, _ := d["S"].(reader.Name)
	if mapped, ok := roles[role].(reader.Name); ok {
		role = mapped
	}
	e := &element{role: string(role), dict: d, parent: parent}
	for _, kid := range w.Array(d["K"]) {
		switch inner := w.Resolve(kid).(type) {
		case int:
			page, _ := d["Pg"].(reader.Reference)
			e.marks = append(e.marks, mark{page, inner})
		case reader.Dict:
			switch inner["Type"] {
			case reader.Name("MCR"):
				e.marks = append(e.marks, mark{inner["Pg"].(reader.Reference), inner["MCID"].(int)})
			case reader.Name("OBJR"):
				e.links = append(e.links, w.Dict(inner["Obj"]))
			default:
				if parentOf := w.Dict(inner["P"]); fmt.Sprint(parentOf["S"]) != fmt.Sprint(d["S"]) {
					t.Errorf("a %v in a %v has the parent %v", inner["S"], d["S"], parentOf["S"])
				}
				e.kids = append(e.kids, w.element(t, kid, e, roles))
			}
		}
	}
	return e
}

// elements are all elements in reading order.
func (w *written) elements(t *testing.T) iter.Seq[*element] {
	var walk func(e *element, yield func(*element) bool) bool
	walk = func(e *element, yield func(*element) bool) bool {
		if !yield(e) {
			return false
		}
		for _, kid := range e.kids {
			if !walk(kid, yield) {
				return false
			}
		}
		return true
	}
	root := w.root(t)
	return func(yield func(*element) bool) { walk(root, yield) }
}

// attribute is an element's attribute.
func (w *written) attribute(e *element, name reader.Name) reader.Object {
	return w.Dict(e.dict["A"])[name]
}

// roles are the roles of an element's kids.
func (e *element) roles() (roles []string) {
	for _, kid := range e.kids {
		roles = append(roles, kid.role)
	}
	return roles
}

// TestPDFUA holds the file against the clauses of PDF/UA-1 (ISO 14289-1:2014)
// that apply to what is in it.
func TestPDFUA(t *testing.T) { testClauses(t, pdfuaClauses) }

var pdfuaClauses = []clause{
	{"5", "the metadata name the part", func(t *testing.T, w *written) {
		if !strings.Contains(string(w.data(t, w.Catalogue()["Metadata"])), "<pdfuaid:part>1</pdfuaid:part>") {
			t.Error("they do not")
		}
	}},
	{"7.1 (content)", "all content is marked as an element's or as an artifact, and neither is within the other", func(t *testing.T, w *written) {
		paints := strings.Fields("TJ Tj ' \" f F f* B B* b b* S s EI Do sh")
		var open []string
		w.operations(t, func(page int, o reader.Operation) {
			switch {
			case o.Operator == "BMC" || o.Operator == "BDC":
				open = append(open, fmt.Sprint(o.Operands[0]))
			case o.Operator == "EMC":
				open = open[:len(open)-1]
			case slices.Contains(paints, o.Operator) && len(open) != 1:
				t.Errorf("page %d: %s is within %v", page+1, o.Operator, open)
			}
		})
		if len(open) > 0 {
			t.Errorf("%v is not closed", open)
		}
	}},
	{"7.1 (structure)", "every piece of marked content belongs to one element, as tree and page agree", checkMarks},
	{"7.1 (title)", "the window shows the title, which the metadata have", func(t *testing.T, w *written) {
		if w.Dict(w.Catalogue()["ViewerPreferences"])["DisplayDocTitle"] != true || w.xmp(t)["title"] == "" {
			t.Errorf("the title is %q, the preferences are %v", w.xmp(t)["title"], w.Dict(w.Catalogue()["ViewerPreferences"]))
		}
	}},
	{"7.1 (suspects)", "no tag is suspect, and no type is mapped to itself", func(t *testing.T, w *written) {
		if suspects, ok := w.Dict(w.Catalogue()["MarkInfo"])["Suspects"]; ok && suspects != false {
			t.Error("tags are suspect")
		}
		for from := range w.Dict(w.Dict(w.Catalogue()["StructTreeRoot"])["RoleMap"]) {
			if slices.Contains(standardTypes, string(from)) {
				t.Errorf("the standard type %s is mapped", from)
			}
		}
	}},
	{"7.2", "the language of text can be determined; words do not run together at the ends of lines", func(t *testing.T, w *written) {
		if w.Catalogue()["Lang"] == nil {
			t.Error("the document has no language")
		}
		text := w.text(t)
		for e := range w.elements(t) {
			if said := text.of(e); e.role == "P" && regexp.MustCompile(`\pL[.,;][\pL]{3}`).MatchString(said) {
				t.Errorf("a paragraph runs together: %q", said)
			}
		}
	}},
	{"7.3", "figures have an alternative text, and their bounds", func(t *testing.T, w *written) {
		figures := 0
		for e := range w.elements(t) {
			if e.role != "Figure" {
				continue
			}
			figures++
			alt, _ := e.dict["Alt"].(reader.String)
			if box := w.Array(w.attribute(e, "BBox")); len(reader.Text(alt)) < 20 || len(box) != 4 || len(e.marks) == 0 {
				t.Errorf("a figure has the text %q, the bounds %v and %d marks", reader.Text(alt), box, len(e.marks))
			}
		}
		if figures == 0 {
			t.Error("there is no figure")
		}
	}},
	{"7.4", "headings start at the first level and skip none", func(t *testing.T, w *written) {
		level := 0
		for e := range w.elements(t) {
			if len(e.role) != 2 || e.role[0] != 'H' {
				continue
			}
			next := int(e.role[1] - '0')
			if next > level+1 {
				t.Errorf("a heading of level %d follows one of level %d", next, level)
			}
			level = next
		}
		if w.name == "report" && level == 0 {
			t.Error("there is no heading")
		}
	}},
	{"7.5", "tables are regular, and have header cells that say whose head they are", func(t *testing.T, w *written) {
		text, ids := w.text(t), w.identifiers(t)
		for e := range w.elements(t) {
			if e.role == "Table" {
				checkTable(t, w, text, ids, e)
			}
		}
	}},
	{"7.6", "lists have items, items a label and a body, and labels a kind of numbering", func(t *testing.T, w *written) {
		for e := range w.elements(t) {
			switch e.role {
			case "L":
				if slices.ContainsFunc(e.roles(), func(r string) bool { return r != "LI" }) || w.attribute(e, "ListNumbering") == nil {
					t.Errorf("a list has %v", e.roles())
				}
			case "LI":
				if !slices.Equal(e.roles(), []string{"Lbl", "LBody"}) {
					t.Errorf("an item has %v", e.roles())
				}
			}
		}
	}},
	{"7.7", "formulas have words", func(t *testing.T, w *written) {
		formulas := 0
		for e := range w.elements(t) {
			if e.role == "Formula" {
				formulas++
				if alt, _ := e.dict["Alt"].(reader.String); strings.ContainsAny(reader.Text(alt), `\{}^_`) || alt == "" {
					t.Errorf("a formula is said as %q", reader.Text(alt))
				}
			}
		}
		if w.name == "report" && formulas == 0 {
			t.Error("there is no formula")
		}
	}},
	{"7.8", "running heads are artifacts of pagination", func(t *testing.T, w *written) {
		heads := map[int]bool{}
		w.operations(t, func(page int, o reader.Operation) {
			if o.Operator == "BDC" && o.Operands[0] == reader.Name("Artifact") {
				d, _ := o.Operands[1].(reader.Dict)
				heads[page] = heads[page] || d["Type"] == reader.Name("Pagination") && d["Subtype"] == reader.Name("Header")
			}
		})
		for i := range w.pages[1:] {
			if !heads[i+1] {
				t.Errorf("page %d has no running head", i+2)
			}
		}
	}},
	{"7.11", "attached files have both names", func(t *testing.T, w *written) {
		for _, o := range w.Array(w.Catalogue()["AF"]) {
			if d := w.Dict(o); d["F"] == nil || d["UF"] == nil {
				t.Errorf("a file is attached as %v", d)
			}
		}
	}},
	{"7.17", "the outline follows the headings", func(t *testing.T, w *written) {
		headings := 0
		for e := range w.elements(t) {
			if len(e.role) == 2 && e.role[0] == 'H' {
				headings++
			}
		}
		entries := 0
		var count func(o reader.Object)
		count = func(o reader.Object) {
			for d := w.Dict(o); d != nil; d = w.Dict(d["Next"]) {
				entries++
				count(d["First"])
			}
		}
		count(w.Dict(w.Catalogue()["Outlines"])["First"])
		if entries != headings {
			t.Errorf("the outline has %d entries, the structure %d headings", entries, headings)
		}
	}},
	{"7.18.1", "every annotation is in the structure", func(t *testing.T, w *written) {
		inStructure := 0
		for e := range w.elements(t) {
			inStructure += len(e.links)
			if len(e.links) > 0 && e.role != "Link" {
				t.Errorf("a link is in a %s", e.role)
			}
		}
		if onPages := len(w.annotations()); inStructure != onPages {
			t.Errorf("%d annotations are on pages, %d in the structure", onPages, inStructure)
		}
	}},
	{"7.18.3", "on every page the order of annotations is that of the structure", func(t *testing.T, w *written) {
		for i, page := range w.pages {
			if page.Dict["Tabs"] != reader.Name("S") {
				t.Errorf("page %d has the order %v", i+1, page.Dict["Tabs"])
			}
		}
	}},
	{"7.18.5", "links say where they lead, and hold what they are seen as", func(t *testing.T, w *written) {
		for e := range w.elements(t) {
			if e.role != "Link" {
				continue
			}
			for _, l := range e.links {
				if says, _ := l["Contents"].(reader.String); says == "" {
					t.Errorf("a link says nothing: %v", l)
				}
			}
			if len(e.links) == 0 || len(e.marks)+len(e.kids) == 0 {
				t.Errorf("a link has %d areas and %d marks", len(e.links), len(e.marks))
			}
		}
	}},
	{"7.21", "fonts are embedded and have a meaning in Unicode: see PDF/A-3, 6.2.11", func(t *testing.T, w *written) {
		w.fonts(t)
	}},
}

// checkMarks compares three accounts of what belongs to which element: the
// tree of elements, the tree of parents, and the pages' content.
func checkMarks(t *testing.T, w *written) {
	parents := map[int]reader.Object{}
	tree := w.Dict(w.Catalogue()["StructTreeRoot"])
	numbers := w.Array(w.Dict(tree["ParentTree"])["Nums"])
	for i := 0; i+1 < len(numbers); i += 2 {
		parents[numbers[i].(int)] = numbers[i+1]
	}
	key := map[reader.Reference]int{} // of pages
	for n := 1; n < w.Objects(); n++ {
		r := reader.Reference{Number: n}
		if d := w.Dict(r); d["Type"] == reader.Name("Page") {
			key[r] = d["StructParents"].(int)
		}
	}
	owned := map[mark]int{}
	for e := range w.elements(t) {
		for _, m := range e.marks {
			owned[m]++
			list := w.Array(parents[key[m.page]])
			if m.number >= len(list) || fmt.Sprint(w.Dict(list[m.number])) != fmt.Sprint(e.dict) {
				t.Errorf("mark %d of %v is a %s's, but not as the page has it", m.number, m.page, e.role)
			}
		}
		for _, l := range e.links {
			if n, ok := l["StructParent"].(int); !ok || fmt.Sprint(w.Dict(parents[n])) != fmt.Sprint(e.dict) {
				t.Errorf("a link is not what its element has")
			}
		}
	}
	inContent := map[mark]bool{}
	byKey := map[int]reader.Reference{}
	for r, k := range key {
		byKey[k] = r
	}
	w.operations(t, func(page int, o reader.Operation) {
		if o.Operator != "BDC" {
			return
		}
		if d, _ := o.Operands[1].(reader.Dict); d["MCID"] != nil {
			m := mark{byKey[w.pages[page].Dict["StructParents"].(int)], d["MCID"].(int)}
			if inContent[m] || owned[m] != 1 {
				t.Errorf("page %d: mark %d belongs to %d elements", page+1, m.number, owned[m])
			}
			inContent[m] = true
		}
	})
	if len(inContent) != len(owned) {
		t.Errorf("the pages have %d marks, the structure %d", len(inContent), len(owned))
	}
}

// identifiers are those of the header cells that the tree of them has, each
// checked against its element (14.7.4.1).
func (w *written) identifiers(t *testing.T) map[reader.Object]bool {
	t.Helper()
	found := map[reader.Object]bool{}
	tree := w.Array(w.Dict(w.Dict(w.Catalogue()["StructTreeRoot"])["IDTree"])["Names"])
	last := reader.String("")
	for i := 0; i+1 < len(tree); i += 2 {
		id, _ := tree[i].(reader.String)
		if e := w.Dict(tree[i+1]); e["ID"] != id || e["S"] != reader.Name("TH") || id <= last {
			t.Errorf("the identifier %q, behind %q, leads to %v", id, last, e)
		}
		found[id], last = true, id
	}
	return found
}

// checkTable counts the columns of every row, those of cells that reach down
// from above too (ISO 32000-1, 14.8.4.3.4), and finds header cells that say
// nothing and names of header cells that are none.
func checkTable(t *testing.T, w *written, text markedText, ids map[reader.Object]bool, table *element) {
	t.Helper()
	var rows []*element
	for _, kid := range table.kids {
		switch kid.role {
		case "Caption":
		case "THead", "TBody":
			rows = append(rows, kid.kids...)
		default:
			t.Errorf("a table holds a %s", kid.role)
		}
	}
	if table.kids[0].role != "Caption" {
		t.Errorf("a table begins with a %s", table.kids[0].role)
	}
	want := 0
	below := map[int]struct{ columns, heads int }{} // that rows have of cells above them
	for i, row := range rows {
		columns, heads := below[i].columns, below[i].heads
		for _, cell := range row.kids {
			across, _ := w.attribute(cell, "ColSpan").(int)
			down, _ := w.attribute(cell, "RowSpan").(int)
			across = max(1, across)
			columns += across
			head := 0
			scope, _ := w.attribute(cell, "Scope").(reader.Name)
			switch {
			case cell.role == "TH" && (scope == "Row" || scope == "Column"):
				head = 1
				if text.all(cell) == "" {
					t.Errorf("row %d of a table has an empty header cell", i+1)
				}
			case cell.role != "TD":
				t.Errorf("a row holds a %s with the scope %q", cell.role, scope)
			}
			heads += head
			for next := i + 1; next < i+down; next++ {
				b := below[next]
				below[next] = struct{ columns, heads int }{b.columns + across, b.heads + head}
			}
			for _, id := range w.Array(w.attribute(cell, "Headers")) {
				if !ids[id] {
					t.Errorf("row %d of a table names the header cell %v, which is none", i+1, id)
				}
			}
		}
		if i == 0 {
			want = columns
		}
		if row.role != "TR" || columns != want || heads == 0 {
			t.Errorf("row %d of a table is a %s of %d columns with %d heads; the first has %d columns", i+1, row.role, columns, heads, want)
		}
	}
}

// texts of a file by its marks.
type markedText map[mark]string

// text reads what is marked on the pages as Unicode.
func (w *written) text(t *testing.T) markedText {
	t.Helper()
	fonts := w.fonts(t)
	references := w.pageReferences()
	found := markedText{}
	var current *fontInFile
	var at mark
	w.operations(t, func(page int, o reader.Operation) {
		switch o.Operator {
		case "BDC":
			if d, _ := o.Operands[1].(reader.Dict); d["MCID"] != nil {
				at = mark{references[page], d["MCID"].(int)}
			}
		case "EMC":
			at = mark{}
		case "Tf":
			current = fonts[o.Operands[0].(reader.Name)]
		case "TJ":
			for _, part := range o.Operands[0].(reader.Array) {
				s, _ := part.(reader.String)
				for i := 0; i+1 < len(s); i += 2 {
					found[at] += current.unicode[int(s[i])<<8|int(s[i+1])]
				}
			}
		}
	})
	return found
}

// pageReferences are the objects of the pages, in order.
func (w *written) pageReferences() []reader.Reference {
	references := make([]reader.Reference, len(w.pages))
	for n := 1; n < w.Objects(); n++ {
		r := reader.Reference{Number: n}
		if d := w.Dict(r); d["Type"] == reader.Name("Page") {
			references[d["StructParents"].(int)] = r
		}
	}
	return references
}

// of is the text of an element's own marks.
func (m markedText) of(e *element) string {
	var b strings.Builder
	for _, at := range e.marks {
		b.WriteString(m[at])
	}
	return b.String()
}

// all is the text of an element and those in it, as far as it can be told
// without the order among them.
func (m markedText) all(e *element) string {
	text := m.of(e)
	for _, kid := range e.kids {
		text += m.all(kid)
	}
	return text
}

// Headings, captions and cells come out in the order of the source, whatever
// page they ended up on.
func TestReadingOrder(t *testing.T) {
	w := specimens(t)[0]
	text := w.text(t)
	var sections, figures, tables []int
	for e := range w.elements(t) {
		said := text.all(e)
		switch {
		case e.role == "H1" && regexp.MustCompile(`^\d`).MatchString(said):
			sections = append(sections, leading(said))
		case e.role == "Caption" && strings.HasPrefix(said, "Figure"):
			figures = append(figures, leading(said))
		case e.role == "Caption" && strings.HasPrefix(said, "Table"):
			tables = append(tables, leading(said))
		}
	}
	for name, numbers := range map[string][]int{"sections": sections, "figures": figures, "tables": tables} {
		if len(numbers) < 3 {
			t.Errorf("there are %d %s", len(numbers), name)
		}
		for i, n := range numbers {
			if n != i+1 {
				t.Errorf("the %s are read in the order %v", name, numbers)
				break
			}
		}
	}
}

var number = regexp.MustCompile(`\d+`)

// leading is the first number in a text.
func leading(text string) int {
	n, _ := strconv.Atoi(number.FindString(text))
	return n
}
