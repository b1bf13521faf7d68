// Package reader reads PDF files: the reports that this module writes, also
// after another program has saved them again, to check them and to take out
// the files that they carry.
//
// [Parse] finds the objects by the file's cross references, be these tables
// or streams; [File.Resolve] reads one where it is needed; [File.Attachments]
// returns the files in the file. What is damaged is an error where it matters
// and null elsewhere, as the specification has it (ISO 32000-1, 7.3.10);
// encrypted files are refused.
//
// Programs that show PDF files mend what is broken, each in its own way, so
// that a file can be one thing to this reader and another to them. Where they
// may disagree the object is not read, or [File.Notes] says so.
package reader

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
)

// Objects, as they stand in a file.
type (
	// Object is any PDF object: nil, bool, int, float64, Name, String, Array,
	// Dict, Reference or *Stream.
	Object any
	// Name is a PDF name, "Type" for /Type.
	Name string
	// String is a string's bytes: text in PDFDocEncoding or UTF-16, or
	// anything else. See [Text].
	String string
	// Array is a list of objects.
	Array []Object
	// Dict is a dictionary.
	Dict map[Name]Object
	// Reference leads to an object; see [File.Resolve].
	Reference struct{ Number, Generation int }
	// Stream is a dictionary with data; see [File.Data].
	Stream struct {
		Dict Dict
		raw  []byte
	}
)

// File is a PDF file.
type File struct {
	Trailer Dict

	data    []byte
	entries map[int]entry
	cache   map[int]Object
	streams map[int]Array // the objects of object streams
	open    map[int]bool  // objects that are being read
	budget  budget
	notes   []string
}

// entry says where an object is: at an offset, or in an object stream.
type entry struct {
	offset     int
	generation int
	stream     int // its number; 0 for an object of its own
	index      int // in the stream
	free       bool
}

// endPattern is how a file ends: where its cross references are. Some write
// the number without white space behind it, and readers take it.
var endPattern = regexp.MustCompile(`^startxref\s*(\d{1,15})\s*%%EOF\s*`)

// Parse reads a file's cross references. It keeps data.
func Parse(data []byte) (*File, error) {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, errors.New("it is no PDF file: it does not begin with %PDF-")
	}
	f := &File{Trailer: Dict{}, data: data, entries: map[int]entry{}, cache: map[int]Object{}, streams: map[int]Array{}, open: map[int]bool{}, budget: budget{maxWork}}
	last := bytes.LastIndex(data, []byte("startxref"))
	end := endPattern.FindSubmatch(data[max(0, last):])
	if end == nil {
		return nil, errors.New("the PDF file is cut short: it does not end with startxref, a number and %%EOF")
	}
	if behind := len(data) - max(0, last) - len(end[0]); behind > 0 {
		f.note("%d bytes stand behind its end", behind)
	}
	at, _ := strconv.Atoi(string(end[1]))
	if err := f.revisions(at); err != nil {
		return nil, err
	}
	if f.Trailer["Encrypt"] != nil {
		return nil, errors.New("the PDF file is encrypted")
	}
	if f.Catalogue() == nil {
		return nil, cmp.Or(f.budget.spent(), errors.New("the PDF file has no catalogue"))
	}
	return f, nil
}

// revisions reads the cross references at a place, and those before them that
// they name.
func (f *File) revisions(at int) error {
	seen := map[int]bool{}
	firstAt := at
	for more := true; more && !seen[at] && len(seen) < maxUpdates; {
		seen[at] = true
		trailer, err := f.crossReferences(at)
		if err != nil {
			return fmt.Errorf("the PDF file's cross references at byte %d: %w", at, err)
		}
		for key, value := range trailer {
			if _, ok := f.Trailer[key]; !ok { // the last update's holds
				f.Trailer[key] = value
			}
		}
		var before int
		if before, more = trailer["Prev"].(int); more {
			at = before
		}
	}
	if sections := len(seen); sections > 2 || sections == 2 && !(firstAt < at && f.isLinearized()) {
		f.note("it was changed after it was written: it holds %d revisions of itself", sections)
	}
	return nil
}

