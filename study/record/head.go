package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"sync"

	"firststep/study/regular"
)

// A Head is what identifies a record: enough to tell whether its run is up to
// date, and a fiftieth of the work of reading all of it.
type Head struct {
	Key      string
	Scenario string
	Seed     int64
	Trace    TraceFile
	Checksum string // of the record; of equal records, equal

	definition []byte // the JSON object, and what follows it
}

// Name is what the files of the run are called.
func (h *Head) Name() string { return runName(h.Scenario, h.Seed) }

// Definition returns the fields that the run was made with.
func (h *Head) Definition() (Definition, error) {
	var d Definition
	err := json.NewDecoder(bytes.NewReader(h.definition)).Decode(&d)
	return d, err
}

// A record begins and ends in lines of one form. A line feed stands in no
// string of JSON, so what begins a line is what it seems.
var (
	headPattern  = regexp.MustCompile(`^\{\n  "schema": ` + strconv.Itoa(Schema) + `,\n  "key": "([0-9a-f]{64})",\n  "scenario": "([a-z0-9-]{1,200})",\n  "seed": ([0-9]{1,19}),\n  "definition": `)
	tracePattern = regexp.MustCompile(`^\n  "trace": \{\s*"rows": ([0-9]{1,10}),\s*"sha256": "([0-9a-f]{64})"\s*\},\n`)
	traceBegins  = []byte("\n  \"trace\": {")
)

// DecodeHead reads the head of a record whose checksum is right. Its errors
// are those of [Decode], except that what lies between head and end may still
// be something that no program of this version writes.
func DecodeHead(data []byte) (*Head, error) {
	if err := checkSeal(data); err != nil {
		return nil, err
	}
	if h, ok := cutHead(data); ok {
		return h, nil
	}
	if _, err := Decode(data); err != nil {
		return nil, err // which says what is wrong, or that it is of another version
	}
	return nil, corrupt("it does not begin as a record does")
}

func cutHead(data []byte) (*Head, bool) {
	head := headPattern.FindSubmatch(data[:min(len(data), 512)])
	if head == nil {
		return nil, false
	}
	at := bytes.LastIndex(data, traceBegins)
	if at < 0 {
		return nil, false
	}
	trace := tracePattern.FindSubmatch(data[at:])
	if trace == nil {
		return nil, false
	}
	seed, err1 := strconv.ParseInt(string(head[3]), 10, 64)
	rows, err2 := strconv.Atoi(string(trace[1]))
	if err1 != nil || err2 != nil || rows < 1 || rows > maxSteps {
		return nil, false
	}
	return &Head{
		Key:        string(head[1]),
		Scenario:   string(head[2]),
		Seed:       seed,
		Trace:      TraceFile{Rows: rows, SHA256: string(trace[2])},
		Checksum:   string(statedSum(data)),
		definition: bytes.Clone(definitionOf(data[len(head[0]):])),
	}, true
}

// definitionOf cuts off what follows a record's definition.
func definitionOf(data []byte) []byte {
	definition, _, _ := bytes.Cut(data, []byte("\n  \"first_step\": "))
	return definition
}

// Head reads the head of the named run's record, and checks the checksum of
// all of it.
func (s *Store) Head(name string) (*Head, error) {
	path := s.RunPath(name)
	data, err := readBounded(path, maxSize)
	if err != nil {
		return nil, err
	}
	h, err := DecodeHead(data)
	if err != nil {
		return nil, inFile(path, err)
	}
	if h.Name() != name {
		return nil, misnamed(path, h.Name())
	}
	return h, nil
}

// CheckTraceFile returns a [*CorruptError] where the named run's trace is not
// the one that its record states, without reading it into memory.
func (s *Store) CheckTraceFile(name string, file TraceFile) error {
	path := s.TracePath(name)
	f, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffer := hashBuffers.Get().(*[]byte)
	defer hashBuffers.Put(buffer)
	hash := sha256.New()
	n, err := io.CopyBuffer(hash, io.LimitReader(f, file.bound()+1), *buffer)
	if err != nil {
		return err
	}
	if n > file.bound() {
		return tooLarge(path, file.bound())
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != file.SHA256 {
		data, err := readBounded(path, file.bound())
		if err != nil {
			return err
		}
		return inFile(path, wrongTrace(data, sum, file))
	}
	return nil
}

// hashBuffers hold the files of ten thousand runs one after the other.
var hashBuffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// bound is more bytes than a trace of so many rows takes.
func (f TraceFile) bound() int64 {
	const mostLayers = 64 // of a definition
	return int64(maxRow+maxDead*mostLayers) * int64(f.Rows+1)
}

// wrongTrace says that data, of the SHA-256 sum, is not what a record states.
func wrongTrace(data []byte, sum string, file TraceFile) error {
	if lineEndingsAlone(data, func(data []byte) bool { return Sum(data) == file.SHA256 }) {
		return errLineEndings()
	}
	return corrupt("its SHA-256 is %s, where the record states %s", sum, file.SHA256)
}

func misnamed(path, name string) error {
	return &CorruptError{path, fmt.Errorf("it is the record of %s: was it renamed or copied?", name)}
}

func tooLarge(path string, limit int64) error {
	return &CorruptError{path, fmt.Errorf("it is larger than %d bytes", limit)}
}
