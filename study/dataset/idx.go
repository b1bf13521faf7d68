package dataset

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"firststep/study"
	"firststep/study/regular"
)

// openIDX opens the pair or the two pairs of IDX files that a source names.
// The training labels determine the number of classes: their largest, plus
// one. Whether the files are gzipped is seen by their first bytes.
func openIDX(source Source, warn func(string)) (*Set, error) {
	paths, err := source.idxPaths()
	if err != nil {
		return nil, err
	}
	training, err := readPair(paths[0], paths[1], warn)
	if err != nil {
		return nil, err
	}
	classes := int(slices.Max(training.labels.data)) + 1
	if classes < 2 {
		return nil, training.labels.fault(training.labels.header(), "every label is 0; two classes or more are needed")
	}
	set := training.set(source)
	if set.Name, set.Classes = source.Words(classes); len(set.Classes) != classes {
		return nil, &SourceError{"classes", fmt.Sprintf("lists %d names, and the labels of %s go from 0 to %d", len(set.Classes), source.TrainLabels, classes-1),
			fmt.Sprintf("write %d names, from label 0 on", classes)}
	}
	if len(paths) == filesOfPair {
		return set, set.cut(training, source)
	}
	validation, err := readPair(paths[2], paths[3], warn)
	if err != nil {
		return nil, err
	}
	return set, set.cutPairs(training, validation, source)
}

// Words returns what the images of an IDX source are called, and n labels of
// theirs: as the source says, or as the file and by numbers.
func (s Source) Words(n int) (name string, classes []string) {
	classes = slices.Clone(s.Classes)
	if len(classes) == 0 {
		for label := range n {
			classes = append(classes, strconv.Itoa(label))
		}
	}
	return cmp.Or(s.Name, path.Base(s.TrainImages)), classes
}

// A SourceError is a key of [dataset] that does not go with the files.
type SourceError struct {
	Key  string // "train_images"
	What string // is wrong with it: "names a file that is not there"
	Hint string
}

func (e *SourceError) Error() string { return fmt.Sprintf("dataset.%s: %s; %s", e.Key, e.What, e.Hint) }

// idxIdentity is Identity for IDX files: it reads but does not decode them.
func idxIdentity(source Source) (string, error) {
	paths, err := source.idxPaths()
	if err != nil {
		return "", err
	}
	var files []study.File
	for _, path := range paths {
		sum, err := hashFile(path)
		if err != nil {
			return "", err
		}
		files = append(files, study.File{Name: filepath.Base(path), SHA256: sum})
	}
	return identityOf(files), nil
}

// Size returns what the files of an IDX source hold, by their headers alone:
// pixels of an image, and bytes of all images and labels. It reads nothing
// else. Of other sources it returns 0.
func Size(source Source) (pixels int, bytes int64, err error) {
	if source.Kind != IDX {
		return 0, 0, nil
	}
	paths, err := source.idxPaths()
	if err != nil {
		return 0, 0, err
	}
	for i, path := range paths {
		want := imageFile
		if i%2 == 1 {
			want = labelFile
		}
		a, total, err := readIDXHeader(path, want)
		if err != nil {
			return 0, 0, err
		}
		bytes += total
		if want == imageFile {
			pixels = max(pixels, a.pixels())
		}
	}
	return pixels, bytes, nil
}

func readIDXHeader(path string, want content) (*idxArray, int64, error) {
	f, err := regular.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	a := &idxArray{path: path}
	src, err := a.decompressed(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return nil, 0, err
	}
	total, err := a.decodeHeader(src, want)
	return a, total, err
}

