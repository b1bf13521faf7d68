package typeset

import (
	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"
)

// The structure grows as blocks are set, in their order; floats and tables may
// end up elsewhere on the pages.

// parent is the element that blocks go into: a section, a frame, or the document.
func (s *setter) parent() *tag.Element { return s.within[len(s.within)-1] }

// add appends an element of the block level.
func (s *setter) add(role tag.Role) *tag.Element { return s.parent().Add(role) }

// headings by depth.
var headingRoles = []tag.Role{tag.Heading1, tag.Heading2, tag.Heading3}

// addHeading appends a heading, which opens a section unless it runs into a
// paragraph.
func (s *setter) addHeading(depth int, runIn bool) *tag.Element {
	if !runIn && depth < len(s.within) {
		s.within = s.within[:depth+1]
		s.within = append(s.within, s.add(tag.Section))
	}
	return s.add(headingRoles[min(depth, len(headingRoles)-1)])
}

// tagged makes boxes an element's.
func tagged(e *tag.Element, boxes []*box.Box) []*box.Box {
	for _, b := range boxes {
		b.Tag = e
	}
	return boxes
}
