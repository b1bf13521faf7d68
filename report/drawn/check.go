package drawn

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/study/parallel"
	"firststep/study/words"
)

// States of a figure's file.
const (
	Same    = "same"
	Differs = "differs"
	Missing = "missing"
	unknown = "unknown" // it belongs to no figure of the study
)

// A File says how the file of a figure compares with what the records give.
type File struct {
	File    string `json:"file"`
	State   string `json:"state"`
	Line    int    `json:"line,omitempty"`    // first that differs
	Offset  int    `json:"offset,omitempty"`  // first byte that differs
	There   string `json:"there,omitempty"`   // what stands at it
	Redrawn string `json:"redrawn,omitempty"` // and what belongs there
	Because string `json:"because,omitempty"` // what the figure is drawn from that changed
	Pixels  *int   `json:"pixels,omitempty"`  // that differ
	Of      int    `json:"of,omitempty"`

	difference *figures.Difference
	drawn      figures.Figure
}

// Check compares the files of figures in a folder: those in the formats
// that are asked for, and those in others that exist. read is as in [Write].
func Check(folder string, chosen []figures.Figure, asked []string, read func(path string) ([]byte, error)) ([]File, error) {
	each, errs := make([][]File, len(chosen)), make([]error, len(chosen))
	parallel.Do(len(chosen), func(i int) { each[i], errs[i] = check(folder, chosen[i], asked, read) })
	return slices.Concat(each...), errors.Join(errs...)
}

func check(folder string, f figures.Figure, asked []string, read func(path string) ([]byte, error)) ([]File, error) {
	var files []File
	for _, format := range formats {
		checked := File{File: filepath.Join(folder, f.Name+"."+format), State: Same, drawn: f}
		onDisk, err := read(checked.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if slices.Contains(asked, format) {
				checked.State = Missing
				files = append(files, checked)
			}
			continue
		case err != nil:
			return nil, err
		}
		var redrawn bytes.Buffer
		if err := writers[format](&redrawn, f.In(format, onDisk)); err != nil {
			return nil, err
		}
		if d := figures.Compare(format, onDisk, redrawn.Bytes()); d != nil {
			checked.differs(d)
		}
		files = append(files, checked)
	}
	return files, nil
}

func (f *File) differs(d *figures.Difference) {
	f.State, f.difference = Differs, d
	f.Line, f.Offset, f.There, f.Redrawn, f.Because = d.Line, d.Offset, d.There, d.Redrawn, d.Because
	if d.Changed != nil {
		f.Pixels, f.Of = &d.Changed.Pixels, d.Changed.Of
	}
}

// Unclaimed finds files that have the name of no figure.
func Unclaimed(folder string, all []figures.Figure) ([]File, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []File
	for _, e := range entries {
		format := strings.ToLower(strings.TrimPrefix(filepath.Ext(e.Name()), "."))
		known := slices.ContainsFunc(all, func(f figures.Figure) bool { return f.Name+"."+format == e.Name() })
		if _, drawn := writers[format]; drawn && !known {
			files = append(files, File{File: filepath.Join(folder, e.Name()), State: unknown})
		}
	}
	return files, err
}

// LooksSame reports whether a file differs in its bytes, but in no pixel.
func (f File) LooksSame() bool { return f.State == Differs && f.Pixels != nil && *f.Pixels == 0 }

// LookingSame says which files look the same though their bytes differ: a line
// for all that differ for the same reason (File.Because), with their names.
func LookingSame(files []File) []string {
	var lines, causes []string
	for _, f := range files {
		if !f.LooksSame() || slices.Contains(causes, f.Because) {
			continue
		}
		var names []string
		for _, other := range files {
			if other.LooksSame() && other.Because == f.Because {
				names = append(names, filepath.Base(other.File))
			}
		}
		why := "differ in their bytes"
		if f.Because != "" {
			why = "were drawn when " + f.Because + " differed"
		}
		causes = append(causes, f.Because)
		lines = append(lines, fmt.Sprintf("%s: pixel for pixel the same, but %s: %s", filepath.Dir(f.File), why, strings.Join(names, ", ")))
	}
	return lines
}

// String says in a line what is wrong with a file.
func (f File) String() string {
	switch f.State {
	case Missing:
		return f.File + ": is missing"
	case unknown:
		return f.File + ": belongs to no figure of the study; remove it"
	}
	line := fmt.Sprintf("%s: differs from byte %d on", f.File, f.Offset)
	if f.Line > 0 {
		line = fmt.Sprintf("%s: differs from line %d on: %q stands where %q belongs", f.File, f.Line, f.There, f.Redrawn)
	}
	switch {
	case f.Pixels == nil:
		line += "; " + f.difference.Unshown.Error()
	default:
		line += fmt.Sprintf("; %d of %s", *f.Pixels, words.Counted(f.Of, "pixel differs", "pixels differ"))
	}
	if f.Because != "" {
		line += "; it was drawn when " + f.Because + " differed"
	}
	return line
}
