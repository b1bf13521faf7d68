// Package pdfdiff explains how one PDF file departs from the one that belongs
// in its place, in the words of who reads it: which page is missing, which word
// stands where another belongs. It looks at what files hold, not at how they
// are packed: in one that another program has saved again it finds nothing.
//
// It proves nothing: only the same bytes are sure to look the same in every
// program.
package pdfdiff

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"firststep/report/pdf/reader"
)

// Compare lists how a file differs from the one that should be there, and what
// in it other programs may see otherwise; nothing where they hold the same.
func Compare(is, should *reader.File) ([]string, error) {
	pages, err := readPages(is)
	if err != nil {
		return append(is.Notes(), err.Error()), nil // damage to the file under test is a difference
	}
	wanted, err := readPages(should)
	if err != nil {
		return nil, err
	}
	if found := comparePages(pages, wanted); len(found) > 0 {
		return append(is.Notes(), found...), nil
	}
	w := newWalk(is, should)
	if names := attachmentsThatDiffer(is, should); len(names) > 0 {
		w.found = append(w.found, OfAttachments(names...))
	}
	for i := range wanted {
		w.is.pages[pages[i].Reference], w.should.pages[wanted[i].Reference] = i+1, i+1
	}
	for i := range wanted {
		w.dicts(fmt.Sprintf("page %d", i+1), pages[i].Dict, wanted[i].Dict, 0)
	}
	w.compare("", is.Trailer["Root"], should.Trailer["Root"], 0)
	w.compare("Info", is.Trailer["Info"], should.Trailer["Info"], 0)
	return append(is.Notes(), w.found...), nil
}

// OfAttachments is how Compare says that attachments of these names differ, or
// are in one of the files alone.
func OfAttachments(names ...string) string {
	return attachmentsDiffer + ": " + strings.Join(names, ", ")
}

// attachmentsThatDiffer are the names of those in which the files differ. What
// cannot be read as an attachment is left to the walk.
func attachmentsThatDiffer(is, should *reader.File) []string {
	there, errThere := is.Attachments()
	belong, errBelong := should.Attachments()
	if errThere != nil || errBelong != nil {
		return nil
	}
	was := map[string][]byte{}
	for _, a := range there {
		was[a.Name] = a.Data
	}
	var names []string
	for _, a := range belong {
		if data, ok := was[a.Name]; !ok || !bytes.Equal(data, a.Data) {
			names = append(names, a.Name)
		}
		delete(was, a.Name)
	}
	return append(names, slices.Sorted(maps.Keys(was))...)
}

// A page is what is drawn on one, operation by operation.
type page struct {
	reader.Page
	operations []string
	shown      []string // the text that each operation shows
}

func readPages(f *reader.File) ([]page, error) {
	found, err := f.Pages()
	if err != nil {
		return nil, err
	}
	fonts := map[*reader.Stream]toUnicode{}
	pages := make([]page, len(found))
	for i, p := range found {
		operations, err := p.Operations()
		if err != nil {
			return nil, fmt.Errorf("page %d is damaged: %w", i+1, err)
		}
		pages[i] = page{Page: p}
		var font toUnicode
		for _, o := range operations {
			text := o.String()
			pages[i].operations = append(pages[i].operations, text)
			if o.Operator == "Tf" && len(o.Operands) > 0 {
				font = fontOf(f, p, o.Operands[0], fonts)
			}
			shown := font.text(o)
			pages[i].shown = append(pages[i].shown, shown)
			if err := f.Spend(len(text) + len(shown)); err != nil {
				return nil, fmt.Errorf("page %d: %w", i+1, err)
			}
		}
	}
	return pages, nil
}

func (p page) same(q page) bool { return slices.Equal(p.operations, q.operations) }

