package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// addDestinations gives every anchor a destination of its name (ISO 32000-1,
// 12.3.2.3), which addresses may end in: report.pdf#figure-8. It returns their
// entry in the catalogue's dictionary of names.
func (d *Document) addDestinations(f *file) string {
	var tree strings.Builder
	for _, name := range slices.Sorted(maps.Keys(d.anchors)) {
		fmt.Fprintf(&tree, "%s %s\n", literal(name), d.anchors[name].destination(f.pages))
	}
	if tree.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("/Dests %d 0 R ", f.add(fmt.Appendf(nil, "<</Names [%s]>>", tree.String())))
}

// destination is the place as links have it; pages are objects of the file.
func (a anchor) destination(pages []int) string {
	return fmt.Sprintf("[%d 0 R /XYZ 0 %s null]", pages[a.page], a.y.AppendPoints(nil))
}
