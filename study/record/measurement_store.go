package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"firststep/study"
	"firststep/study/internal/aside"
	"firststep/study/regular"
)

const measurementsFolder = study.MeasurementsFolder

// MeasurementPath returns the path of a measurement's file.
func (s *Store) MeasurementPath(name string) string {
	return s.Path(measurementsFolder, name+".json")
}

// MeasurementNames returns the names of the measurements that the store has
// files of, damaged ones included, in lexical order.
func (s *Store) MeasurementNames() ([]string, error) {
	entries, err := os.ReadDir(s.Path(measurementsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && namePattern.MatchString(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// Measurement reads the named measurement.
func (s *Store) Measurement(name string) (*Measurement, error) {
	path := s.MeasurementPath(name)
	data, err := readBounded(path, maxSize)
	if err != nil {
		return nil, err
	}
	m, err := DecodeMeasurement(data)
	if err != nil {
		return nil, inFile(path, err)
	}
	if m.Name() != name {
		return nil, &CorruptError{path, fmt.Errorf("it is the measurement %s: was it renamed or copied?", m.Name())}
	}
	return m, nil
}

// SaveMeasurement puts a measurement into place. A damaged file that it finds
// there is moved aside, a newer program's is not replaced.
func (s *Store) SaveMeasurement(m *Measurement) error {
	if err := m.check(); err != nil {
		return fmt.Errorf("%s: %w", m.Name(), err)
	}
	if err := s.makeFolder(measurementsFolder); err != nil {
		return err
	}
	return s.locked(func() error {
		if _, err := s.setAsideMeasurement(m.Name()); err != nil {
			return err
		}
		return writeBytes(s.MeasurementPath(m.Name()), EncodeMeasurement(m))
	})
}

// SetAsideMeasurement moves the file of a measurement aside if it is damaged,
// as [Store.SetAside] does with a run's.
func (s *Store) SetAsideMeasurement(name string) (moved []string, err error) {
	err = s.locked(func() error {
		moved, err = s.setAsideMeasurement(name)
		return err
	})
	return moved, err
}

func (s *Store) setAsideMeasurement(name string) ([]string, error) {
	_, err := s.Measurement(name)
	if isCorrupt(err) {
		return aside.Move(s.MeasurementPath(name))
	}
	return nil, unlessReplaceable(err)
}

// PrepareMeasurements makes the folder of the measurements and returns an
// error if the named ones could not be saved.
func (s *Store) PrepareMeasurements(names []string) error {
	if len(names) == 0 {
		return nil
	}
	if err := s.makeFolder(measurementsFolder); err != nil {
		return err
	}
	for _, name := range names {
		if err := regular.Replaceable(s.MeasurementPath(name)); err != nil {
			return err
		}
	}
	return nil
}
