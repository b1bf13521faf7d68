package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"firststep/report/pdf/reader"
	"firststep/study/evidence/fixture"
)

// A node is an element of a page, or text.
type node struct {
	name       string // empty of text
	attributes map[string]string
	text       string
	kids       []*node
}

// parsedPage is the page of the specimen.
func parsedPage(t *testing.T) (*node, string) {
	t.Helper()
	d := fixture.New(fixture.Everything)
	var b bytes.Buffer
	if _, err := ComposeHTML(&b, d, Attachments(d, []byte(fixture.Everything))); err != nil {
		t.Fatal(err)
	}
	source := b.String()
	decoder := xml.NewDecoder(&b)
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, []string{"meta"}, xml.HTMLEntity
	open := []*node{{}}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return open[0], source
		}
		if err != nil {
			t.Fatal(err)
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attributes: map[string]string{}}
			for _, a := range token.Attr {
				n.attributes[a.Name.Local] = a.Value
			}
			last.kids = append(last.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.kids = append(last.kids, &node{text: string(token)})
		}
	}
}

func (n *node) each(visit func(*node)) {
	visit(n)
	for _, kid := range n.kids {
		kid.each(visit)
	}
}

// words are what a node says, formulas as they are spoken.
func (n *node) words() string {
	if n.name == "math" {
		return "⟨" + n.attributes["alttext"] + "⟩"
	}
	said := n.text
	for _, kid := range n.kids {
		said += kid.words()
	}
	return said
}

// blocks are the page's paragraphs, headings, captions, cells, displays and
// figures in order, each with what it is and what it says.
func (n *node) blocks() []string {
	switch name, a := n.name, n.attributes; name {
	case "nav", "head":
		return nil // pages are numbered in the PDF alone
	case "p", "h1", "h2", "h3", "h4", "figcaption", "li":
		if a["class"] == "formats" {
			return nil
		}
		return []string{block("text", n.words())}
	case "td":
		return []string{block(fmt.Sprint("cell", a["colspan"], "/", a["rowspan"]), n.words())}
	case "th":
		return []string{block(fmt.Sprint("head ", a["scope"], a["colspan"], "/", a["rowspan"]), n.words())}
	case "math":
		return []string{block("formula", n.words())}
	case "svg":
		if a["role"] != "img" {
			return nil
		}
		return []string{block("figure", a["aria-label"])}
	}
	var all []string
	for _, kid := range n.kids {
		all = append(all, kid.blocks()...)
	}
	return all
}

// block is a block as both editions have it: lines end elsewhere, and with them
// spaces and hyphens, and what is this file in the PDF is the PDF in the page.
func block(kind, said string) string {
	said = strings.NewReplacer("this file", "the PDF", "The file carries", "The PDF carries").Replace(strings.Join(strings.Fields(said), " "))
	return kind + ": " + strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-\u00AD\u2010", r) {
			return -1
		}
		return r
	}, said)
}

// blocks are those of the PDF's structure.
func (w *written) blocks(text markedText, e *element) []string {
	spans := func(name reader.Name) string {
		if n, ok := w.attribute(e, name).(int); ok && n > 1 {
			return fmt.Sprint(n)
		}
		return ""
	}
	switch e.role {
	case "TOC":
		return nil
	case "P", "H1", "H2", "H3", "Caption", "LBody":
		return []string{block("text", w.words(text, e.dict))}
	case "TD":
		return []string{block("cell"+spans("ColSpan")+"/"+spans("RowSpan"), w.words(text, e.dict))}
	case "TH":
		scope := "row"
		if w.attribute(e, "Scope") == reader.Name("Column") {
			scope = "col"
			for above := e.parent; above != nil; above = above.parent {
				if above.role == "TBody" {
					scope = "rowgroup"
				}
			}
		}
		return []string{block("head "+scope+spans("ColSpan")+"/"+spans("RowSpan"), w.words(text, e.dict))}
	case "Formula":
		return []string{block("formula", w.words(text, e.dict))}
	case "Figure":
		alt, _ := e.dict["Alt"].(reader.String)
		return []string{block("figure", reader.Text(alt))}
	}
	var all []string
	for _, kid := range e.kids {
		all = append(all, w.blocks(text, kid)...)
	}
	return all
}

// words are what an element says, in the order of what is in it.
func (w *written) words(text markedText, d reader.Dict) string {
	if alt, ok := d["Alt"].(reader.String); ok && d["S"] == reader.Name("Formula") {
		return "⟨" + reader.Text(alt) + "⟩"
	}
	var said string
	for _, kid := range w.Array(d["K"]) {
		switch inner := w.Resolve(kid).(type) {
		case int:
			page, _ := d["Pg"].(reader.Reference)
			said += text[mark{page, inner}]
		case reader.Dict:
			if page, ok := inner["Pg"].(reader.Reference); ok && inner["Type"] == reader.Name("MCR") {
				said += text[mark{page, inner["MCID"].(int)}]
			} else if inner["S"] != nil {
				said += w.words(text, inner)
			}
		}
	}
	return said
}

// The page for browsers and the PDF say the same, block by block, and their
// tables have the same heads and spans.
func TestPageSaysWhatThePDFSays(t *testing.T) {
	page, _ := parsedPage(t)
	w := specimens(t)[0]
	is, want := page.blocks(), w.blocks(w.text(t), w.root(t))
	if len(want) < 300 {
		t.Fatalf("the PDF has only %d blocks", len(want))
	}
	for i := range min(len(is), len(want)) {
		if is[i] != want[i] {
			t.Fatalf("block %d of the page is\n%s\nwhere the PDF has\n%s", i+1, is[i], want[i])
		}
	}
	if len(is) != len(want) {
		t.Errorf("the page has %d blocks, the PDF %d", len(is), len(want))
	}
}

// Every link within the page leads to an element, every element has its id for
// itself, and nothing is run or fetched.
func TestPageIsWhole(t *testing.T) {
	page, source := parsedPage(t)
	ids := map[string]bool{}
	page.each(func(n *node) {
		if id := n.attributes["id"]; id != "" && ids[id] {
			t.Errorf("two elements have the id %q", id)
		} else if id != "" {
			ids[id] = true
		}
	})
	links := 0
	page.each(func(n *node) {
		for name, value := range n.attributes {
			target, within := strings.CutPrefix(value, "#")
			switch {
			case name == "src" || name == "srcset" || strings.HasPrefix(name, "on"):
				t.Errorf("<%s> has the attribute %s=%q", n.name, name, value)
			case name == "aria-labelledby" && !ids[value], name == "href" && within && !ids[target]:
				t.Errorf("<%s %s=%q> leads nowhere", n.name, name, value)
			case name == "href" && !within && value != "report.pdf" && !strings.HasPrefix(value, "https://"):
				t.Errorf("<%s> leads to %q", n.name, value)
			}
			if name == "href" && within {
				links++
			}
		}
		if slices.Contains([]string{"script", "link", "iframe", "object", "img"}, n.name) {
			t.Errorf("the page has a <%s>", n.name)
		}
	})
	if links < 100 {
		t.Errorf("the page has %d links within itself", links)
	}
	if found := regexp.MustCompile(`url\(|@import`).FindString(source); found != "" {
		t.Errorf("a style fetches by %s", found)
	}
	for _, want := range []string{`<a href="report.pdf">`, `id="figure-1"`, `id="section-1"`, `id="table-1-caption"`} {
		if !strings.Contains(source, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if _, again := parsedPage(t); again != source {
		t.Error("the page differs from itself")
	}
}