// comparePages says which pages are missing, do not belong, or differ; once of
// pages in a row that differ in the same, as in the title above each.
func comparePages(is, should []page) []string {
	var found []string
	first, same := 0, "" // page, from 0, from which on they differ in the same
	i := 0
	for n, want := range should {
		switch {
		case i == len(is) || !is[i].same(want) && slices.ContainsFunc(should[n+1:], is[i].same):
			found = append(found, fmt.Sprintf("page %d of %d is missing", n+1, len(should)))
		case is[i].same(want):
			i++
		default:
			if extra := slices.IndexFunc(is[i:], want.same); extra > 0 {
				found = append(found, fmt.Sprintf("%s in front of page %d", extraPages(extra), n+1))
				i += extra + 1
				continue
			}
			what := comparePage(is[i], want)
			if last := len(found) - 1; last >= 0 && what == same && strings.HasSuffix(found[last], what) {
				found[last] = fmt.Sprintf("pages %d to %d: %s", first+1, n+1, what)
			} else {
				found = append(found, fmt.Sprintf("page %d: %s", n+1, what))
				first, same = n, what
			}
			i++
		}
	}
	if extra := len(is) - i; extra > 0 {
		found = append(found, extraPages(extra)+" behind the last")
	}
	return found
}

func extraPages(n int) string {
	if n == 1 {
		return "a page does not belong"
	}
	return fmt.Sprintf("%d pages do not belong", n)
}

// comparePage says what the first difference of two pages is: a word where
// the text differs, an operation where it is drawn otherwise.
func comparePage(is, should page) string {
	text, wanted := strings.Join(is.shown, ""), strings.Join(should.shown, "")
	if text != wanted {
		at := 0
		for at < min(len(text), len(wanted)) && text[at] == wanted[at] {
			at++
		}
		return compareText(text, wanted, at)
	}
	n := 0
	for n < min(len(is.operations), len(should.operations)) && is.operations[n] == should.operations[n] {
		n++
	}
	there, belongs := is.described(n), should.described(n)
	if there == belongs {
		return "its text is right, but it is drawn otherwise: " + there + " is set in another way"
	}
	return fmt.Sprintf("its text is right, but it is drawn otherwise: %s stands where %s belongs", there, belongs)
}

// described is an operation for a reader: text in place of the codes of glyphs.
func (p page) described(n int) string {
	if n >= len(p.operations) {
		return "the end"
	}
	operation := p.operations[n]
	for _, shows := range []string{"Tj", "TJ", "'", `"`} {
		if strings.HasSuffix(operation, " "+shows) {
			return fmt.Sprintf("the text “%.60s”", strings.TrimSpace(p.shown[n]))
		}
	}
	return fmt.Sprintf("“%.60s”", operation)
}

// compareText says which words differ, of texts that differ from a place on.
func compareText(text, wanted string, at int) string {
	const farthest = 8 // words behind the place
	for behind := range farthest {
		there, belongs := wordsAt(text, at, behind), wordsAt(wanted, at, behind)
		switch {
		case there == belongs:
			continue
		case there == "":
			return fmt.Sprintf("“%s” is missing", belongs)
		}
		return fmt.Sprintf("“%s” stands where “%s” belongs", there, belongs)
	}
	return fmt.Sprintf("behind “%s” lines are broken otherwise", wordsAt(wanted, at, 0))
}

// wordsAt is the word around a place in a text, with the one before it, by
// which it is found, and so many behind it.
func wordsAt(text string, at, behind int) string {
	const space = " \n"
	start := strings.LastIndexAny(text[:at], space) + 1
	if start > 1 {
		start = strings.LastIndexAny(text[:start-1], space) + 1
	}
	end := at
	for range behind + 1 {
		n := strings.IndexAny(text[min(end+1, len(text)):], space)
		if n < 0 {
			end = len(text)
			break
		}
		end += 1 + n
	}
	const longest = 80
	word := []rune(strings.Join(strings.Fields(text[start:end]), " "))
	return string(word[max(0, len(word)-longest):])
}