// isLinearized reports whether the file says that its first page comes first,
// with cross references of its own that lead to the others (annex F).
func (f *File) isLinearized() bool {
	first := regexp.MustCompile(`^%PDF-\S+\s+(%\S*\s+)?(\d+) \d+ obj\s`).FindSubmatch(f.data[:min(len(f.data), 1024)])
	if first == nil {
		return false
	}
	n, _ := strconv.Atoi(string(first[2]))
	return f.Dict(f.object(n))["Linearized"] != nil
}

// Notes say where programs may see another file than this one does: what was
// noticed up to now, of the objects that were read.
func (f *File) Notes() []string {
	if err := f.budget.spent(); err != nil {
		return append(slices.Clone(f.notes), err.Error())
	}
	return f.notes
}

func (f *File) note(format string, args ...any) {
	const most = 20
	if len(f.notes) == most {
		return
	}
	if text := fmt.Sprintf(format, args...); !slices.Contains(f.notes, text) {
		f.notes = append(f.notes, text)
	}
}

// Catalogue is the file's root.
func (f *File) Catalogue() Dict { return f.Dict(f.Trailer["Root"]) }

// crossReferences reads a section of cross references and returns its trailer.
func (f *File) crossReferences(at int) (Dict, error) {
	if at < 0 || at >= len(f.data) {
		return nil, errors.New("that is not within the file")
	}
	l := &lexer{data: f.data, at: at, budget: &f.budget}
	defer l.account(at)
	l.skipSpace()
	if l.keyword("xref") {
		trailer, free, err := f.table(l)
		if at, ok := trailer["XRefStm"].(int); err == nil && ok {
			_, err = f.crossReferenceStream(at) // which holds of what the table says is free
		}
		for _, n := range free {
			err = cmp.Or(err, f.enter(n, entry{free: true}))
		}
		return trailer, err
	}
	return f.crossReferenceStream(l.at)
}

func (f *File) crossReferenceStream(at int) (Dict, error) {
	object, err := f.objectAt(at, -1, 0)
	if err != nil {
		return nil, err
	}
	s, ok := object.(*Stream)
	if !ok || s.Dict["Type"] != Name("XRef") {
		return nil, errors.New("there is neither a table nor a stream of them")
	}
	return s.Dict, f.referenceStream(s)
}

// table reads a table of cross references up to its trailer, and which objects
// it says are free.
func (f *File) table(l *lexer) (trailer Dict, free []int, err error) {
	for {
		l.skipSpace()
		if l.keyword("trailer") {
			o, err := l.object(0)
			if d, ok := o.(Dict); ok && err == nil {
				return d, free, nil
			}
			return nil, nil, errors.New("there is no trailer")
		}
		first, ok1 := l.integer()
		count, ok2 := l.integer()
		if !ok1 || !ok2 || first > maxObjects || count > maxObjects {
			return nil, nil, errors.New("a section has no first number and count")
		}
		for n := first; n < first+count; n++ {
			offset, ok1 := l.integer()
			generation, ok2 := l.integer()
			l.skipSpace()
			kind := l.peek()
			l.at++
			if !ok1 || !ok2 || kind != 'n' && kind != 'f' {
				return nil, nil, fmt.Errorf("the entry of object %d is damaged", n)
			}
			if kind == 'f' {
				free = append(free, n)
				continue
			}
			if err := f.enter(n, entry{offset: offset, generation: generation}); err != nil {
				return nil, nil, err
			}
		}
	}
}

// enter adds an entry, unless a later update has one.
func (f *File) enter(n int, e entry) error {
	later, ok := f.entries[n]
	if !ok {
		f.entries[n] = e
	} else if later.free && !e.free {
		f.note("object %d was taken away after it was written", n)
	}
	return f.budget.spend(entryWork)
}

