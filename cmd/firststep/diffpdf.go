package main

import (
	"fmt"

	"firststep/report"
	"firststep/study/regular"
)

// openPDF opens the study that a report carries in its attachments, if these
// are those that it states.
func openPDF(path string) (*side, error) {
	data, err := regular.ReadFile(path, maxOutput)
	if err != nil {
		return nil, err
	}
	carried, err := report.Open(data, report.AnyNumerics, anySize)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	files := map[string]func() ([]byte, error){}
	for name, data := range carried.Folder() {
		files[name] = func() ([]byte, error) { return data, nil }
	}
	return (&archive{name: path, files: files}).open()
}
