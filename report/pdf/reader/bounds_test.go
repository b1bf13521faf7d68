package reader_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"firststep/report/pdf/pdfdiff"
	"firststep/report/pdf/reader"
)

// streamOf is a stream as a file has it, with entries in its dictionary.
func streamOf(entries string, data []byte) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

func deflated(data []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(data)
	w.Close()
	return packed.Bytes()
}

// A place is an object's own offset, or its object stream and index there.
type place struct{ kind, first, second int }

// packedFile is a file with cross references in a stream. The first of bodies
// is the catalogue; places says of objects behind them where they are.
func packedFile(bodies []string, places ...place) []byte {
	file := []byte("%PDF-1.7\n")
	all := []place{{}}
	for i, body := range bodies {
		all = append(all, place{1, len(file), 0})
		file = fmt.Appendf(file, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	all = append(all, places...)
	var table []byte
	for _, p := range all {
		table = append(table, byte(p.kind))
		table = binary.BigEndian.AppendUint32(table, uint32(p.first))
		table = binary.BigEndian.AppendUint32(table, uint32(p.second))
	}
	table = deflated(table)
	return fmt.Appendf(file, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", len(all)+1,
		streamOf(fmt.Sprintf("/Type /XRef /W [1 4 4] /Size %d /Root 1 0 R /Filter /FlateDecode", len(all)), table), len(file))
}

// everything reads all of a file in every way that this module does, and
// returns what is wrong with it, and how much work that was.
func everything(data []byte) (found string, work int) {
	file, err := reader.Parse(data)
	if err != nil {
		return err.Error(), 0
	}
	_, errAttachments := file.Attachments()
	pages, errPages := file.Pages()
	for _, p := range pages {
		p.Content()
	}
	for n := range file.Objects() {
		if s, ok := file.Resolve(reader.Reference{Number: n}).(*reader.Stream); ok {
			file.Data(s)
		}
	}
	again, err := reader.Parse(data)
	if err != nil {
		return err.Error(), 0
	}
	differences, err := pdfdiff.Compare(again, again)
	return fmt.Sprintln(errAttachments, errPages, file.Notes(), differences, err), reader.Work(file) + reader.Work(again)
}

// names is a catalogue whose tree of attachments has n of the second object.
func names(n int) string {
	return "<</Names <</EmbeddedFiles <</Names [" + strings.Repeat("(a) 2 0 R ", n) + "]>>>>>>"
}

// TestWorkIsBounded: files of at most a few megabytes, most of a few kilobytes,
// that once took gigabytes, minutes or the stack. What is counted is work, so
// none of them takes longer where the machine is slow.
func TestWorkIsBounded(t *testing.T) {
	const many = 1 << 18
	megabyte := bytes.Repeat([]byte("q "), 1<<19)
	lengths := []string{"<</Pages 2 0 R>>"}
	for n := range 50_000 {
		lengths = append(lengths, fmt.Sprintf("<</Length %d 0 R>>stream\nendstream", n+3))
	}
	strs := []string{"<<>>"}
	for range 50_000 {
		strs = append(strs, "(")
	}
	page := "<</Type /Page /Parent 2 0 R /Contents %s>>"
	tree := []string{"<</Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R]>>"}
	for _, c := range []struct {
		what string
		file []byte
		want string
	}{
		{"object streams in one another", packedFile([]string{"<</Pages 3 0 R>>", "null"}, chain(50_000)...), "lies in another one"},
		{"lengths of streams that are streams", fileOf(lengths...), "for one another's sake"},
		{"strings that begin in one another", fileOf(strs...), "bytes of work"},
		{"one offset again and again", packedFile([]string{"<</Pages 5 0 R>>", streamOf(fmt.Sprintf("/First %d /N %d /Filter /FlateDecode", 4*many, many),
			deflated(append(bytes.Repeat([]byte("5 0 "), many), "[1 2 3 4 5 6 7 8 9]"...))), "null"}, place{}, place{2, 2, many - 1}), "one behind the other"},
		{"one raw stream as contents 20,000 times", fileOf(append(tree, fmt.Sprintf(page, "["+strings.Repeat("4 0 R ", 20_000)+"]"), streamOf("", megabyte))...), "bytes of work"},
		{"one raw stream with a check sum under 100,000 names", fileOf(names(100_000),
			"<</EF <</F 3 0 R>>>>", streamOf("/Params <</CheckSum <00>>>", megabyte)), "check sum is another"},
		{"one raw stream under 100,000 names", fileOf(names(100_000), "<</EF <</F 3 0 R>>>>", streamOf("", megabyte)), "bytes of work"},
		{"names that nodes share", fileOf("<</Names <</EmbeddedFiles <</Kids ["+kids(20_000)+"]>>>>>>", "["+strings.Repeat("null null ", 10_000)+"]"), "a node is missing"},
		{"thirty million operations", fileOf(append(tree, fmt.Sprintf(page, "4 0 R"), streamOf("/Filter /FlateDecode", deflated(bytes.Repeat(megabyte, 60))))...), "bytes of work"},
		{"eight million entries in eight kilobytes", entries(), "bytes of work"},
		{"a predictor of rows of 64 MiB", fileOf(names(10_000), "<</EF <</F 3 0 R>>>>",
			streamOf("/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 67108864>>", deflated([]byte("ab")))), "<nil>"},
		{"a font whose codes stand for books", fileOf(append(tree, "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F <</ToUnicode 5 0 R>>>>>>>>",
			streamOf("/Filter /FlateDecode", deflated([]byte("BT /F 1 Tf "+strings.Repeat("<"+strings.Repeat("0041", 1000)+"> Tj ", 300)+"ET"))),
			streamOf("", fmt.Appendf(nil, "<0041> <%s>", strings.Repeat("0042", 1<<16))))...), "<nil>"},
	} {
		t.Run(c.what, func(t *testing.T) {
			if got, _ := everything(c.file); !strings.Contains(got, c.want) {
				t.Errorf("%d bytes: %.300s; want %q", len(c.file), got, c.want)
			}
		})
	}
}

// chain is where objects 3 to n+2 are: each in an object stream that is the next
// one.
func chain(n int) []place {
	places := make([]place, n)
	for i := range places {
		places[i] = place{2, i + 4, 0}
	}
	return places
}

func kids(n int) string { return strings.Repeat("2 0 R ", n) }

// entries is a file whose cross references take a byte each, before they are
// compressed.
func entries() []byte {
	table := deflated(bytes.Repeat([]byte{0}, 1<<23-1))
	return fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF\n",
		streamOf(fmt.Sprintf("/Type /XRef /W [0 1 0] /Size %d /Root 1 0 R /Filter /FlateDecode", 1<<23-1), table))
}
