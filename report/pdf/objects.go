package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
)

// file is a PDF file in the making: numbered objects, the first of them from
// what fpdf wrote.
type file struct {
	objects [][]byte            // what stands between obj and endobj, by number; [0] is unused
	packed  map[int]packedPlace // objects that are in object streams

	root, info, resources int   // numbers of objects; all pages share the resources
	pages                 []int // likewise, in order
	fonts                 []int // likewise, as in Document.fonts
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
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	w.Reset(&compressed)
	w.Write(data) // a bytes.Buffer does not fail
	w.Close()
	return compressed.Bytes()
}

// deflateLevel is below zlib's best, 9, which saves a thousandth of a report and
// takes half as long again.
const deflateLevel = 7

// deflaters take more than a megabyte each.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, deflateLevel) // fails for an unknown level alone
	return w
}}

// rawStream is a stream that is stored as it is.
func rawStream(entries string, data []byte) []byte {
	return fmt.Appendf(nil, "<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// pack moves objects, given by number, into object streams: many small ones
// take a fraction of their space there.
func (f *file) pack(numbers []int) {
	const most = 200 // objects of a stream, all of which a reader reads for one
	for chunk := range slices.Chunk(numbers, most) {
		var head, bodies []byte
		for _, n := range chunk {
			head = fmt.Appendf(head, "%d %d ", n, len(bodies))
			bodies = append(append(bodies, f.objects[n]...), '\n')
		}
		stream := f.add(streamObject(fmt.Sprintf("/Type /ObjStm /N %d /First %d ", len(chunk), len(head)), append(head, bodies...)))
		for i, n := range chunk {
			f.packed[n] = packedPlace{stream, i}
		}
	}
}

// packedPlace is where an object is that is in an object stream.
type packedPlace struct{ stream, index int }

// encode is the file with its cross references, which are a stream (7.5.8). id
// is the trailer's identifier.
func (f *file) encode(version string, id []byte) []byte {
	out := fmt.Appendf(nil, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version)
	entries := []crossReference{{0, 0, 0xFFFF}}
	for n := 1; n < len(f.objects); n++ {
		if place, ok := f.packed[n]; ok {
			entries = append(entries, crossReference{2, place.stream, place.index})
			continue
		}
		entries = append(entries, crossReference{1, len(out), 0})
		out = fmt.Appendf(out, "%d 0 obj\n", n)
		out = append(out, f.objects[n]...)
		out = append(out, "\nendobj\n"...)
	}
	start := len(out)
	entries = append(entries, crossReference{1, start, 0})
	out = fmt.Appendf(out, "%d 0 obj\n", len(f.objects))
	out = append(out, f.crossReferences(entries, id)...)
	return fmt.Appendf(out, "\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// crossReference says where an object is: its kind, then the offset and
// generation (1), or the object stream and the index in it (2).
type crossReference [3]int

// crossReferences is the stream of cross references. A row is stored as its
// difference from the one above (PNG's filter Up), which packs far better.
func (f *file) crossReferences(entries []crossReference, id []byte) []byte {
	const columns = 1 + 4 + 2 // bytes of the three numbers
	var data []byte
	above := make([]byte, columns)
	for _, e := range entries {
		row := []byte{byte(e[0])}
		row = binary.BigEndian.AppendUint32(row, uint32(e[1]))
		row = binary.BigEndian.AppendUint16(row, uint16(e[2]))
		data = append(data, 2)
		for i := range row {
			data = append(data, row[i]-above[i])
		}
		above = row
	}
	return streamObject(fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>] /DecodeParms <</Predictor 12 /Columns %d>> ",
		len(entries), f.root, f.info, id, id, columns), data)
}
