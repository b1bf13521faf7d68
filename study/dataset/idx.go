package dataset

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"firststep/study/regular"
)

// The IDX format, as published with MNIST: a big-endian magic number (two
// zero bytes, the type of the elements, the number of dimensions), the size
// of each dimension as a big-endian uint32, then the elements, the last
// dimension varying fastest.
const (
	imagesMagic = 0x00000803 // unsigned bytes, three dimensions: images, rows, columns
	labelsMagic = 0x00000801 // unsigned bytes, one dimension
)

// The limits within which a header is believed.
const (
	maxData         = math.MaxInt32 // bytes of pixels
	maxDeflateRatio = 1032          // no DEFLATE stream expands by more (zlib's technical details)
)

// A formatError is a file that is not what it should be.
type formatError struct {
	File       string
	Offset     int64 // of the byte at fault
	Compressed bool  // whether Offset counts decompressed bytes
	Problem    string
}

func (e *formatError) Error() string {
	of := ""
	if e.Compressed {
		of = " of the decompressed data"
	}
	return fmt.Sprintf("%s: byte %d%s: %s", e.File, e.Offset, of, e.Problem)
}

// openIDX opens the pair or the two pairs of IDX files that a source names.
// The training labels determine the number of classes: their largest, plus
// one. Whether the files are gzipped is seen by their first bytes.
func openIDX(source Source) (*Set, error) {
	paths, err := source.idxPaths()
	if err != nil {
		return nil, err
	}
	training, err := readPair(paths[0], paths[1])
	if err != nil {
		return nil, err
	}
	classes := int(slices.Max(training.labels.data)) + 1
	if classes < 2 {
		return nil, training.labels.fault(training.labels.header(), "every label is 0; two classes or more are needed")
	}
	set := training.set(source)
	set.Name = filepath.Base(paths[0])
	for label := range classes {
		set.Classes = append(set.Classes, strconv.Itoa(label))
	}
	if len(paths) == filesOfPair {
		return set, set.cut(training, source)
	}
	validation, err := readPair(paths[2], paths[3])
	if err != nil {
		return nil, err
	}
	return set, set.cutPairs(training, validation, source)
}

// idxIdentity is Identity for IDX files: it reads but does not decode them.
func idxIdentity(source Source) (string, error) {
	paths, err := source.idxPaths()
	if err != nil {
		return "", err
	}
	var files []File
	for _, path := range paths {
		sum, err := hashFile(path)
		if err != nil {
			return "", err
		}
		files = append(files, File{filepath.Base(path), sum})
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
		magic := uint32(imagesMagic)
		if i%2 == 1 {
			magic = labelsMagic
		}
		a, total, err := readIDXHeader(path, magic)
		if err != nil {
			return 0, 0, err
		}
		bytes += total
		if magic == imagesMagic {
			pixels = max(pixels, a.sizes[1]*a.sizes[2])
		}
	}
	return pixels, bytes, nil
}

