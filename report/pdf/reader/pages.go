package reader

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
)

// A Page is a page of a file, with what it inherits.
type Page struct {
	Dict
	Reference Reference
	file      *File
}

// inheritable are what a page has from the nodes above it, unless it has its
// own (7.7.3.4).
var inheritable = []Name{"Resources", "MediaBox", "CropBox", "Rotate"}

// maxPages bounds the pages that are read.
const maxPages = 100_000

// Pages returns the pages in their order.
func (f *File) Pages() ([]Page, error) {
	var pages []Page
	err := f.pages(f.Catalogue()["Pages"], nil, Dict{}, map[Reference]bool{}, 0, &pages)
	return pages, cmp.Or(f.budget.spent(), err)
}

// pages appends the pages below a node, which inherit from those above it. One
// that leads back to itself, or says that another node is above it, belongs to
// no tree.
func (f *File) pages(node, parent Object, above Dict, seen map[Reference]bool, depth int, to *[]Page) error {
	reference, ok := node.(Reference)
	if !ok || seen[reference] || depth > maxDepth {
		return errors.New("the tree of pages is none: a node is missing, or there twice")
	}
	seen[reference] = true
	d := maps.Clone(f.Dict(node))
	if d["Parent"] != parent {
		return fmt.Errorf("the tree of pages is none: the /Parent of object %d is not the node above it", reference.Number)
	}
	for _, key := range inheritable {
		if value, ok := above[key]; ok && d != nil && d[key] == nil {
			d[key] = value
		}
	}
	switch d["Type"] {
	case Name("Pages"):
		for _, kid := range f.Array(d["Kids"]) {
			if err := f.pages(kid, reference, d, seen, depth+1, to); err != nil {
				return err
			}
		}
	case Name("Page"):
		if len(*to) == maxPages {
			return fmt.Errorf("the file has more than %d pages", maxPages)
		}
		*to = append(*to, Page{Dict: d, Reference: reference, file: f})
	default:
		return errors.New("the tree of pages has a node that is no page")
	}
	return nil
}

// Content is the page's content stream; of several, one behind the other.
func (p Page) Content() ([]byte, error) {
	parts := p.file.Array(p.Dict["Contents"])
	if parts == nil {
		parts = Array{p.Dict["Contents"]}
	}
	var content []byte
	for _, part := range parts {
		s, ok := p.file.Resolve(part).(*Stream)
		if !ok {
			return nil, errors.New("a page has no content")
		}
		data, err := p.file.Data(s)
		if err != nil {
			return nil, err
		}
		content = append(append(content, data...), '\n') // which Data has counted
	}
	return content, nil
}

// Font is the font that the page's content calls by a name; nil if none is.
func (p Page) Font(name Name) Dict {
	return p.file.Dict(p.file.Dict(p.file.Dict(p.Dict["Resources"])["Font"])[name])
}
