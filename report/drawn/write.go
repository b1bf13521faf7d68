// Package drawn keeps the files of figures: it writes them into a study's
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

// Write draws figures into the study's folder and returns the paths of
// the files.
func Write(store *record.Store, chosen []figures.Figure, formats []string) (files []string, err error) {
	if err := store.MakeFiguresFolder(); err != nil {
		return nil, err
	}
	for _, f := range chosen {
		for _, format := range formats {
			path := filepath.Join(store.FiguresFolder(), f.Name+"."+format)
			draw := func(w io.Writer) error { return writers[format](w, f) }
			if err := record.WriteAtomic(path, draw); err != nil {
				return files, err
			}
			files = append(files, path)
		}
	}
	return files, nil
}
