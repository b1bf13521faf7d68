package reader

import (
	"cmp"
	"crypto/md5"
	"errors"
	"fmt"
)

// Attachment is a file inside a file.
type Attachment struct {
	Name         string
	MIME         string
	Description  string
	Relationship string
	Data         []byte
}

// Attachments returns the files that the document carries, in the order of
// its tree of names. One that is damaged is an error.
func (f *File) Attachments() ([]Attachment, error) {
	names := f.Dict(f.Dict(f.Catalogue()["Names"])["EmbeddedFiles"])
	specifications, err := f.leaves(names, nil, map[Reference]bool{}, 0)
	var found []Attachment
	for _, specification := range specifications {
		a, damage := f.attachment(f.Dict(specification))
		if damage != nil {
			return found, damage
		}
		found = append(found, a)
	}
	return found, cmp.Or(err, f.budget.spent())
}

// leaves appends what the names of a tree stand for. A tree that leads back to
// itself is not one.
func (f *File) leaves(node Dict, to Array, seen map[Reference]bool, depth int) (Array, error) {
	if depth > maxDepth {
		return to, fmt.Errorf("the tree of attachments is deeper than %d", maxDepth)
	}
	names := f.Array(node["Names"])
	if err := f.budget.spend(len(names) * objectWork); err != nil { // nodes may share them
		return to, err
	}
	for i := 1; i < len(names); i += 2 {
		to = append(to, names[i])
	}
	for _, kid := range f.Array(node["Kids"]) {
		reference, ok := kid.(Reference)
		if !ok || seen[reference] {
			return to, errors.New("the tree of attachments is none: a node is missing, or there twice")
		}
		seen[reference] = true
		var err error
		if to, err = f.leaves(f.Dict(kid), to, seen, depth+1); err != nil {
			return to, err
		}
	}
	return to, nil
}

func (f *File) attachment(specification Dict) (Attachment, error) {
	text := func(keys ...Name) string {
		for _, key := range keys {
			s, ok := f.Resolve(specification[key]).(String)
			if ok && f.budget.spend(len(s)) == nil {
				return Text(s)
			}
		}
		return ""
	}
	a := Attachment{Name: text("UF", "F"), Description: text("Desc")}
	relationship, _ := f.Resolve(specification["AFRelationship"]).(Name)
	a.Relationship = string(relationship)
	s, ok := f.Resolve(f.Dict(specification["EF"])["F"]).(*Stream)
	if !ok {
		return a, fmt.Errorf("the attachment %.80q has no data", a.Name)
	}
	mime, _ := f.Resolve(s.Dict["Subtype"]).(Name)
	a.MIME = string(mime)
	data, err := f.Data(s)
	if err != nil {
		return a, fmt.Errorf("the attachment %.80q is damaged: %w", a.Name, err)
	}
	a.Data = data
	if sum, ok := f.Resolve(f.Dict(s.Dict["Params"])["CheckSum"]).(String); ok {
		if actual := md5.Sum(data); string(sum) != string(actual[:]) {
			return a, fmt.Errorf("the attachment %.80q is damaged: its check sum is another", a.Name)
		}
	}
	return a, nil
}
