package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"firststep/study"
)

// maxSize bounds a JSON file of this package, in bytes. A record takes some
// 40 kB; an environment grows by 70 bytes a run.
const maxSize = 16 << 20

// A CorruptError says that a file is not what this program wrote: a byte of
// it changed, a part is missing, or another hand wrote it.
type CorruptError struct {
	File string // relative to the study's folder; empty for bytes without a file
	Err  error
}

func (e *CorruptError) Error() string {
	if e.File == "" {
		return "damaged: " + e.Err.Error()
	}
	return e.File + ": damaged: " + e.Err.Error()
}

func (e *CorruptError) Unwrap() error { return e.Err }

// A SchemaError says that an intact file has the shape of another version of
// this program.
type SchemaError struct {
	File   string // as in [CorruptError]
	Schema int
}

func (e *SchemaError) Error() string {
	name := e.File
	if name == "" {
		name = "file"
	}
	if e.Newer() {
		return fmt.Sprintf("%s: has schema %d, newer than the %d that this program knows: use a newer firststep",
			name, e.Schema, Schema)
	}
	return fmt.Sprintf("%s: has schema %d, older than this program's %d: it has to be made again",
		name, e.Schema, Schema)
}

// Change is what making the file again changes of it.
func (e *SchemaError) Change() study.Change {
	return study.Change{Key: "schema", Old: strconv.Itoa(e.Schema), New: strconv.Itoa(Schema)}
}

// Newer reports whether a newer program wrote the file, so that it must not
// be replaced.
func (e *SchemaError) Newer() bool { return e.Schema > Schema }

const (
	emptySeal  = "\"checksum\": \"\"\n}\n"
	closeSeal  = "\"\n}\n"
	sealLength = sha256.Size*2 + len(closeSeal)
)

var sealPattern = regexp.MustCompile(`"checksum": "[0-9a-f]{64}"\n\}\n$`)

// seal returns v, a struct whose last member is an empty checksum, in
// canonical form and with the checksum put in.
func seal(v any) []byte {
	data := canonical(v)
	if !bytes.HasSuffix(data, []byte(emptySeal)) {
		panic("record: the last member is not an empty checksum")
	}
	sum := Sum(data)
	open := data[:len(data)-len(closeSeal)]
	return append(append(open, sum...), closeSeal...)
}

// thisSchema is how a file of this program's schema begins.
var thisSchema = fmt.Appendf(nil, "{\n  \"schema\": %d,\n", Schema)

// checkSeal checks the checksum of data. It comes first and in the same place
// in every schema, so that a damaged schema number is never taken for a newer
// program's.
func checkSeal(data []byte) error {
	err := checkSum(data)
	if err != nil && lineEndingsAlone(data, func(data []byte) bool { return checkSum(data) == nil }) {
		return errLineEndings()
	}
	return err
}

// lineEndingsAlone reports whether data is sound once its lines end in a line
// feed, as those of every file of this package do.
func lineEndingsAlone(data []byte, sound func([]byte) bool) bool {
	return bytes.Contains(data, []byte("\r\n")) && sound(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
}

func errLineEndings() error {
	return corrupt("its line endings were changed, by git's core.autocrlf perhaps, and nothing else: " +
		"commit a .gitattributes with the line \"* -text\", and check the file out again")
}

func checkSum(data []byte) error {
	if len(data) > maxSize {
		return corrupt("%d bytes, where at most %d are read", len(data), maxSize)
	}
	if !sealPattern.Match(data[max(0, len(data)-128):]) {
		return corrupt("it does not end in its checksum: it was cut short or written by something else")
	}
	h := sha256.New()
	h.Write(data[:len(data)-sealLength])
	h.Write([]byte(closeSeal))
	if hex.EncodeToString(h.Sum(nil)) != string(statedSum(data)) {
		return corrupt("its bytes do not have the checksum that it states")
	}
	return nil
}

// statedSum is the checksum at the end of data that [sealPattern] matches.
func statedSum(data []byte) []byte { return data[len(data)-sealLength : len(data)-len(closeSeal)] }

// Sealed is a JSON file of a study, which states its own checksum: a [*Run], a [*Measurement], a [*Dataset] or
// an [*Environment].
type Sealed interface {
	sealed() any  // a copy of the struct, of this schema and with an empty checksum
	check() error // where readers would have to fear for an index or an allocation
}

// Encode returns the bytes of a file, with Schema and Checksum filled in. The
// same content is always the same bytes.
func Encode(f Sealed) []byte { return seal(f.sealed()) }

// Decode reads the bytes of a file of type T, as Decode[Run](data). It returns a
// [*CorruptError] for what [Encode] cannot have written, and a [*SchemaError] for
// another version's file. What it returns is consistent: every list has the
// length that it should, and counts are bounded by what they count.
func Decode[T any, P interface {
	*T
	Sealed
}](data []byte) (*T, error) {
	if err := checkSeal(data); err != nil {
		return nil, err
	}
	if err := checkSchema(data); err != nil {
		return nil, err
	}
	v := new(T)
	if !scan(data, v) {
		v = new(T)
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(v); err != nil {
			return nil, corrupt("%w", err)
		}
		if err := checkForm(data, Encode(P(v))); err != nil {
			return nil, err
		}
	}
	if err := checkRanges(v); err != nil {
		return nil, &CorruptError{Err: err}
	}
	if err := P(v).check(); err != nil {
		return nil, &CorruptError{Err: err}
	}
	return v, nil
}

// checkForm returns an error where data is not the canonical form of what was
// decoded from it: a key is missing, doubled, in the wrong order or case.
func checkForm(data, want []byte) error {
	if bytes.Equal(data, want) {
		return nil
	}
	line, is, should := FirstDifference(data, want)
	return corrupt("line %d: %.60q stands where %.60q belongs", line, is, should)
}

// FirstDifference is the first line, counted from 1, in which two texts that
// are not the same differ.
func FirstDifference(a, b []byte) (number int, lineA, lineB []byte) {
	linesA, linesB := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	line := 0
	for line < min(len(linesA), len(linesB))-1 && bytes.Equal(linesA[line], linesB[line]) {
		line++
	}
	return line + 1, bytes.TrimSpace(linesA[line]), bytes.TrimSpace(linesB[line])
}

func checkSchema(data []byte) error {
	if bytes.HasPrefix(data, thisSchema) {
		return nil
	}
	var head struct {
		Schema *int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return corrupt("%w", err)
	}
	if head.Schema == nil {
		return corrupt("it states no schema")
	}
	if *head.Schema != Schema {
		return &SchemaError{Schema: *head.Schema}
	}
	return nil
}

// Sum returns the SHA-256 of data in hexadecimal.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func corrupt(format string, args ...any) error {
	return &CorruptError{Err: fmt.Errorf(format, args...)}
}

func tooLarge(path string, limit int64) error {
	return &CorruptError{path, fmt.Errorf("it is larger than %d bytes", limit)}
}

// inFile names the file in an error of this package's decoders.
func inFile(file string, err error) error {
	if damaged, ok := errors.AsType[*CorruptError](err); ok {
		return &CorruptError{file, damaged.Err}
	}
	if other, ok := errors.AsType[*SchemaError](err); ok {
		return &SchemaError{file, other.Schema}
	}
	return err
}
