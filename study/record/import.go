package record

import (
	"fmt"
	"path/filepath"
)

// Import copies the result of a path, which has to have the checksum that it had
// when it was looked at, and the trace of a run, byte for byte from another
// store. It replaces what [Store.Save] would replace.
func (s *Store) Import(from *Store, path, checksum string) error {
	r, err := from.Result(path)
	if err != nil {
		return err
	}
	if r.Origin().Checksum != checksum {
		return fmt.Errorf("%s: changed while it was read; try again", from.recordPath(path))
	}
	var trace []byte
	if run, ok := r.(*Run); ok {
		if trace, err = from.readTrace(run); err != nil {
			return err
		}
		if sum := Sum(trace); sum != run.Trace.SHA256 {
			return inFile(from.tracePath(path), wrongTrace(trace, sum, run.Trace))
		}
	}
	return s.put(r, Encode(r), trace)
}

// put brings the bytes of a result into place, those of a run's trace before
// the record.
func (s *Store) put(r Result, data, trace []byte) error {
	path := r.Path()
	if err := s.makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return s.locked(func() error {
		if _, err := s.setAside(path, r.Origin().Key); err != nil {
			return err
		}
		if trace != nil {
			if err := WriteFile(s.tracePath(path), trace); err != nil {
				return err
			}
		}
		return WriteFile(s.recordPath(path), data)
	})
}