func readIDXHeader(path string, magic uint32) (*idxArray, int64, error) {
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
	total, err := a.decodeHeader(src, magic)
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
	for _, path := range []string{s.TrainImages, s.TrainLabels, s.ValidationImages, s.ValidationLabels} {
		if path == "" {
			break
		}
		path = filepath.FromSlash(path)
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.Folder, path)
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
func readPair(imagesPath, labelsPath string) (*pair, error) {
	images, err := readIDX(imagesPath, imagesMagic)
	if err != nil {
		return nil, err
	}
	labels, err := readIDX(labelsPath, labelsMagic)
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
	files := []File{p.images.file(), p.labels.file()}
	return &Set{
		Source:  source.Kind,
		Rows:    p.images.sizes[1],
		Columns: p.images.sizes[2],
		SHA256:  identityOf(files),
		Files:   files,
	}
}

// split returns images from up to, not including, to.
func (p *pair) split(from, to int) Split {
	pixels := p.images.sizes[1] * p.images.sizes[2]
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
	if v := validation.images; v.sizes[1] != s.Rows || v.sizes[2] != s.Columns {
		return v.fault(8, fmt.Sprintf("images of %d × %d pixels, but those of %s have %d × %d",
			v.sizes[1], v.sizes[2], training.images.path, s.Rows, s.Columns))
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

// An idxArray is the content of an IDX file of unsigned bytes.
type idxArray struct {
	path       string
	sha256     string // of the file as it is stored
	compressed bool
	sizes      []int // of the dimensions
	data       []byte
}

func (a *idxArray) count() int    { return a.sizes[0] }
func (a *idxArray) header() int64 { return 4 + 4*int64(len(a.sizes)) }
func (a *idxArray) file() File    { return File{filepath.Base(a.path), a.sha256} }

func (a *idxArray) fault(offset int64, problem string) error {
	return &formatError{a.path, offset, a.compressed, problem}
}

// readIDX reads a file, gzipped or not, that has to have the given magic number.
func readIDX(path string, magic uint32) (*idxArray, error) {
	f, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	a := &idxArray{path: path}
	if err := a.decode(io.TeeReader(f, sum), info.Size(), magic); err != nil {
		return nil, err
	}
	a.sha256 = fmt.Sprintf("%x", sum.Sum(nil))
	return a, nil
}

// decode reads an IDX file of size bytes to its end. It allocates what the
// header declares, once, and only if a file of that size can hold as much;
// it never decompresses more than that and one byte.
func (a *idxArray) decode(r io.Reader, size int64, magic uint32) error {
	src, err := a.decompressed(bufio.NewReaderSize(r, 1<<16))
	if err != nil {
		return err
	}
	room := size
	if a.compressed {
		room = size * maxDeflateRatio
	}
	total, err := a.decodeHeader(src, magic)
	if err != nil {
		return err
	}
	if need := a.header() + total; need > room {
		if a.compressed {
			return a.fault(4, fmt.Sprintf("the header declares %s, which no gzip file of %d bytes can hold", a.shape(), size))
		}
		return a.fault(size, fmt.Sprintf("the data ends before the %s, up to byte %d, that the header declares", a.shape(), need))
	}
	a.data = make([]byte, total)
	if n, err := io.ReadFull(src, a.data); err != nil {
		return a.fault(a.header()+int64(n), fmt.Sprintf("the data ends before the %s that the header declares: %v", a.shape(), err))
	}
	switch n, err := io.ReadFull(src, make([]byte, 1)); {
	case n != 0:
		return a.fault(a.header()+total, fmt.Sprintf("data follows the %s that the header declares", a.shape()))
	case err != io.EOF:
		return a.fault(a.header()+total, "the data does not end as it should: "+err.Error())
	}
	return nil
}

// decompressed is what a file holds, gzipped or not.
func (a *idxArray) decompressed(in *bufio.Reader) (io.Reader, error) {
	if start, _ := in.Peek(2); len(start) < 2 || start[0] != 0x1f || start[1] != 0x8b {
		return in, nil
	}
	a.compressed = true
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, a.fault(0, "not a sound gzip file: "+err.Error())
	}
	return z, nil
}

// decodeHeader reads the magic number and the sizes, and returns the number
// of bytes that follow them.
func (a *idxArray) decodeHeader(r io.Reader, magic uint32) (int64, error) {
	header := make([]byte, 4+4*(magic&0xff))
	n, err := io.ReadFull(r, header)
	if n >= 4 {
		if got := binary.BigEndian.Uint32(header); got != magic {
			return 0, a.fault(0, wrongMagic(got, magic))
		}
	}
	if err != nil {
		return 0, a.fault(int64(n), fmt.Sprintf("the data ends within the header of %d bytes: %v", len(header), err))
	}
	total := int64(1)
	for at := 4; at < len(header); at += 4 {
		size := int64(binary.BigEndian.Uint32(header[at:]))
		if size == 0 || size > maxData/total {
			return 0, a.fault(int64(at), fmt.Sprintf("a dimension of %d; sizes have to be at least 1 and the data at most %d bytes", size, maxData))
		}
		total *= size
		a.sizes = append(a.sizes, int(size))
	}
	return total, nil
}

// wrongMagic says what a file is instead of what it should be.
func wrongMagic(got, want uint32) string {
	problem := fmt.Sprintf("magic number 0x%08x instead of 0x%08x: ", got, want)
	switch {
	case got == labelsMagic:
		return problem + "these are labels; give the file of images here"
	case got == imagesMagic:
		return problem + "these are images; give the file of labels here"
	case want == imagesMagic:
		return problem + "not an IDX file of images (unsigned bytes, three dimensions)"
	}
	return problem + "not an IDX file of labels (unsigned bytes, one dimension)"
}

// shape describes the declared content: "60000 images of 28 × 28 pixels".
func (a *idxArray) shape() string {
	if len(a.sizes) == 3 {
		return fmt.Sprintf("%d images of %d × %d pixels", a.sizes[0], a.sizes[1], a.sizes[2])
	}
	return fmt.Sprintf("%d labels", a.sizes[0])
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
