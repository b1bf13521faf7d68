package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"
)

// structure writes links and the logical structure (ISO 32000-1, 14.7): the
// tree of elements, and for readers that come from the page, a second tree
// from every page's marked content and every link to its element.
type structure struct {
	doc      *Document
	file     *file
	pages    []int                // objects of the file
	links    []int                // likewise
	elements map[*tag.Element]int // likewise
	order    []*tag.Element
	ids      map[*tag.Element]string // of the header cells that cells name
	small    []int                   // objects for object streams
}

// addStructure adds links and structure, and returns what the catalogue says
// of them.
func (d *Document) addStructure(f *file) string {
	s := &structure{doc: d, file: f, pages: f.pages, elements: map[*tag.Element]int{}, ids: map[*tag.Element]string{}}
	root := f.add(nil)
	s.number(d.Structure)
	for range d.links {
		s.links = append(s.links, s.addSmall(nil))
	}
	names := s.identify()
	for _, e := range s.order {
		f.objects[s.elements[e]] = s.element(e, root)
	}
	for i, l := range d.links {
		f.objects[s.links[i]] = s.annotation(i, l)
	}
	parents, next := s.parents()
	f.objects[root] = fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d /RoleMap <</%s /%s>>%s>>",
		s.elements[d.Structure], parents, next, tag.Title, tag.Paragraph, names)
	s.completePages()
	f.pack(s.small)
	return fmt.Sprintf("/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n", root)
}

func (s *structure) addSmall(body []byte) int {
	n := s.file.add(body)
	s.small = append(s.small, n)
	return n
}

// number gives an element and those below it their objects, in reading order.
func (s *structure) number(e *tag.Element) {
	s.elements[e] = s.addSmall(nil)
	s.order = append(s.order, e)
	for _, kid := range e.Kids {
		if child, ok := kid.(*tag.Element); ok {
			s.number(child)
		}
	}
}

// element is the dictionary of an element.
func (s *structure) element(e *tag.Element, root int) []byte {
	parent := root
	if e.Parent != nil {
		parent = s.elements[e.Parent]
	}
	b := fmt.Appendf(nil, "<</S /%s /P %d 0 R", e.Role, parent)
	if e.Alt != "" {
		b = fmt.Appendf(b, " /Alt %s", textString(e.Alt))
	}
	if id, ok := s.ids[e]; ok {
		b = fmt.Appendf(b, " /ID (%s)", id)
	}
	b = append(b, s.attributes(e)...)
	page, ok := firstPage(e)
	if ok {
		b = fmt.Appendf(b, " /Pg %d 0 R", s.pages[page])
	}
	if len(e.Kids) > 0 {
		b = append(b, " /K ["...)
		for i, kid := range e.Kids {
			if i > 0 {
				b = append(b, ' ')
			}
			b = s.kid(b, kid, page)
		}
		b = append(b, ']')
	}
	return append(b, ">>"...)
}

// firstPage is the page of an element's first content.
func firstPage(e *tag.Element) (page int, ok bool) {
	for _, kid := range e.Kids {
		if c, ok := kid.(tag.Content); ok {
			return c.Page, true
		}
	}
	return 0, false
}

func (s *structure) kid(b []byte, kid tag.Kid, page int) []byte {
	switch kid := kid.(type) {
	case *tag.Element:
		return fmt.Appendf(b, "%d 0 R", s.elements[kid])
	case tag.Annotation:
		return fmt.Appendf(b, "<</Type /OBJR /Obj %d 0 R /Pg %d 0 R>>", s.links[kid.Number], s.pages[s.doc.links[kid.Number].page])
	case tag.Content:
		if kid.Page == page {
			return strconv.AppendInt(b, int64(kid.Number), 10)
		}
		return fmt.Appendf(b, "<</Type /MCR /Pg %d 0 R /MCID %d>>", s.pages[kid.Page], kid.Number)
	}
	return b
}

// identify gives the header cells that other cells name their identifiers, and
// returns what the root says of these (14.7.4.1).
func (s *structure) identify() string {
	named := map[*tag.Element]bool{}
	for _, e := range s.order {
		for _, h := range e.Headers {
			named[h] = true
		}
	}
	var tree strings.Builder
	for _, e := range s.order {
		if named[e] {
			s.ids[e] = fmt.Sprintf("h%05d", len(s.ids)+1) // of one length, for the tree has them in order
			fmt.Fprintf(&tree, "(%s) %d 0 R ", s.ids[e], s.elements[e])
		}
	}
	if tree.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(" /IDTree %d 0 R", s.addSmall(fmt.Appendf(nil, "<</Names [%s]>>", tree.String())))
}

