package report

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"firststep/figures"
	"firststep/report/pdf/reader"
	"firststep/report/typeset/font"
	"firststep/study/evidence/fixture"
)

// A written is a file that the program has written, taken apart.
type written struct {
	name  string
	bytes []byte
	*reader.File
	pages []reader.Page
}

// objects calls visit with every object of the file.
func (w *written) objects(visit func(number int, o reader.Object)) {
	for n := 1; n < w.Objects(); n++ {
		visit(n, w.Resolve(reader.Reference{Number: n}))
	}
}

// dicts calls visit with every dictionary of the file, those inside others
// and those of streams too.
func (w *written) dicts(visit func(where string, d reader.Dict)) {
	var walk func(where string, o reader.Object)
	walk = func(where string, o reader.Object) {
		switch o := o.(type) {
		case reader.Dict:
			visit(where, o)
			for key, value := range o {
				walk(where+"/"+string(key), value)
			}
		case reader.Array:
			for _, element := range o {
				walk(where, element)
			}
		case *reader.Stream:
			walk(where, o.Dict)
		}
	}
	w.objects(func(n int, o reader.Object) { walk(fmt.Sprintf("object %d", n), o) })
}

// data is a stream's data.
func (w *written) data(t *testing.T, o reader.Object) []byte {
	t.Helper()
	s, ok := w.Resolve(o).(*reader.Stream)
	if !ok {
		t.Fatalf("%v is no stream", o)
	}
	data, err := w.Data(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// operations calls visit with what every page's content does.
func (w *written) operations(t *testing.T, visit func(page int, o reader.Operation)) {
	t.Helper()
	for i, page := range w.pages {
		operations, err := page.Operations()
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range operations {
			visit(i, o)
		}
	}
}

// specimens are a report on a study with everything in it, with its
// attachments, and a single figure. They are written once.
func specimens(t *testing.T) []*written {
	t.Helper()
	if specimensWritten != nil {
		return specimensWritten
	}
	d := fixture.New(fixture.Everything)
	read := func(name string, b *bytes.Buffer, err error) *written {
		if err != nil {
			t.Fatal(err)
		}
		w := &written{name: name, bytes: b.Bytes()}
		if w.File, err = reader.Parse(w.bytes); err != nil {
			t.Fatal(err)
		}
		if w.pages, err = w.Pages(); err != nil {
			t.Fatal(err)
		}
		return w
	}
	var whole, single bytes.Buffer
	_, err := compose(&whole, d, Options{Attachments: Attachments(d, []byte(fixture.Everything))})
	specimensWritten = append(specimensWritten, read("report", &whole, err))
	err = WriteFigure(&single, figures.All(d)[0], Options{})
	specimensWritten = append(specimensWritten, read("figure", &single, err))
	return specimensWritten
}

var specimensWritten []*written

// A clause is a rule of a standard, by its number.
type clause struct {
	number, says string
	check        func(t *testing.T, w *written)
}

func testClauses(t *testing.T, clauses []clause) {
	files := specimens(t)
	for _, c := range clauses {
		t.Run(c.number, func(t *testing.T) {
			for _, w := range files {
				t.Run(w.name, func(t *testing.T) {
					c.check(t, w)
					if t.Failed() {
						t.Logf("%s says: %s", c.number, c.says)
					}
				})
			}
		})
	}
}

// TestPDFA holds the file against the clauses of PDF/A-3 (ISO 19005-3:2012)
// that apply to what is in it.
func TestPDFA(t *testing.T) { testClauses(t, pdfaClauses) }

var pdfaClauses = []clause{
	{"6.1.2", "the header is at the first byte, and a comment with four bytes above 127 follows it", func(t *testing.T, w *written) {
		comment, ok := bytes.CutPrefix(w.bytes[:14], []byte("%PDF-1.7\n%"))
		if !ok || slices.Min(comment) < 0x80 {
			t.Errorf("the file begins with %q", w.bytes[:14])
		}
	}},
	{"6.1.3", "the trailer has an ID and no Encrypt; nothing follows the last end of file", func(t *testing.T, w *written) {
		id := w.Array(w.Trailer["ID"])
		if len(id) != 2 || len(id[0].(reader.String)) != 16 || w.Trailer["Encrypt"] != nil {
			t.Errorf("the trailer is %v", w.Trailer)
		}
		if !bytes.HasSuffix(w.bytes, []byte("%%EOF\n")) || bytes.Count(w.bytes, []byte("startxref")) != 1 {
			t.Error("something follows the end of the file, or there are updates")
		}
	}},
	{"6.1.7", "streams are as long as they say, use no external files, and neither LZW nor Crypt", func(t *testing.T, w *written) {
		w.objects(func(n int, o reader.Object) {
			s, ok := o.(*reader.Stream)
			if !ok {
				return
			}
			for _, key := range []reader.Name{"F", "FFilter", "FDecodeParms"} {
				if s.Dict[key] != nil {
					t.Errorf("object %d has the key %s", n, key)
				}
			}
			if filter := s.Dict["Filter"]; filter != nil && filter != reader.Name("FlateDecode") {
				t.Errorf("object %d has the filter %v", n, filter)
			}
			if _, err := w.Data(s); err != nil {
				t.Errorf("object %d: %v", n, err)
			}
		})
		lengths := regexp.MustCompile(`/Length (\d+)[^>]*>>\nstream\n`)
		for _, m := range lengths.FindAllSubmatchIndex(w.bytes, -1) {
			var length int
			fmt.Sscan(string(w.bytes[m[2]:m[3]]), &length)
			if end := m[1] + length; !bytes.HasPrefix(w.bytes[end:], []byte("\nendstream\nendobj\n")) {
				t.Errorf("the stream at byte %d does not end where it says", m[0])
			}
		}
	}},
	{"6.1.8", "names of fonts and structure types are UTF-8", func(t *testing.T, w *written) {
		w.dicts(func(where string, d reader.Dict) {
			for _, key := range []reader.Name{"BaseFont", "FontName", "S"} {
				if name, ok := d[key].(reader.Name); ok && !utf8.ValidString(string(name)) {
					t.Errorf("%s has the name %q", where, name)
				}
			}
		})
	}},
	{"6.1.13", "numbers, strings, names, nesting and pages keep within limits", func(t *testing.T, w *written) {
		var limits func(where string, o reader.Object)
		limits = func(where string, o reader.Object) {
			switch o := o.(type) {
			case int:
				if o > math.MaxInt32 || o < math.MinInt32 {
					t.Errorf("%s has the integer %d", where, o)
				}
			case reader.String:
				if len(o) > 32767 {
					t.Errorf("%s has a string of %d bytes", where, len(o))
				}
			case reader.Name:
				if len(o) > 127 {
					t.Errorf("%s has the name %s", where, o)
				}
			case reader.Array:
				for _, element := range o {
					limits(where, element)
				}
			}
		}
		w.dicts(func(where string, d reader.Dict) {
			for key, value := range d {
				limits(where, key)
				limits(where, value)
			}
		})
		depth := 0
		w.operations(t, func(page int, o reader.Operation) {
			switch o.Operator {
			case "q":
				depth++
			case "Q":
				depth--
			}
			if depth > 28 || depth < 0 {
				t.Errorf("page %d nests q %d deep", page+1, depth)
			}
		})
		if w.Objects() > 8388607 {
			t.Errorf("there are %d objects", w.Objects())
		}
	}},
	{"6.2.2", "content streams have the operators of PDF 1.7 alone, and name only resources that there are", func(t *testing.T, w *written) {
		known := strings.Fields("b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf TJ Tj TL Tm Tr Ts Tw Tz v w W W* y")
		w.operations(t, func(page int, o reader.Operation) {
			if !slices.Contains(known, o.Operator) {
				t.Errorf("page %d has the operator %q", page+1, o.Operator)
			}
			switch o.Operator {
			case "Tf":
				if w.pages[page].Font(o.Operands[0].(reader.Name)) == nil {
					t.Errorf("page %d has no font %v", page+1, o.Operands[0])
				}
			case "gs":
				if w.Dict(w.Dict(w.Dict(w.pages[page].Dict["Resources"])["ExtGState"])[o.Operands[0].(reader.Name)]) == nil {
					t.Errorf("page %d has no graphics state %v", page+1, o.Operands[0])
				}
			}
		})
	}},
	{"6.2.3", "there is one output intent for PDF/A, with an ICC profile of a display or printer", func(t *testing.T, w *written) {
		intents := w.Array(w.Catalogue()["OutputIntents"])
		if len(intents) != 1 {
			t.Fatalf("there are %d output intents", len(intents))
		}
		intent := w.Dict(intents[0])
		if intent["S"] != reader.Name("GTS_PDFA1") || intent["OutputConditionIdentifier"] == nil {
			t.Errorf("the output intent is %v", intent)
		}
		if n := w.Dict(intent["DestOutputProfile"])["N"]; n != 3 {
			t.Errorf("the profile has %v components", n)
		}
		checkProfile(t, w.data(t, intent["DestOutputProfile"]))
	}},
	{"6.2.4.3", "colours that depend on a device are those of the output intent: RGB and grey", func(t *testing.T, w *written) {
		w.operations(t, func(page int, o reader.Operation) {
			if slices.Contains(strings.Fields("k K cs CS sc SC scn SCN sh"), o.Operator) {
				t.Errorf("page %d has the operator %s", page+1, o)
			}
		})
	}},
	{"6.2.5", "graphics states have no transfer or halftone functions, and no rendering but a standard one", func(t *testing.T, w *written) {
		for name, d := range w.graphicsStates() {
			for _, key := range []reader.Name{"TR", "TR2", "HTP", "HTO", "HT", "RI", "BG", "UCR"} {
				if d[key] != nil {
					t.Errorf("%s has %s", name, key)
				}
			}
		}
	}},
	{"6.2.10", "transparency blends in a standard mode, in the output intent's colours or a page's own", func(t *testing.T, w *written) {
		for name, d := range w.graphicsStates() {
			if mode, ok := d["BM"]; ok && mode != reader.Name("Normal") && mode != reader.Name("Compatible") {
				t.Errorf("%s has the blend mode %v", name, mode)
			}
			if mask, ok := d["SMask"]; ok && mask != reader.Name("None") {
				t.Errorf("%s has a soft mask", name)
			}
		}
	}},
	{"6.2.11.3", "composite fonts are Identity-H, with a map from characters to glyphs of their own", func(t *testing.T, w *written) {
		for _, f := range w.fonts(t) {
			system := w.Dict(f.descendant["CIDSystemInfo"])
			if f.dict["Subtype"] != reader.Name("Type0") || f.dict["Encoding"] != reader.Name("Identity-H") ||
				f.descendant["Subtype"] != reader.Name("CIDFontType2") || system["Registry"] != reader.String("Adobe") || system["Ordering"] != reader.String("Identity") {
				t.Errorf("%s: %v %v", f.name, f.dict, f.descendant)
			}
			if len(f.glyphs) != 2*(1<<16) {
				t.Errorf("%s: the map from characters to glyphs has %d bytes", f.name, len(f.glyphs))
			}
		}
	}},
	{"6.2.11.4", "every font is embedded, as a subset under a name that says so; a set of characters is none or whole", func(t *testing.T, w *written) {
		for _, f := range w.fonts(t) {
			descriptor := w.Dict(f.descendant["FontDescriptor"])
			if !regexp.MustCompile(`^[A-Z]{6}\+`).MatchString(f.name) || f.dict["BaseFont"] != f.descendant["BaseFont"] || f.dict["BaseFont"] != descriptor["FontName"] {
				t.Errorf("the font has the names %v, %v, %v", f.dict["BaseFont"], f.descendant["BaseFont"], descriptor["FontName"])
			}
			if descriptor["CIDSet"] != nil {
				t.Errorf("%s has a CIDSet", f.name)
			}
			if f.face == nil {
				t.Errorf("%s is not embedded", f.name)
			}
		}
	}},
	{"6.2.11.5", "widths in the file are those in the font, to a thousandth of an em", func(t *testing.T, w *written) {
		for _, f := range w.fonts(t) {
			for code := range f.codes {
				own := float64(f.face.Advance(f.glyph(code))) * 1000 / float64(f.face.UnitsPerEm)
				if stated, ok := f.widths[code]; !ok || math.Abs(own-stated) > 1 {
					t.Errorf("%s: character %d is %v wide, in the font %v", f.name, code, stated, own)
				}
			}
		}
	}},
	{"6.2.11.7", "every character has a meaning in Unicode, and none is 0, U+FEFF or U+FFFE, or private", func(t *testing.T, w *written) {
		for _, f := range w.fonts(t) {
			for code := range f.codes {
				text, ok := f.unicode[code]
				if !ok || text == "" {
					t.Errorf("%s: character %d has no meaning", f.name, code)
				}
				for _, r := range text {
					if r == 0 || r == 0xFEFF || r == 0xFFFE || r == utf8.RuneError || r >= 0xE000 && r <= 0xF8FF {
						t.Errorf("%s: character %d means %U", f.name, code, r)
					}
				}
			}
		}
	}},
	{"6.2.11.8", "no text shows the glyph of what is not defined", func(t *testing.T, w *written) {
		for _, f := range w.fonts(t) {
			for code := range f.codes {
				if f.glyph(code) == 0 {
					t.Errorf("%s: character %d has no glyph", f.name, code)
				}
			}
		}
	}},
	{"6.3", "annotations are links, which are printed and not hidden", func(t *testing.T, w *written) {
		for _, a := range w.annotations() {
			flags, _ := a["F"].(int)
			const print, hidden, invisible, noView = 1 << 2, 1 << 1, 1 << 0, 1 << 5
			if a["Subtype"] != reader.Name("Link") || flags&print == 0 || flags&(hidden|invisible|noView) != 0 {
				t.Errorf("an annotation is %v", a)
			}
		}
	}},
	{"6.5", "actions lead to places or addresses, and nothing acts by itself", func(t *testing.T, w *written) {
		w.dicts(func(where string, d reader.Dict) {
			if d["AA"] != nil || d["OpenAction"] != nil || d["JavaScript"] != nil {
				t.Errorf("%s acts by itself", where)
			}
			if action := w.Dict(d["A"]); action != nil && action["S"] != nil && action["S"] != reader.Name("URI") && action["S"] != reader.Name("GoTo") {
				t.Errorf("%s has the action %v", where, action)
			}
		})
	}},
	{"6.6.2", "the metadata are well-formed XML, uncompressed, and describe what is not predefined", func(t *testing.T, w *written) {
		metadata := w.Dict(w.Catalogue()["Metadata"])
		if metadata["Type"] != reader.Name("Metadata") || metadata["Subtype"] != reader.Name("XML") || metadata["Filter"] != nil {
			t.Errorf("the metadata are %v", metadata)
		}
		data := w.data(t, w.Catalogue()["Metadata"])
		decoder := xml.NewDecoder(bytes.NewReader(data))
		predefined := []string{
			"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/pdf/1.3/",
			"http://ns.adobe.com/xap/1.0/", "adobe:ns:meta/", "http://www.aiim.org/pdfa/ns/id/",
			"http://www.aiim.org/pdfa/ns/extension/", "http://www.aiim.org/pdfa/ns/schema#", "http://www.aiim.org/pdfa/ns/property#",
		}
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := token.(xml.StartElement); ok && !slices.Contains(predefined, e.Name.Space) &&
				!bytes.Contains(data, []byte("<pdfaSchema:namespaceURI>"+e.Name.Space+"<")) {
				t.Errorf("%s of %s is not described", e.Name.Local, e.Name.Space)
			}
		}
	}},
	{"6.6.3", "metadata and Info say the same", func(t *testing.T, w *written) {
		x := w.xmp(t)
		info := w.Dict(w.Trailer["Info"])
		for key, path := range map[reader.Name]string{
			"Title": "title", "Subject": "description", "Author": "creator", "Keywords": "Keywords", "Producer": "Producer", "Creator": "CreatorTool",
		} {
			said, _ := info[key].(reader.String)
			if reader.Text(said) != x[path] {
				t.Errorf("Info has the %s %q, the metadata %q", key, reader.Text(said), x[path])
			}
		}
		for key, path := range map[reader.Name]string{"CreationDate": "CreateDate", "ModDate": "ModifyDate"} {
			said, _ := info[key].(reader.String)
			if strings.NewReplacer("-", "", ":", "", "T", "").Replace(x[path]) != strings.TrimPrefix(string(said), "D:") || said == "" {
				t.Errorf("Info has the %s %q, the metadata %q", key, said, x[path])
			}
		}
	}},
	{"6.6.4", "the metadata name part and level", func(t *testing.T, w *written) {
		data := w.data(t, w.Catalogue()["Metadata"])
		for _, want := range []string{"<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>"} {
			if !bytes.Contains(data, []byte(want)) {
				t.Errorf("the metadata lack %s", want)
			}
		}
	}},
	{"6.7.2", "the file is marked as tagged and has a structure", func(t *testing.T, w *written) {
		if w.Dict(w.Catalogue()["MarkInfo"])["Marked"] != true || w.Dict(w.Catalogue()["StructTreeRoot"])["Type"] != reader.Name("StructTreeRoot") {
			t.Error("it is not")
		}
	}},
	{"6.7.3.4", "structure types are standard ones or mapped to these", func(t *testing.T, w *written) {
		for e := range w.elements(t) {
			if !slices.Contains(standardTypes, string(e.role)) {
				t.Errorf("%s is no standard type", e.role)
			}
		}
	}},
	{"6.7.4", "the document states its language", func(t *testing.T, w *written) {
		if w.Catalogue()["Lang"] != reader.String("en-GB") {
			t.Errorf("it states %v", w.Catalogue()["Lang"])
		}
	}},
	{"6.8", "attached files have a type, a date, both names and a relationship, and belong to the document", func(t *testing.T, w *written) {
		attached, err := w.Attachments()
		if err != nil {
			t.Fatal(err)
		}
		associated := w.Array(w.Catalogue()["AF"])
		if len(attached) != len(associated) || w.name == "report" && len(attached) == 0 {
			t.Errorf("%d files are attached, %d associated", len(attached), len(associated))
		}
		for _, o := range associated {
			d := w.Dict(o)
			file := w.Dict(w.Dict(d["EF"])["F"])
			relationship, _ := d["AFRelationship"].(reader.Name)
			if d["F"] == nil || d["F"] != d["UF"] || d["Desc"] == nil || !slices.Contains([]string{"Source", "Data", "Supplement"}, string(relationship)) {
				t.Errorf("a file is attached as %v", d)
			}
			mime, _ := file["Subtype"].(reader.Name)
			if !regexp.MustCompile(`^[a-z]+/[a-z]+$`).MatchString(string(mime)) || w.Dict(file["Params"])["ModDate"] == nil {
				t.Errorf("the file %v is %v", d["F"], file)
			}
		}
	}},
	{"6.9 to 6.12", "there is no optional content, alternate presentation, requirement or form", func(t *testing.T, w *written) {
		for _, key := range []reader.Name{"OCProperties", "AlternatePresentations", "Requirements", "AcroForm", "Perms", "NeedsRendering"} {
			if w.Catalogue()[key] != nil {
				t.Errorf("the catalogue has %s", key)
			}
		}
	}},
}

// checkProfile reads an ICC profile (ICC.1:2004-10, 7).
func checkProfile(t *testing.T, p []byte) {
	t.Helper()
	if len(p) < 132 || binary.BigEndian.Uint32(p) != uint32(len(p)) || string(p[36:40]) != "acsp" || string(p[12:20]) != "mntrRGB " {
		t.Fatalf("the profile of %d bytes has the head %q", len(p), p[:min(len(p), 40)])
	}
	if major := p[8]; major != 2 && major != 4 {
		t.Errorf("the profile is of version %d", major)
	}
	found := map[string]bool{}
	for i := range int(binary.BigEndian.Uint32(p[128:])) {
		entry := p[132+12*i:]
		offset, size := int(binary.BigEndian.Uint32(entry[4:])), int(binary.BigEndian.Uint32(entry[8:]))
		if offset%4 != 0 || offset+size > len(p) {
			t.Errorf("the profile's %s is at %d", entry[:4], offset)
		}
		found[string(entry[:4])] = true
	}
	for _, want := range strings.Fields("desc cprt wtpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC") {
		if !found[want] {
			t.Errorf("the profile has no %s", want)
		}
	}
}

// graphicsStates are the external graphics states of the first page, whose
// resources are those of all.
func (w *written) graphicsStates() map[reader.Name]reader.Dict {
	found := map[reader.Name]reader.Dict{}
	for name, state := range w.Dict(w.Dict(w.pages[0].Dict["Resources"])["ExtGState"]) {
		found[name] = w.Dict(state)
	}
	return found
}

// annotations are those of all pages.
func (w *written) annotations() (found []reader.Dict) {
	for _, page := range w.pages {
		for _, a := range w.Array(page.Dict["Annots"]) {
			found = append(found, w.Dict(a))
		}
	}
	return found
}

// A fontInFile is a font with what the pages show of it.
type fontInFile struct {
	name             string
	dict, descendant reader.Dict
	face             *font.Face
	glyphs           []byte // two bytes a character
	widths           map[int]float64
	unicode          map[int]string
	codes            map[int]bool // in use
}

func (f *fontInFile) glyph(code int) font.GlyphID {
	return font.GlyphID(binary.BigEndian.Uint16(f.glyphs[2*code:]))
}

// fonts are the fonts that the pages use.
func (w *written) fonts(t *testing.T) map[reader.Name]*fontInFile {
	t.Helper()
	found := map[reader.Name]*fontInFile{}
	var current *fontInFile
	w.operations(t, func(page int, o reader.Operation) {
		switch o.Operator {
		case "Tf":
			name := o.Operands[0].(reader.Name)
			if found[name] == nil {
				found[name] = w.font(t, w.pages[page].Font(name))
			}
			current = found[name]
		case "TJ":
			for _, part := range o.Operands[0].(reader.Array) {
				if s, ok := part.(reader.String); ok {
					for i := 0; i+1 < len(s); i += 2 {
						current.codes[int(s[i])<<8|int(s[i+1])] = true
					}
				}
			}
		}
	})
	if len(found) == 0 {
		t.Fatal("the pages use no font")
	}
	return found
}

func (w *written) font(t *testing.T, d reader.Dict) *fontInFile {
	t.Helper()
	f := &fontInFile{dict: d, descendant: w.Dict(w.Array(d["DescendantFonts"])[0]), codes: map[int]bool{}, widths: map[int]float64{}, unicode: map[int]string{}}
	name, _ := d["BaseFont"].(reader.Name)
	f.name = string(name)
	face, err := font.Parse(f.name, w.data(t, w.Dict(f.descendant["FontDescriptor"])["FontFile2"]))
	if err != nil {
		t.Fatal(err)
	}
	f.face = face
	f.glyphs = w.data(t, f.descendant["CIDToGIDMap"])
	f.readWidths(w.Array(f.descendant["W"]))
	f.readUnicode(string(w.data(t, d["ToUnicode"])))
	return f
}

// readWidths reads "first [w w …]" and "first last w".
func (f *fontInFile) readWidths(a reader.Array) {
	for len(a) > 1 {
		first := a[0].(int)
		if list, ok := a[1].(reader.Array); ok {
			for i, width := range list {
				f.widths[first+i] = float64(width.(int))
			}
			a = a[2:]
			continue
		}
		for code := first; code <= a[1].(int); code++ {
			f.widths[code] = float64(a[2].(int))
		}
		a = a[3:]
	}
}

var bfchar = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>`)

func (f *fontInFile) readUnicode(cmap string) {
	_, cmap, _ = strings.Cut(cmap, "endcodespacerange")
	for _, m := range bfchar.FindAllStringSubmatch(cmap, -1) {
		var code int
		fmt.Sscanf(m[1], "%X", &code)
		var units []uint16
		for i := 0; i < len(m[2]); i += 4 {
			var unit uint16
			fmt.Sscanf(m[2][i:i+4], "%X", &unit)
			units = append(units, unit)
		}
		f.unicode[code] = string(utf16.Decode(units))
	}
}

// xmp is what the metadata say, by the local names of properties.
func (w *written) xmp(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	decoder := xml.NewDecoder(bytes.NewReader(w.data(t, w.Catalogue()["Metadata"])))
	property := ""
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case strings.Contains(token.Name.Space, "/pdfa/ns/"):
				property = ""
			case !strings.Contains(token.Name.Space, "rdf-syntax"):
				property = token.Name.Local
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && property != "" && found[property] == "" {
				found[property] = text
			}
		}
	}
}
