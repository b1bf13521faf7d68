package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// file is a PDF file as numbered objects, read from what fpdf wrote: one
// section of cross references, no object streams, no encryption.
type file struct {
	objects    [][]byte // what stands between obj and endobj, by number; [0] is unused
	root, info int
}

var (
	startPattern   = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	sizePattern    = regexp.MustCompile(`^xref\s+0 (\d+)\s`)
	entryPattern   = regexp.MustCompile(`(\d{10}) \d{5} n`)
	trailerPattern = regexp.MustCompile(`/Root (\d+) 0 R\s+/Info (\d+) 0 R`)
)

var errUnexpected = errors.New("PDF: not in the form that the library writes")

func parseFile(data []byte) (*file, error) {
	start := startPattern.FindSubmatch(data)
	if start == nil {
		return nil, errUnexpected
	}
	at := number(start[1])
	if at > len(data) {
		return nil, errUnexpected
	}
	tail := data[at:]
	size, trailer := sizePattern.FindSubmatch(tail), trailerPattern.FindSubmatch(tail)
	if size == nil || trailer == nil {
		return nil, errUnexpected
	}
	entries := entryPattern.FindAllSubmatch(tail, -1)
	if len(entries) != number(size[1])-1 {
		return nil, errUnexpected
	}
	f := &file{objects: make([][]byte, len(entries)+1), root: number(trailer[1]), info: number(trailer[2])}
	for i, entry := range entries {
		body, err := objectAt(data, number(entry[1]), i+1)
		if err != nil {
			return nil, err
		}
		f.objects[i+1] = body
	}
	return f, nil
}

var lengthPattern = regexp.MustCompile(`/Length (\d+)`)

// objectAt is the body of object n, which starts at an offset. A stream's data
// may hold anything, so its length is taken from its dictionary.
func objectAt(data []byte, offset, n int) ([]byte, error) {
	head := fmt.Appendf(nil, "%d 0 obj\n", n)
	if offset > len(data) || !bytes.HasPrefix(data[offset:], head) {
		return nil, errUnexpected
	}
	body := data[offset+len(head):]
	dictionary, ok := streamDictionary(body)
	skip := 0
	if ok {
		length := lengthPattern.FindSubmatch(dictionary)
		if length == nil {
			return nil, errUnexpected
		}
		skip = min(len(dictionary)+len(streamMark)+number(length[1]), len(body))
	}
	end := bytes.Index(body[skip:], []byte("endobj"))
	if end < 0 {
		return nil, errUnexpected
	}
	return bytes.TrimSpace(body[:skip+end]), nil
}

const (
	streamMark    = "stream\n"
	endStreamMark = "\nendstream"
)

// streamDictionary is what stands before an object's stream; ok is false for
// an object that is none.
func streamDictionary(body []byte) (dictionary []byte, ok bool) {
	end := bytes.Index(body, []byte("endobj"))
	at := bytes.Index(body, []byte(streamMark))
	if at < 0 || (end >= 0 && end < at) {
		return nil, false
	}
	return body[:at], true
}

// number reads digits that a pattern has matched.
func number(digits []byte) int {
	n, _ := strconv.Atoi(string(digits))
	return n
}

// add appends an object and returns its number.
func (f *file) add(body []byte) int {
	f.objects = append(f.objects, body)
	return len(f.objects) - 1
}

// streamObject is a compressed stream with further entries in its dictionary.
func streamObject(entries string, data []byte) []byte {
	return rawStream(entries+"/Filter /FlateDecode ", deflated(data))
}

func deflated(data []byte) []byte {
	var compressed bytes.Buffer
	w, _ := zlib.NewWriterLevel(&compressed, zlib.BestCompression) // fails for an unknown level alone
	w.Write(data)                                                  // a bytes.Buffer does not fail
	w.Close()
	return compressed.Bytes()
}

// rawStream is a stream that is stored as it is.
func rawStream(entries string, data []byte) []byte {
	body := fmt.Appendf(nil, "<<%s/Length %d>>\n%s", entries, len(data), streamMark)
	return append(append(body, data...), endStreamMark...)
}

// streamData is the data of a stream object, decompressed.
func streamData(body []byte) ([]byte, error) {
	dictionary, ok := streamDictionary(body)
	if !ok {
		return nil, errUnexpected
	}
	data, ok := bytes.CutSuffix(body[len(dictionary)+len(streamMark):], []byte(endStreamMark))
	if !ok {
		return nil, errUnexpected
	}
	if !bytes.Contains(dictionary, []byte("/FlateDecode")) {
		return data, nil
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// encode is the file with its cross references. id is the trailer's identifier.
func (f *file) encode(version string, id []byte) []byte {
	out := fmt.Appendf(nil, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version)
	offsets := make([]int, len(f.objects))
	for n := 1; n < len(f.objects); n++ {
		offsets[n] = len(out)
		out = fmt.Appendf(out, "%d 0 obj\n", n)
		out = append(out, f.objects[n]...)
		out = append(out, "\nendobj\n"...)
	}
	start := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects))
	for _, o := range offsets[1:] {
		out = fmt.Appendf(out, "%010d 00000 n \n", o)
	}
	return fmt.Appendf(out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects), f.root, f.info, id, id, start)
}
