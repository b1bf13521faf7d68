package drawn

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"firststep/figures"
	"firststep/study/record"
)

// A Section is a part of the page that [WritePage] writes.
type Section struct {
	Title string
	Files []File
}

// pageName is the file that WritePage writes.
const pageName = "index.html"

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New(pageName).Parse(pageSource))

// A picture is one of those that stand side by side.
type picture struct {
	Name   string
	Source template.HTMLAttr // the PNG itself, which needs no escapes
}

type shownFile struct {
	Name, Said string
	Pictures   []picture
}

type shownSection struct {
	Title string
	Files []shownFile
}

// WritePage writes, of every file that looks different, what it was, what is
// drawn now and what changed side by side, into a page that needs no other file.
// It returns the path of the page, or none where there is nothing to show.
func WritePage(folder string, sections ...Section) (path string, err error) {
	var shown []shownSection
	for _, s := range sections {
		section := shownSection{Title: s.Title}
		for _, f := range s.Files {
			if f.State != Differs || f.LooksSame() {
				continue
			}
			pictures, err := f.pictures()
			if err != nil {
				return "", err
			}
			section.Files = append(section.Files, shownFile{filepath.Base(f.File), f.String(), pictures})
		}
		if len(section.Files) > 0 {
			shown = append(shown, section)
		}
	}
	if len(shown) == 0 {
		return "", nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	path = filepath.Join(folder, pageName)
	return path, record.WriteAtomic(path, func(w io.Writer) error { return pageTemplate.Execute(w, shown) })
}

// pictures are before, now and the difference; of a file that cannot be shown,
// what is drawn now.
func (f File) pictures() ([]picture, error) {
	change := f.difference.Changed
	if change == nil {
		now, err := asData("now", func(w io.Writer) error { return figures.WritePNG(w, f.drawn) })
		return []picture{now}, err
	}
	var pictures []picture
	for _, p := range []struct {
		name  string
		image image.Image
	}{{"before", change.Old}, {"now", change.New}, {"difference", change.Image()}} {
		shown, err := asData(p.name, func(w io.Writer) error { return png.Encode(w, p.image) })
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, shown)
	}
	return pictures, nil
}

func asData(name string, write func(io.Writer) error) (picture, error) {
	var data bytes.Buffer
	err := write(&data)
	return picture{name, template.HTMLAttr(`src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(data.Bytes()) + `"`)}, err
}
