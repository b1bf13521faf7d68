package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
)

const (
	version  = "1.7"
	producer = "firststep"
)

// WriteTo writes the file. It fails where a drawing failed or a link leads nowhere.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	if err := d.check(); err != nil {
		return 0, err
	}
	if len(d.pages) == 0 {
		return 0, fmt.Errorf("PDF: a document needs a page")
	}
	data, err := d.assemble()
	if err != nil {
		return 0, err
	}
	f, err := parseFile(data)
	if err != nil {
		return 0, err
	}
	if err := d.complete(f); err != nil {
		return 0, err
	}
	// The identifier comes from the content, so equal documents are equal files.
	sum := sha256.Sum256(f.encode(version, nil))
	n, err := w.Write(f.encode(version, sum[:16]))
	return int64(n), err
}

// complete mends and adds to what fpdf wrote.
func (d *Document) complete(f *file) error {
	for n := 1; n < len(f.objects); n++ {
		if err := recompress(f, n); err != nil {
			return err
		}
	}
	fonts, err := d.completeFonts(f)
	if err != nil {
		return err
	}
	f.objects[resources] = d.resources(f, fonts)
	f.objects[f.info] = bytes.ReplaceAll(f.objects[f.info], []byte("Date (D:"+d.info.Date.Format(pdfDate)+")"),
		[]byte("Date (D:"+d.info.Date.Format(pdfDate)+"Z)"))
	attachments, err := d.attach(f)
	if err != nil {
		return err
	}
	pages, err := f.pages()
	if err != nil || len(pages) != len(d.pages) {
		return errUnexpected
	}
	outline := d.addOutline(f, pages)
	structure := d.addStructure(f, pages)
	metadata := fmt.Sprintf("/Metadata %d 0 R\n", f.add(rawStream("/Type /Metadata /Subtype /XML ", d.xmp())))
	f.objects[f.root] = d.catalogue(f.objects[f.root], outline+attachments+structure+outputIntent(f)+metadata)
	return nil
}

// resources is the number that fpdf gives the resources that all pages share.
const resources = 2

var (
	kidsPattern      = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	referencePattern = regexp.MustCompile(`(\d+) 0 R`)
)

// pages are the objects of the pages in order.
func (f *file) pages() ([]int, error) {
	const tree = 1 // the number that fpdf gives the tree of pages
	kids := kidsPattern.FindSubmatch(f.objects[tree])
	if kids == nil {
		return nil, errUnexpected
	}
	var pages []int
	for _, reference := range referencePattern.FindAllSubmatch(kids[1], -1) {
		n := number(reference[1])
		if n >= len(f.objects) {
			return nil, errUnexpected
		}
		pages = append(pages, n)
	}
	return pages, nil
}

const pdfDate = "20060102150405"

// recompress packs a stream as tightly as can be; fpdf packs for speed.
func recompress(f *file, n int) error {
	dictionary, ok := streamDictionary(f.objects[n])
	if !ok {
		return nil
	}
	data, err := streamData(f.objects[n])
	if err != nil {
		return err
	}
	entries := ""
	if length := length1Pattern.Find(dictionary); length != nil {
		entries = string(length) + " "
	}
	f.objects[n] = streamObject(entries, data)
	return nil
}

var (
	length1Pattern  = regexp.MustCompile(`/Length1 \d+`)
	baseFontPattern = regexp.MustCompile(`/(BaseFont|FontName) /utf8f(\d+)`)
	unicodePattern  = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	systemPattern   = regexp.MustCompile(`/CIDSystemInfo \d+ 0 R`)
	namesPattern    = regexp.MustCompile(`(?s)/Names <<.*>>\s*>>`)
)

// completeFonts gives the fonts their names and Unicode maps. It returns the
// number of the object of each of d.fonts.
func (d *Document) completeFonts(f *file) ([]int, error) {
	objects := make([]int, len(d.fonts))
	for n := 1; n < len(f.objects); n++ {
		name := baseFontPattern.FindSubmatch(f.objects[n])
		if name == nil {
			continue
		}
		i := number(name[2]) - 1
		if i < 0 || i >= len(d.fonts) {
			return nil, errUnexpected
		}
		e := d.fonts[i]
		f.objects[n] = baseFontPattern.ReplaceAll(f.objects[n], []byte("/$1 /"+e.subsetName()))
		f.objects[n] = systemPattern.ReplaceAll(f.objects[n], []byte("/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"))
		if unicode := unicodePattern.FindSubmatch(f.objects[n]); unicode != nil {
			objects[i] = n
			f.objects[number(unicode[1])] = streamObject("", e.toUnicode())
		}
	}
	return objects, nil
}

// subsetName is the font's name behind a tag of six letters, which differs
// with what is embedded.
func (e *embedded) subsetName() string {
	sum := sha256.New()
	for _, use := range e.uses {
		fmt.Fprintf(sum, "%d %q\n", use.glyph, use.text)
	}
	tag := sum.Sum(nil)[:6]
	for i, b := range tag {
		tag[i] = 'A' + b%26
	}
	return string(tag) + "+" + e.face.Name
}

// nothing is what a glyph is copied as whose text another glyph stands for: a
// space of no width, since every glyph has to stand for something.
const nothing = "\u200B"

// toUnicode is the map from character codes to text, by which text is searched
// and copied.
func (e *embedded) toUnicode() []byte {
	var lines []string
	for i, use := range e.uses {
		meaning := use.text
		if meaning == "" {
			meaning = nothing
		}
		var text strings.Builder
		for _, unit := range utf16.Encode([]rune(meaning)) {
			fmt.Fprintf(&text, "%04X", unit)
		}
		lines = append(lines, fmt.Sprintf("<%04X> <%s>", i+1, text.String()))
	}
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries that a block may have
	for len(lines) > 0 {
		n := min(most, len(lines))
		fmt.Fprintf(&b, "%d beginbfchar\n%s\nendbfchar\n", n, strings.Join(lines[:n], "\n"))
		lines = lines[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// resources are the fonts and opacities by the names that the content streams
// have for them.
func (d *Document) resources(f *file, fonts []int) []byte {
	var b bytes.Buffer
	b.WriteString("<</Font <<")
	for i, n := range fonts {
		fmt.Fprintf(&b, "/%s %d 0 R ", d.fonts[i].name, n)
	}
	b.WriteString(">> /ExtGState <<")
	for i, opacity := range d.alphas {
		n := f.add(fmt.Appendf(nil, "<</Type /ExtGState /ca %.3f /CA %.3f>>", float64(opacity)/255, float64(opacity)/255))
		fmt.Fprintf(&b, "/A%d %d 0 R ", i+1, n)
	}
	b.WriteString(">>>>")
	return b.Bytes()
}

// catalogue drops the empty name tree that fpdf writes and adds what it lacks.
func (d *Document) catalogue(body []byte, added string) []byte {
	body = namesPattern.ReplaceAll(body, []byte(">>"))
	return withEntries(body, added+"/ViewerPreferences <</DisplayDocTitle true>>\n")
}
