package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"firststep/report/pdf/reader"
	"firststep/study/parallel"
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
	f, err := d.mended(data)
	if err != nil {
		return 0, fmt.Errorf("PDF: what the library wrote is not as expected: %w", err)
	}
	if err := d.complete(f); err != nil {
		return 0, err
	}
	// The identifier comes from the content, so equal documents are equal files.
	sum := sha256.Sum256(f.encode(version, nil))
	n, err := w.Write(f.encode(version, sum[:16]))
	return int64(n), err
}

// mended is what fpdf wrote, every object with what it lacks. It is an error
// where fpdf wrote something else than it is known to.
func (d *Document) mended(data []byte) (*file, error) {
	written, err := reader.Parse(data)
	if err != nil {
		return nil, err
	}
	pages, err := written.Pages()
	if err != nil {
		return nil, err
	}
	if len(pages) != len(d.pages) {
		return nil, fmt.Errorf("it has %d pages and not %d", len(pages), len(d.pages))
	}
	f := &file{objects: make([][]byte, written.Objects()), packed: map[int]packedPlace{}, fonts: make([]int, len(d.fonts)),
		root: number(written.Trailer["Root"]), info: number(written.Trailer["Info"]), resources: number(pages[0].Dict["Resources"])}
	if f.root == 0 || f.info == 0 || f.resources == 0 {
		return nil, errors.New("it has no catalogue, no information or no resources")
	}
	for _, p := range pages {
		f.pages = append(f.pages, p.Reference.Number)
	}
	var streams []loose
	for n := 1; n < len(f.objects); n++ {
		if s, ok := written.Resolve(reader.Reference{Number: n}).(*reader.Stream); ok {
			stream, err := loosened(written, n, s)
			if err != nil {
				return nil, err
			}
			streams = append(streams, stream)
		} else if err := d.mend(f, written, n); err != nil {
			return nil, err
		}
	}
	parallel.Do(len(streams), func(i int) { f.objects[streams[i].number] = streamObject(streams[i].entries, streams[i].data) })
	return f, d.replaceUnicode(f, written)
}

// number is the number of the object that a reference leads to; 0 for none.
func number(o reader.Object) int {
	r, _ := o.(reader.Reference)
	return r.Number
}

// mend takes over an object that is no stream. Fonts get their names, dates
// their zone, and the catalogue loses its empty tree of names. All else keeps
// fpdf's spelling.
func (d *Document) mend(f *file, written *reader.File, n int) (err error) {
	o := written.Resolve(reader.Reference{Number: n})
	date := "(D:" + d.info.Date.Format(pdfDate) + "Z)"
	values := map[reader.Name]string{
		"CreationDate": date, "ModDate": date, "Names": "",
		"CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
	}
	if i := d.fontOf(written.Dict(o)); i >= 0 {
		name := "/" + d.fonts[i].subsetName()
		values["BaseFont"], values["FontName"] = name, name
		if written.Dict(o)["ToUnicode"] != nil {
			f.fonts[i] = n
		}
	}
	f.objects[n], err = written.Spelled(n, values)
	return err
}

// fontOf is which of d.fonts a dictionary describes by fpdf's name for it, or −1.
func (d *Document) fontOf(o reader.Dict) int {
	return slices.IndexFunc(d.fonts, func(e *embedded) bool {
		name := reader.Name("utf8" + strings.ToLower(e.name))
		return o["BaseFont"] == name || o["FontName"] == name
	})
}

// replaceUnicode gives the fonts their Unicode maps.
func (d *Document) replaceUnicode(f *file, written *reader.File) error {
	for i, n := range f.fonts {
		unicode := number(written.Dict(reader.Reference{Number: n})["ToUnicode"])
		if written.Dict(reader.Reference{Number: unicode}) == nil {
			return fmt.Errorf("the font %s is not in it", d.fonts[i].face.Name)
		}
		f.objects[unicode] = streamObject("", d.fonts[i].toUnicode())
	}
	return nil
}

// loose is a stream that is to be packed as tightly as can be, as fpdf packs
// for speed.
type loose struct {
	number  int
	entries string
	data    []byte
}

func loosened(written *reader.File, n int, s *reader.Stream) (loose, error) {
	data, err := written.Data(s)
	entries := ""
	if length, ok := s.Dict["Length1"]; ok {
		entries = fmt.Sprintf("/Length1 %v ", length)
	}
	return loose{n, entries, data}, err
}

// complete adds to what fpdf wrote.
func (d *Document) complete(f *file) error {
	f.objects[f.resources] = d.resources(f)
	attachments, names, err := d.attach(f)
	if err != nil {
		return err
	}
	outline := d.addOutline(f)
	structure := d.addStructure(f)
	if names += d.addDestinations(f); names != "" {
		names = "/Names <<" + names + ">>\n"
	}
	metadata := fmt.Sprintf("/Metadata %d 0 R\n", f.add(rawStream("/Type /Metadata /Subtype /XML ", d.xmp())))
	f.objects[f.root] = withEntries(f.objects[f.root], outline+attachments+names+structure+outputIntent(f)+metadata+
		"/ViewerPreferences <</DisplayDocTitle true>>\n")
	return nil
}

const pdfDate = "20060102150405"

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
func (d *Document) resources(f *file) []byte {
	var b bytes.Buffer
	b.WriteString("<</Font <<")
	for i, n := range f.fonts {
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
