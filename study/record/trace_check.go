package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"

	"firststep/study/regular"
)

// CheckTrace returns a [*CorruptError] where the trace of a record is not the one
// that it states, without reading it into memory or taking it apart.
func (s *Store) CheckTrace(r *Run) error {
	path, file := s.tracePath(r.Path()), r.Trace
	f, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffer := hashBuffers.Get().(*[]byte)
	defer hashBuffers.Put(buffer)
	hash, lines := sha256.New(), lineCount(0)
	n, err := io.CopyBuffer(io.MultiWriter(hash, &lines), io.LimitReader(f, file.bound()+1), *buffer)
	if err != nil {
		return err
	}
	if n > file.bound() {
		return tooLarge(path, file.bound())
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != file.SHA256 {
		data, err := s.readTrace(r)
		if err != nil {
			return err
		}
		return inFile(path, wrongTrace(data, sum, file))
	}
	if rows := int(lines) - 1; rows != file.Rows {
		return inFile(path, wrongRows(rows, file))
	}
	return nil
}

// A lineCount counts the line feeds that are written to it.
type lineCount int

func (n *lineCount) Write(data []byte) (int, error) {
	*n += lineCount(bytes.Count(data, []byte("\n")))
	return len(data), nil
}

func wrongRows(rows int, file TraceFile) error {
	return corrupt("it has %d rows, where the record states %d", rows, file.Rows)
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
