// Package drawn keeps the files of figures: it writes them into a
// folder, and compares those that are there with what the records give.
package drawn

import (
	"io"
	"path/filepath"

	"firststep/figures"
	"firststep/report"
	"firststep/report/pdf"
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

// Write draws figures into a folder, which has to be there, and returns the
// paths of the files.
func Write(folder string, chosen []figures.Figure, formats []string) (files []string, err error) {
	for _, f := range chosen {
		for _, format := range formats {
			path := filepath.Join(folder, f.Name+"."+format)
			draw := func(w io.Writer) error { return writers[format](w, f) }
			if err := record.WriteAtomic(path, draw); err != nil {
				return files, err
			}
			files = append(files, path)
		}
	}
	return files, nil
}
