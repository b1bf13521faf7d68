package pdf

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
)

// Relationship is what an attached file is to the document (PDF/A-3, 6.8).
type Relationship string

// Relationships of attached files.
const (
	Source     Relationship = "Source"     // the document was made from it
	Data       Relationship = "Data"       // what the document shows, in figures and tables
	Supplement Relationship = "Supplement" // more than the document shows
)

// Attachment is a file inside the PDF file, which viewers list and extract.
type Attachment struct {
	Name         string // without a folder; unique in the document
	MIME         string
	Description  string
	Relationship Relationship
	Data         []byte

	packed []byte
}

// Compressed is how many bytes the attachment's data takes in the file.
func (a *Attachment) Compressed() int { return len(a.compress()) }

func (a *Attachment) compress() []byte {
	if a.packed == nil {
		a.packed = deflated(a.Data)
	}
	return a.packed
}

// Attach adds files, which belong to the document as a whole.
func (d *Document) Attach(files ...*Attachment) { d.attachments = append(d.attachments, files...) }

// attach adds the attached files as objects. It returns what the catalogue says
// of them, the array of associated files, and their entry in its dictionary of
// names; both in the order of the names. Without files it returns nothing.
func (d *Document) attach(f *file) (associated, names string, err error) {
	files := slices.SortedFunc(slices.Values(d.attachments), func(a, b *Attachment) int { return cmp.Compare(a.Name, b.Name) })
	var list, tree strings.Builder
	for i, a := range files {
		if i > 0 && files[i-1].Name == a.Name {
			return "", "", fmt.Errorf("PDF: two attachments have the name %q", a.Name)
		}
		if err := a.check(); err != nil {
			return "", "", err
		}
		n := f.add(a.specification(f.add(d.embeddedFile(a))))
		fmt.Fprintf(&list, "%d 0 R ", n)
		fmt.Fprintf(&tree, "(%s) %d 0 R\n", a.Name, n)
	}
	if len(files) == 0 {
		return "", "", nil
	}
	return fmt.Sprintf("/AF [%s]\n", list.String()),
		fmt.Sprintf("/EmbeddedFiles %d 0 R ", f.add(fmt.Appendf(nil, "<</Names [%s]>>", tree.String()))), nil
}

// check finds what viewers would take for a folder or could not write.
func (a *Attachment) check() error {
	plain := func(r rune) bool {
		return r > ' ' && r < 0x7F && !strings.ContainsRune(`/\():*?"<>|`, r)
	}
	if a.Name == "" || strings.ContainsFunc(a.Name, func(r rune) bool { return !plain(r) }) {
		return fmt.Errorf("PDF: %q is no name for an attachment; letters, digits and . - _ are", a.Name)
	}
	return nil
}

// embeddedFile is the stream with the file's bytes. PDF/A-3 asks for its type
// and date (6.8); the check sum is MD5 by definition (ISO 32000-1, 7.11.4).
func (d *Document) embeddedFile(a *Attachment) []byte {
	date := d.info.Date.Format(pdfDate) + "Z"
	entries := fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params <</Size %d /CheckSum <%x> /CreationDate (D:%s) /ModDate (D:%s)>> /Filter /FlateDecode ",
		strings.ReplaceAll(a.MIME, "/", "#2F"), len(a.Data), md5.Sum(a.Data), date, date)
	return rawStream(entries, a.compress())
}

// specification is the file specification that names the stream.
func (a *Attachment) specification(stream int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<</Type /Filespec /F (%s) /UF (%s) /AFRelationship /%s /EF <</F %d 0 R /UF %d 0 R>>",
		a.Name, a.Name, a.Relationship, stream, stream)
	if a.Description != "" {
		fmt.Fprintf(&b, " /Desc <%x>", utf16String(a.Description))
	}
	b.WriteString(">>")
	return b.Bytes()
}
