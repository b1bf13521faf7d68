package record

import (
	"fmt"
)

// Import copies the record of the named run, which has to have the checksum that
// it had when it was looked at, and its trace, byte for byte from another
// store. It replaces what [Store.Save] would replace.
func (s *Store) Import(from *Store, name, checksum string) error {
	data, err := readBounded(from.RunPath(name), maxSize)
	if err != nil {
		return err
	}
	r, err := Decode(data)
	if err != nil {
		return inFile(from.RunPath(name), err)
	}
	if r.Checksum != checksum {
		return fmt.Errorf("%s: changed while it was read; try again", from.RunPath(name))
	}
	trace, err := from.readTrace(r)
	if err != nil {
		return err
	}
	if sum := Sum(trace); sum != r.Trace.SHA256 {
		return inFile(from.TracePath(name), wrongTrace(trace, sum, r.Trace))
	}
	return s.put(r, data, trace)
}

// put brings the bytes of a trace and of its record into place, the record
// last.
func (s *Store) put(r *Run, data, trace []byte) error {
	if err := s.makeFolder(recordsFolder); err != nil {
		return err
	}
	return s.locked(func() error {
		if _, err := s.setAsideRun(r.Name(), r.Key); err != nil {
			return err
		}
		if err := writeBytes(s.TracePath(r.Name()), trace); err != nil {
			return err
		}
		return writeBytes(s.RunPath(r.Name()), data)
	})
}
