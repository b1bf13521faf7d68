// Package drawn keeps the files of figures: it writes them into a
// folder, and compares those that are there with what the records give.
//
// [Write] draws; [Check] compares, a [File] each, and [Unclaimed] finds files
// that are no figure's. [WritePage] shows what looks different.
package drawn

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"

	"firststep/figures"
	"firststep/report"
	"firststep/report/pdf"
	"firststep/study/parallel"
	"firststep/study/record"
)

// writers write a figure as a file of their format.
var writers = map[string]func(io.Writer, figures.Figure) error{
	"svg": figures.WriteSVG,
	"png": figures.WritePNG,
	"pdf": writePDF,
}

func writePDF(w io.Writer, f figures.Figure) error {
	date, err := pdf.SourceDate()
	if err != nil {
		return err
	}
	return report.WriteFigure(w, f, report.Options{Date: date})
}

// formats are those of figures, in the order in which they are written.
var formats = []string{"svg", "png", "pdf"}

// Write draws figures into a folder, which has to be there, in the formats that
// are asked for, and draws again what is there of them in others, which would be
// stale. These are read by read, several at once, which returns an error that is
// fs.ErrNotExist where there is no file. It returns the paths of the files.
func Write(folder string, chosen []figures.Figure, asked []string, read func(path string) ([]byte, error)) (files []string, err error) {
	each, errs := make([][]string, len(chosen)), make([]error, len(chosen))
	parallel.Do(len(chosen), func(i int) { each[i], errs[i] = write(folder, chosen[i], asked, read) })
	return slices.Concat(each...), errors.Join(errs...)
}

func write(folder string, f figures.Figure, asked []string, read func(path string) ([]byte, error)) (files []string, err error) {
	for _, format := range formats {
		path := filepath.Join(folder, f.Name+"."+format)
		figure := f
		if !slices.Contains(asked, format) {
			copied, err := read(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return files, err
			}
			figure = f.In(format, copied)
		}
		draw := func(w io.Writer) error { return writers[format](w, figure) }
		if err := record.WriteAtomic(path, draw); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}