// attributes are an element's attributes, by role (14.8.5).
func (s *structure) attributes(e *tag.Element) string {
	switch {
	case e.Role == tag.HeaderCell, e.Role == tag.Cell:
		return s.cellAttributes(e)
	case e.Role == tag.List:
		return " /A <</O /List /ListNumbering /Decimal>>"
	case e.Role == tag.Figure, e.Role == tag.Formula && isBlock(e):
		if r := e.Bounds; r != nil && r.Page >= 0 {
			corners := appendLengths(nil, box.Length(r.Left), box.Length(r.Bottom), box.Length(r.Right), box.Length(r.Top))
			return fmt.Sprintf(" /A <</O /Layout /Placement /Block /BBox [%s]>>", corners[:len(corners)-1])
		}
		return " /A <</O /Layout /Placement /Block>>"
	}
	return ""
}

// cellAttributes are those of a cell of a table, head or not (14.8.5.7).
func (s *structure) cellAttributes(e *tag.Element) string {
	var b strings.Builder
	if e.Role == tag.HeaderCell {
		fmt.Fprintf(&b, " /Scope /%s", e.Scope)
	}
	if e.Columns > 1 {
		fmt.Fprintf(&b, " /ColSpan %d", e.Columns)
	}
	if e.Rows > 1 {
		fmt.Fprintf(&b, " /RowSpan %d", e.Rows)
	}
	if len(e.Headers) > 0 {
		b.WriteString(" /Headers [")
		for _, h := range e.Headers {
			fmt.Fprintf(&b, "(%s)", s.ids[h])
		}
		b.WriteString("]")
	}
	if b.Len() == 0 {
		return ""
	}
	return " /A <</O /Table" + b.String() + ">>"
}

// isBlock reports whether an element that may stand in a line stands alone.
func isBlock(e *tag.Element) bool {
	return e.Parent != nil && slices.Contains([]tag.Role{tag.Document, tag.Section, tag.Group}, e.Parent.Role)
}

// annotation is the area of a link (12.5.6.5). It is printed, which for a link
// changes nothing and PDF/A asks for, and says where it leads.
func (s *structure) annotation(i int, l link) []byte {
	area := appendLengths(nil, l.x, l.y, l.x+l.Width, l.y+l.Height)
	b := fmt.Appendf(nil, "<</Type /Annot /Subtype /Link /Rect [%s] /Border [0 0 0] /F 4 /StructParent %d", area[:len(area)-1], len(s.pages)+i)
	if says := l.words(); says != "" {
		b = fmt.Appendf(b, " /Contents %s", textString(says))
	}
	if l.Anchor == "" {
		return fmt.Appendf(b, " /A <</S /URI /URI %s>>>>", literal(l.URL))
	}
	return fmt.Appendf(b, " /Dest %s>>", s.doc.anchors[l.Anchor].destination(s.pages))
}

// words are what a link is said to be.
func (l link) words() string {
	if l.Says != "" {
		return l.Says
	}
	return l.URL
}

// parents adds the tree from pages and links to elements, and returns its
// object and the next key.
func (s *structure) parents() (tree, next int) {
	var numbers strings.Builder
	for i, p := range s.doc.pages {
		list := []byte("[")
		for _, e := range p.marks {
			list = fmt.Appendf(list, "%d 0 R ", s.elements[e])
		}
		fmt.Fprintf(&numbers, "%d %d 0 R\n", i, s.addSmall(append(list, ']')))
	}
	for i, l := range s.doc.links {
		fmt.Fprintf(&numbers, "%d %d 0 R\n", len(s.pages)+i, s.elements[l.element])
	}
	tree = s.addSmall(fmt.Appendf(nil, "<</Nums [%s]>>", numbers.String()))
	return tree, len(s.pages) + len(s.links)
}

// completePages tells every page its key in the tree, its links, and that the
// order of going through these is that of the structure.
func (s *structure) completePages() {
	annotations := make([]strings.Builder, len(s.pages))
	for i, l := range s.doc.links {
		fmt.Fprintf(&annotations[l.page], "%d 0 R ", s.links[i])
	}
	for i, n := range s.pages {
		entries := fmt.Sprintf("/StructParents %d\n/Tabs /S\n", i)
		if list := annotations[i].String(); list != "" {
			entries += "/Annots [" + list + "]\n"
		}
		s.file.objects[n] = withEntries(s.file.objects[n], entries)
	}
}