// referenceStream reads a stream of cross references (7.5.8).
func (f *File) referenceStream(s *Stream) error {
	data, err := f.Data(s)
	if err != nil {
		return err
	}
	widths, sum := [3]int{}, 0
	w, _ := s.Dict["W"].(Array)
	if len(w) != len(widths) {
		return errors.New("the stream has no widths")
	}
	for i := range widths {
		n, ok := w[i].(int)
		if !ok || n < 0 || n > 7 {
			return errors.New("the stream has wrong widths")
		}
		widths[i] = n
		sum += n
	}
	index, ok := s.Dict["Index"].(Array)
	if !ok {
		index = Array{0, s.Dict["Size"]}
	}
	for len(index) >= 2 && sum > 0 {
		first, ok1 := index[0].(int)
		count, ok2 := index[1].(int)
		if !ok1 || !ok2 || first < 0 || first > maxObjects || count < 0 || count > len(data)/sum {
			return errors.New("the stream is shorter than it says")
		}
		for n := first; n < first+count; n++ {
			if err := f.enterFields(n, fields(data[:sum], widths)); err != nil {
				return err
			}
			data = data[sum:]
		}
		index = index[2:]
	}
	return nil
}

// fields reads three numbers; a type that is left out is 1.
func fields(data []byte, widths [3]int) [3]int {
	values := [3]int{1, 0, 0}
	for i, w := range widths {
		if w == 0 {
			continue
		}
		values[i] = 0
		for _, b := range data[:w] {
			values[i] = values[i]<<8 | int(b)
		}
		data = data[w:]
	}
	return values
}

func (f *File) enterFields(n int, v [3]int) error {
	switch v[0] {
	case 0:
		return f.enter(n, entry{free: true})
	case 1:
		return f.enter(n, entry{offset: v[1], generation: v[2]})
	case 2:
		return f.enter(n, entry{stream: v[1], index: v[2]})
	}
	return nil
}

// Objects returns one more than the highest number of an object.
func (f *File) Objects() int {
	most := 0
	for n := range f.entries {
		most = max(most, n+1)
	}
	return most
}

// Resolve follows references: what is returned is none. What does not exist
// or cannot be read is nil.
func (f *File) Resolve(o Object) Object {
	for range maxDepth {
		r, ok := o.(Reference)
		if !ok {
			return o
		}
		if e, ok := f.entries[r.Number]; ok && e.generation != r.Generation {
			f.note("object %d is called with the generation %d, and has %d", r.Number, r.Generation, e.generation)
			return nil
		}
		o = f.object(r.Number)
	}
	return nil
}

// Dict is the dictionary that o is, leads to, or that its stream has; nil
// where there is none.
func (f *File) Dict(o Object) Dict {
	switch o := f.Resolve(o).(type) {
	case Dict:
		return o
	case *Stream:
		return o.Dict
	}
	return nil
}

// Array is the array that o is or leads to.
func (f *File) Array(o Object) Array {
	a, _ := f.Resolve(o).(Array)
	return a
}

func (f *File) object(n int) Object {
	if o, ok := f.cache[n]; ok {
		return o
	}
	e, ok := f.entries[n]
	if !ok || e.free || f.open[n] || f.budget.spent() != nil {
		return nil
	}
	if len(f.open) == maxOpen {
		f.note("object %d is the last of more than %d that have to be read for one another's sake", n, maxOpen)
		return nil
	}
	f.open[n] = true
	defer delete(f.open, n)
	var o Object
	if e.stream == 0 {
		var err error
		if o, err = f.objectAt(e.offset, n, e.generation); err != nil {
			f.note("object %d cannot be read: %v", n, err)
		}
	} else if packed := f.packed(e.stream); e.index < len(packed) {
		o = packed[e.index]
	}
	f.cache[n] = o
	return o
}

// objectAt reads an object with its head, "12 0 obj". Any head will do where
// n is below 0.
func (f *File) objectAt(offset, n, generation int) (Object, error) {
	if offset < 0 || offset >= len(f.data) {
		return nil, errors.New("an object is not within the file")
	}
	l := &lexer{data: f.data, at: offset, budget: &f.budget}
	defer l.account(offset)
	number, ok1 := l.integer()
	is, ok2 := l.integer()
	l.skipSpace()
	if !ok1 || !ok2 || !l.keyword("obj") || n >= 0 && (number != n || is != generation) {
		return nil, fmt.Errorf("there is no object at byte %d", offset)
	}
	o, err := l.object(0)
	if err != nil {
		return nil, err
	}
	d, ok := o.(Dict)
	l.skipSpace()
	if !ok || !l.keyword("stream") {
		return o, nil
	}
	if l.peek() == '\r' {
		l.at++
	}
	if l.peek() == '\n' {
		l.at++
	}
	length, ok := f.Resolve(d["Length"]).(int)
	if !ok || length < 0 || length > len(f.data)-l.at {
		return nil, fmt.Errorf("the stream at byte %d is longer than the file", offset)
	}
	return &Stream{Dict: d, raw: f.data[l.at : l.at+length]}, nil
}

