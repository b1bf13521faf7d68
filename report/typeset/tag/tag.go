// Package tag has the logical structure of a document: which of what stands on
// its pages is a heading, a paragraph, a figure, a cell of a table, in reading
// order. Readers that speak, reflow or search a PDF file go by it (ISO 32000-1,
// 14.7 and 14.8).
//
// An [Element] of the block level takes its place in the order of the source
// when it is added to its parent, wherever on the pages its content ends up.
// One within a line (a link, a formula) is made on its own with [New] and is
// adopted by the element around it, at the place where its content first
// stands.
package tag

// Role is a standard structure type.
type Role string

// Roles of elements.
const (
	Document     Role = "Document"
	Section      Role = "Sect"
	Group        Role = "Div"
	Title        Role = "Title" // mapped to P, as PDF 1.7 has none
	Paragraph    Role = "P"
	Heading1     Role = "H1"
	Heading2     Role = "H2"
	Heading3     Role = "H3"
	Contents     Role = "TOC"
	ContentsItem Role = "TOCI"
	Reference    Role = "Reference"
	Figure       Role = "Figure"
	Caption      Role = "Caption"
	Formula      Role = "Formula"
	Link         Role = "Link"
	List         Role = "L"
	ListItem     Role = "LI"
	ListLabel    Role = "Lbl"
	ListBody     Role = "LBody"
	Source       Role = "BibEntry"
	Table        Role = "Table"
	TableHead    Role = "THead"
	TableBody    Role = "TBody"
	TableRow     Role = "TR"
	HeaderCell   Role = "TH"
	Cell         Role = "TD"
)

// Element is a node of the structure.
type Element struct {
	Role    Role
	Alt     string // what is said in the place of the content
	Scope   Scope  // of a HeaderCell
	Columns int    // that a cell spans, where more than one
	Rows    int    // likewise

	// Headers are the HeaderCells of a cell, where its row and column do not
	// tell: of one below the name of a group of rows.
	Headers []*Element

	// Bounds is where the boxes of the element stand, if all on one page.
	Bounds *Rectangle

	Parent *Element
	Kids   []Kid
}

// Scope says which cells a HeaderCell is the head of.
type Scope string

// Scopes of a HeaderCell.
const (
	ScopeRow    Scope = "Row"
	ScopeColumn Scope = "Column"
)

// Rectangle is a part of a page, which counts from 0 and is -1 for what stands
// on several. Lengths are in the units of package box.
type Rectangle struct {
	Page                     int
	Left, Bottom, Right, Top int64
}

// Kid is one of *Element, Content and Annotation.
type Kid interface{ kid() }

// Content is marked content: the page it is on, from 0, and its number there.
type Content struct{ Page, Number int }

// Annotation is a link's area, by its number in the document.
type Annotation struct{ Number int }

func (*Element) kid()   {}
func (Content) kid()    {}
func (Annotation) kid() {}

// Artifact and RunningHead stand in an element's place around what is no part
// of the document: rules, repeated heads of tables; and the titles and
// numbers of pages.
var (
	Artifact    = &Element{Role: "Artifact"}
	RunningHead = &Element{Role: "Artifact"}
)

// IsArtifact reports whether e is one of these.
func (e *Element) IsArtifact() bool { return e == Artifact || e == RunningHead }

// New is an element without a parent, for [Element.Adopt].
func New(role Role) *Element { return &Element{Role: role} }

// Add appends an element.
func (e *Element) Add(role Role) *Element {
	child := New(role)
	e.Adopt(child)
	return child
}

// Adopt appends an element that has no parent; one that has one stays there.
func (e *Element) Adopt(child *Element) {
	if child.Parent == nil {
		child.Parent = e
		e.Kids = append(e.Kids, child)
	}
}

// Include makes a place on a page part of the element's bounds.
func (e *Element) Include(r Rectangle) {
	switch b := e.Bounds; {
	case b == nil:
		e.Bounds = &r
		return
	case b.Page != r.Page:
		b.Page = -1
	}
	b := e.Bounds
	b.Left, b.Bottom = min(b.Left, r.Left), min(b.Bottom, r.Bottom)
	b.Right, b.Top = max(b.Right, r.Right), max(b.Top, r.Top)
}