// idxPaths returns the paths of the training pair and, where the source has
// one, of the validation pair.
func (s Source) idxPaths() ([]string, error) {
	if s.TrainImages == "" || s.TrainLabels == "" {
		return nil, errors.New("dataset: source \"idx\" needs train_images and train_labels")
	}
	if (s.ValidationImages == "") != (s.ValidationLabels == "") {
		return nil, errors.New("dataset: validation_images and validation_labels go together; give both or neither")
	}
	var paths []string
	for _, file := range []struct{ key, path string }{
		{"train_images", s.TrainImages}, {"train_labels", s.TrainLabels},
		{"validation_images", s.ValidationImages}, {"validation_labels", s.ValidationLabels},
	} {
		if file.path == "" {
			break
		}
		path := filepath.FromSlash(file.path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.Folder, path)
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, &SourceError{file.key, fmt.Sprintf("is %q, and there is no file %s", file.path, path), "put the file there, or write the path of another, relative to the study's folder"}
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// A pair is a file of images and the file of their labels.
type pair struct {
	images, labels *idxArray
}

// filesOfPair is the number of files in a pair.
const filesOfPair = 2

// readPair reads a pair and checks that there is a label for every image.
func readPair(imagesPath, labelsPath string, warn func(string)) (*pair, error) {
	images, err := readIDX(imagesPath, imageFile, warn)
	if err != nil {
		return nil, err
	}
	labels, err := readIDX(labelsPath, labelFile, warn)
	if err != nil {
		return nil, err
	}
	if images.count() != labels.count() {
		return nil, labels.fault(4, fmt.Sprintf("%d labels, but %s holds %d images", labels.count(), imagesPath, images.count()))
	}
	return &pair{images, labels}, nil
}

// set returns a Set of the pair's shape and files, without its splits.
func (p *pair) set(source Source) *Set {
	files := []study.File{p.images.file(), p.labels.file()}
	return &Set{
		Source:  source.Kind,
		Rows:    p.images.rows(),
		Columns: p.images.columns(),

		Channels: p.images.channels(),
		SHA256:   identityOf(files),
		Files:    files,
	}
}

// split returns images from up to, not including, to.
func (p *pair) split(from, to int) Split {
	pixels := p.images.pixels()
	return Split{Images: p.images.data[from*pixels : to*pixels : to*pixels], Labels: p.labels.data[from:to:to]}
}

// cut takes both splits from one pair.
func (s *Set) cut(p *pair, source Source) error {
	n := p.images.count()
	if source.Train > n-source.Validation {
		return fmt.Errorf("dataset: %s holds %d images: too few for train = %d and validation = %d, which may not overlap; lower one of them",
			p.images.path, n, source.Train, source.Validation)
	}
	s.Train = p.split(0, source.Train)
	s.Validation = p.split(n-source.Validation, n)
	return nil
}

// cutPairs takes the training split from one pair and the validation split
// from another, whose images have to be alike.
func (s *Set) cutPairs(training, validation *pair, source Source) error {
	if v, t := validation.images, training.images; v.rows() != s.Rows || v.columns() != s.Columns || v.channels() != s.Channels {
		return v.fault(8, fmt.Sprintf("images of %s pixels, but those of %s have %s", sizes(v.sizes[1:]), t.path, sizes(t.sizes[1:])))
	}
	for i, label := range validation.labels.data {
		if int(label) >= len(s.Classes) {
			return validation.labels.fault(validation.labels.header()+int64(i),
				fmt.Sprintf("label %d, but those of %s go from 0 to %d", label, training.labels.path, len(s.Classes)-1))
		}
	}
	if n := training.images.count(); source.Train > n {
		return fmt.Errorf("dataset: %s holds %d images: too few for train = %d", training.images.path, n, source.Train)
	}
	if n := validation.images.count(); source.Validation > n {
		return fmt.Errorf("dataset: %s holds %d images: too few for validation = %d", validation.images.path, n, source.Validation)
	}
	s.Train = training.split(0, source.Train)
	s.Validation = validation.split(0, source.Validation)
	s.Files = append(s.Files, validation.images.file(), validation.labels.file())
	s.SHA256 = identityOf(s.Files)
	return nil
}

// hashFile returns the SHA-256 of a file in hexadecimal.
func hashFile(path string) (string, error) {
	f, err := regular.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)), nil
}
