package drawn

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/study/record"
	"firststep/study/words"
)

// States of a figure's file.
const (
	Same    = "same"
	Differs = "differs"
	Missing = "missing"
	Unknown = "unknown" // it belongs to no figure of the study
)

// A File is what was found of one.
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

// Check compares the files of a figure in a folder: those in the formats
// that are asked for, and those in others that exist.
func Check(folder string, f figures.Figure, formats []string, read func(file string) ([]byte, error)) ([]File, error) {
	var files []File
	for _, format := range []string{"svg", "png", "pdf"} {
		checked := File{File: filepath.Join(folder, f.Name+"."+format), State: Same, drawn: f}
		onDisk, err := read(checked.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if slices.Contains(formats, format) {
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
			files = append(files, File{File: filepath.Join(folder, e.Name()), State: Unknown})
		}
	}
	return files, err
}

// String says in a line what is wrong with a file.
func (f File) String() string {
	switch f.State {
	case Missing:
		return f.File + ": is missing"
	case Unknown:
		return f.File + ": belongs to no figure of the study; remove it"
	}
	line := fmt.Sprintf("%s: differs from byte %d on", f.File, f.Offset)
	if f.Line > 0 {
		line = fmt.Sprintf("%s: differs from line %d on: %q stands where %q belongs", f.File, f.Line, f.There, f.Redrawn)
	}
	switch {
	case f.Pixels == nil:
		line += "; " + f.difference.Unshown.Error()
	case *f.Pixels == 0:
		line += "; no pixel differs"
	default:
		line += fmt.Sprintf("; %d of %s", *f.Pixels, words.Counted(f.Of, "pixel differs", "pixels differ"))
	}
	if f.Because != "" {
		line += "; it was drawn when " + f.Because + " differed"
	}
	return line
}

// WriteDiffs writes of every file that differs what it was, what is drawn
// now, and what changed, as PNG.
func WriteDiffs(folder string, files []File) (written []string, err error) {
	for _, f := range files {
		if f.State != Differs {
			continue
		}
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return written, err
		}
		base := filepath.Join(folder, filepath.Base(f.File))
		pictures := map[string]func(io.Writer) error{
			"new": func(w io.Writer) error { return figures.WritePNG(w, f.drawn) },
		}
		if change := f.difference.Changed; change != nil {
			pictures["old"] = encoded(change.Old)
			pictures["new"] = encoded(change.New)
			pictures["changed"] = func(w io.Writer) error { return png.Encode(w, change.Image()) }
		}
		for _, which := range []string{"old", "new", "changed"} {
			write, ok := pictures[which]
			if !ok {
				continue
			}
			path := base + "." + which + ".png"
			if err := record.WriteAtomic(path, write); err != nil {
				return written, err
			}
			written = append(written, path)
		}
	}
	return written, nil
}

func encoded(picture image.Image) func(io.Writer) error {
	return func(w io.Writer) error { return png.Encode(w, picture) }
}
