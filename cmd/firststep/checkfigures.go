package main

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
	"firststep/study/console"
	"firststep/study/record"
	"firststep/study/regular"
)

// States of a figure's file.
const (
	fileSame    = "same"
	fileDiffers = "differs"
	fileMissing = "missing"
	fileUnknown = "unknown" // it belongs to no figure of the study
)

// A checkedFile is a row of figures --check --json.
type checkedFile struct {
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

// checkReport is what figures --check --json prints.
type checkReport struct {
	Same    bool          `json:"same"`
	Records []staleness   `json:"records,omitempty"` // that are not up to date
	Files   []checkedFile `json:"files,omitempty"`
}

// check compares the figures on disk with what the records give now.
func (c *figuresCommand) check(s *session, o *opened) error {
	outdated, err := o.outdated()
	if err != nil {
		return err
	}
	if len(outdated) > 0 {
		if c.JSON {
			return errors.Join(s.printJSON(checkReport{Records: outdated}), errNo)
		}
		sayOutdated(s, outdated, "figures are")
		return errNo
	}
	if err := regular.Folder(o.store.FiguresFolder()); err != nil {
		return err
	}
	all, err := c.drawn(s, o)
	if err != nil {
		return err
	}
	chosen, err := choose(all, c.Only)
	if err != nil {
		return err
	}
	var files []checkedFile
	for _, f := range chosen {
		checked, err := c.checkFigure(o.store.FiguresFolder(), f, readOutput)
		if err != nil {
			return err
		}
		files = append(files, checked...)
	}
	if len(c.Only) == 0 {
		unknown, err := unknownFigures(o.store, all)
		if err != nil {
			return err
		}
		files = append(files, unknown...)
	}
	if c.Diff != "" {
		if err := writeDiffs(s, c.Diff, files); err != nil {
			return err
		}
	}
	return c.sayChecked(s, files)
}

// readOutput reads a file that this program may have written. A link is none:
// what it leads to is shown to nobody.
func readOutput(path string) ([]byte, error) {
	if err := regular.Replaceable(path); err != nil {
		return nil, err
	}
	return regular.ReadFile(path, maxOutput)
}

// checkFigure compares the files of a figure in a folder: those in the formats
// that are asked for, and those in others that exist.
func (c *figuresCommand) checkFigure(folder string, f figures.Figure, read func(file string) ([]byte, error)) ([]checkedFile, error) {
	var files []checkedFile
	for _, format := range []string{"svg", "png", "pdf"} {
		checked := checkedFile{File: filepath.Join(folder, f.Name+"."+format), State: fileSame, drawn: f}
		onDisk, err := read(checked.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if slices.Contains(c.Format, format) {
				checked.State = fileMissing
				files = append(files, checked)
			}
			continue
		case err != nil:
			return nil, err
		}
		var redrawn bytes.Buffer
		if err := figureWriters[format](&redrawn, f); err != nil {
			return nil, err
		}
		if d := figures.Compare(format, onDisk, redrawn.Bytes()); d != nil {
			checked.differs(d)
		}
		files = append(files, checked)
	}
	return files, nil
}

func (f *checkedFile) differs(d *figures.Difference) {
	f.State, f.difference = fileDiffers, d
	f.Line, f.Offset, f.There, f.Redrawn, f.Because = d.Line, d.Offset, d.There, d.Redrawn, d.Because
	if d.Changed != nil {
		f.Pixels, f.Of = &d.Changed.Pixels, d.Changed.Of
	}
}

// unknownFigures finds files that have the name of no figure.
func unknownFigures(store *record.Store, all []figures.Figure) ([]checkedFile, error) {
	entries, err := os.ReadDir(store.FiguresFolder())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []checkedFile
	for _, e := range entries {
		format := strings.ToLower(strings.TrimPrefix(filepath.Ext(e.Name()), "."))
		known := slices.ContainsFunc(all, func(f figures.Figure) bool { return f.Name+"."+format == e.Name() })
		if _, drawn := figureWriters[format]; drawn && !known {
			files = append(files, checkedFile{File: filepath.Join(store.FiguresFolder(), e.Name()), State: fileUnknown})
		}
	}
	return files, err
}

// sayChecked prints what was found. The answer is no unless every file is the
// same.
func (c *figuresCommand) sayChecked(s *session, files []checkedFile) error {
	var wrong int
	for _, f := range files {
		if f.State != fileSame {
			wrong++
		}
	}
	if c.JSON {
		if err := s.printJSON(checkReport{Same: wrong == 0, Files: files}); err != nil {
			return err
		}
	} else {
		for _, f := range files {
			if f.State != fileSame {
				s.print("%s", s.stdout.In(console.Red, f.String()))
			}
		}
		if wrong == 0 {
			s.print("%s what the records give, byte for byte", count(len(files), "figure is", "figures are"))
		}
	}
	if wrong > 0 {
		return errNo
	}
	return nil
}

// String says in a line what is wrong with a file.
func (f checkedFile) String() string {
	switch f.State {
	case fileMissing:
		return f.File + ": is missing; draw it with firststep figures"
	case fileUnknown:
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
		line += fmt.Sprintf("; %d of %s", *f.Pixels, count(f.Of, "pixel differs", "pixels differ"))
	}
	if f.Because != "" {
		line += "; it was drawn when " + f.Because + " differed"
	}
	return line
}

// writeDiffs writes of every file that differs what it was, what is drawn
// now, and what changed, as PNG.
func writeDiffs(s *session, folder string, files []checkedFile) error {
	for _, f := range files {
		if f.State != fileDiffers {
			continue
		}
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return err
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
				return err
			}
			s.say("%s", path)
		}
	}
	return nil
}

func encoded(picture image.Image) func(io.Writer) error {
	return func(w io.Writer) error { return png.Encode(w, picture) }
}
