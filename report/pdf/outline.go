package pdf

import "fmt"

// outlineItem is an entry of the outline with those below it.
type outlineItem struct {
	outlineEntry
	object int
	kids   []*outlineItem
}

// addOutline adds the outline, open down to its last level, and returns what
// the catalogue says of it.
func (d *Document) addOutline(f *file) string {
	if len(d.outline) == 0 {
		return ""
	}
	root := &outlineItem{object: f.add(nil)}
	path := []*outlineItem{root} // the last item of every level
	for _, o := range d.outline {
		item := &outlineItem{outlineEntry: o, object: f.add(nil)}
		path = path[:min(o.level+1, len(path))]
		parent := path[len(path)-1]
		parent.kids = append(parent.kids, item)
		path = append(path, item)
	}
	f.objects[root.object] = fmt.Appendf(nil, "<</Type /Outlines %s>>", root.family())
	root.write(f)
	return fmt.Sprintf("/Outlines %d 0 R\n/PageMode /UseOutlines\n", root.object)
}

// family names an item's first and last kid, and counts what is below it.
func (o *outlineItem) family() string {
	if len(o.kids) == 0 {
		return ""
	}
	return fmt.Sprintf("/First %d 0 R /Last %d 0 R /Count %d ", o.kids[0].object, o.kids[len(o.kids)-1].object, o.below())
}

func (o *outlineItem) below() int {
	n := len(o.kids)
	for _, kid := range o.kids {
		n += kid.below()
	}
	return n
}

// write writes the items below o.
func (o *outlineItem) write(f *file) {
	for i, kid := range o.kids {
		b := fmt.Appendf(nil, "<</Title %s /Parent %d 0 R ", textString(kid.title), o.object)
		if i > 0 {
			b = fmt.Appendf(b, "/Prev %d 0 R ", o.kids[i-1].object)
		}
		if i < len(o.kids)-1 {
			b = fmt.Appendf(b, "/Next %d 0 R ", o.kids[i+1].object)
		}
		b = append(b, kid.family()...)
		f.objects[kid.object] = fmt.Appendf(b, "/Dest %s>>", kid.destination(f.pages))
		kid.write(f)
	}
}