// packed reads the objects in an object stream (7.5.7), which lies in no other.
// They stand one behind the other.
func (f *File) packed(n int) Array {
	if objects, ok := f.streams[n]; ok {
		return objects
	}
	f.streams[n] = nil
	if f.entries[n].stream != 0 {
		f.note("the object stream %d lies in another one", n)
		return nil
	}
	s, ok := f.object(n).(*Stream)
	if !ok {
		return nil
	}
	data, err := f.Data(s)
	first, ok1 := s.Dict["First"].(int)
	count, ok2 := s.Dict["N"].(int)
	if err != nil || !ok1 || !ok2 || first < 0 || first > len(data) || count > maxObjects {
		return nil
	}
	var objects Array
	head, last := &lexer{data: data[:first]}, -1
	for range count {
		_, ok1 := head.integer()
		offset, ok2 := head.integer()
		if !ok1 || !ok2 || offset > len(data)-first {
			break
		}
		if offset <= last {
			f.note("the objects in the stream %d do not stand one behind the other", n)
			break
		}
		last = offset
		l := &lexer{data: data, at: first + offset, budget: &f.budget}
		o, err := l.object(0)
		if l.account(first + offset); err != nil {
			f.note("an object in the stream %d cannot be read: %v", n, err)
		}
		objects = append(objects, o)
	}
	f.streams[n] = objects
	return objects
}

// Data is a stream's data, decompressed. It counts as work every time.
func (f *File) Data(s *Stream) ([]byte, error) {
	filters := f.Array(s.Dict["Filter"])
	if name, ok := f.Resolve(s.Dict["Filter"]).(Name); ok {
		filters = Array{name}
	}
	parameters := f.Array(s.Dict["DecodeParms"])
	if d, ok := f.Resolve(s.Dict["DecodeParms"]).(Dict); ok {
		parameters = Array{d}
	}
	data, err := s.raw, f.budget.spend(len(s.raw)+objectWork)
	for i, filter := range filters {
		if err != nil {
			break
		}
		if name, _ := f.Resolve(filter).(Name); name != "FlateDecode" {
			return nil, fmt.Errorf("the filter %.40q is not known", string(name))
		}
		if data, err = f.inflated(data); err == nil && i < len(parameters) {
			data, err = unpredicted(data, f.Dict(parameters[i]))
		}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// inflated decompresses data, no more of it than there may be.
func (f *File) inflated(data []byte) ([]byte, error) {
	if err := f.budget.spend(inflateWork); err != nil {
		return nil, err
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	most := min(maxData, f.budget.left)
	out, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	switch errWork := f.budget.spend(len(out)); {
	case errWork != nil:
		return nil, errWork
	case err != nil:
		return nil, err
	case len(out) > maxData:
		return nil, fmt.Errorf("a stream holds more than %d bytes", maxData)
	}
	return out, nil
}

// unpredicted undoes PNG's prediction of every row from the one above (7.4.4.4):
// of the kinds None, Sub and Up, one byte a column, as cross references have it.
func unpredicted(data []byte, parameters Dict) ([]byte, error) {
	predictor, ok := parameters["Predictor"].(int)
	if !ok || predictor == 1 {
		return data, nil
	}
	columns, ok := parameters["Columns"].(int)
	if predictor < 10 || !ok || columns < 1 || columns > maxData {
		return nil, errors.New("a stream's predictor is not known")
	}
	var out []byte
	for len(data) > columns {
		above := out[max(0, len(out)-columns):] // nothing above the first row
		kind := data[0]
		out = append(out, data[1:columns+1]...)
		row := out[len(out)-columns:]
		for i := range row {
			switch {
			case kind == 1 && i > 0:
				row[i] += row[i-1]
			case kind == 2 && len(above) > 0:
				row[i] += above[i]
			case kind > 2:
				return nil, errors.New("a stream's predictor is not known")
			}
		}
		data = data[columns+1:]
	}
	return out, nil
}
