package main

import (
	"fmt"

	"firststep/report/pdf/reader"
	"firststep/study/regular"
)

// openPDF opens the study that a report carries in its attachments.
func openPDF(path string) (*side, error) {
	data, err := regular.ReadFile(path, maxOutput)
	if err != nil {
		return nil, err
	}
	file, err := reader.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	attachments, err := file.Attachments()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	files := map[string][]byte{}
	for _, a := range attachments {
		files[a.Name] = a.Data
	}
	if len(files[definitionFile]) == 0 {
		return nil, fmt.Errorf("%s carries no %s: it is no report of a study", path, definitionFile)
	}
	return (&archive{name: path, files: files}).open()
}
