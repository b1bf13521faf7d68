package dataset

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"firststep/study"
	"firststep/study/regular"
)

// The IDX format, as published with MNIST: a big-endian magic number (two
// zero bytes, the type of the elements, the number of dimensions), the size
// of each dimension as a big-endian uint32, then the elements, big-endian, the
// last dimension varying fastest.
//
// Images are unsigned bytes: images × rows × columns, or images × channels ×
// rows × columns, of which the channels are taken as they lie, one below the
// other. Labels are integers from 0 to 255 of any type, one an image or, as
// QMNIST has them, a row an image that begins with its class.
var elementTypes = map[byte]elementType{
	0x08: {"unsigned bytes", 1}, 0x09: {"signed bytes", 1},
	0x0B: {"16-bit integers", 2}, 0x0C: {"32-bit integers", 4},
	0x0D: {"32-bit floats", 4}, 0x0E: {"64-bit floats", 8},
}

type elementType struct {
	name string
	size int // bytes
}

const (
	unsignedByte = 0x08
	integer32    = 0x0C // the last of the integers
)

// content is what a file is to hold.
type content string

const (
	imageFile content = "images"
	labelFile content = "labels"
)

// The limits within which a header is believed.
const (
	maxData         = math.MaxInt32 // bytes of elements
	maxTrailing     = 1 << 20       // bytes after them that are left out
	maxDeflateRatio = 1032          // no DEFLATE stream expands by more (zlib's technical details)
	maxChannelsLast = 4             // channels, where the last dimension may be theirs
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

// An idxArray is the content of an IDX file.
type idxArray struct {
	path       string
	sha256     string // of the file as it is stored
	compressed bool
	kind       byte   // of the elements
	sizes      []int  // of the dimensions
	data       []byte // pixels, or a label an image
	trailing   string // what follows the data and is left out; empty: nothing does
}

func (a *idxArray) count() int    { return a.sizes[0] }
func (a *idxArray) header() int64 { return 4 + 4*int64(len(a.sizes)) }
func (a *idxArray) file() study.File {
	return study.File{Name: filepath.Base(a.path), SHA256: a.sha256}
}

// rows returns the rows of an image, those of all its channels.
func (a *idxArray) rows() int {
	if len(a.sizes) == 4 && !a.channelsLast() {
		return a.sizes[1] * a.sizes[2]
	}
	return a.sizes[1]
}

func (a *idxArray) columns() int {
	if len(a.sizes) == 4 && !a.channelsLast() {
		return a.sizes[3]
	}
	return a.sizes[2]
}

// channels are those of an image, where it has several; else 0.
func (a *idxArray) channels() int {
	if len(a.sizes) < 4 || a.channelsLast() || a.sizes[1] == 1 {
		return 0
	}
	return a.sizes[1]
}

func (a *idxArray) pixels() int { return a.rows() * a.columns() }

// channelsLast reports whether four dimensions are those of images × rows ×
// columns × channels, as no picture of more than four channels and at most four
// columns would be.
func (a *idxArray) channelsLast() bool {
	return len(a.sizes) == 4 && a.sizes[3] <= maxChannelsLast && a.sizes[1] > maxChannelsLast
}

func (a *idxArray) fault(offset int64, problem string) error {
	return &formatError{a.path, offset, a.compressed, problem}
}

// readIDX reads a file, gzipped or not.
func readIDX(path string, want content, warn func(string)) (*idxArray, error) {
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
	if err := a.decode(io.TeeReader(f, sum), info.Size(), want); err != nil {
		return nil, err
	}
	if a.trailing != "" && warn != nil {
		warn(fmt.Sprintf("%s: %s", path, a.trailing))
	}
	a.sha256 = fmt.Sprintf("%x", sum.Sum(nil))
	return a, nil
}

// decode reads an IDX file of size bytes to its end. It allocates what the
// header declares, once, and only if a file of that size can hold as much;
// of what follows it decompresses maxTrailing bytes at most.
func (a *idxArray) decode(r io.Reader, size int64, want content) error {
	in := bufio.NewReaderSize(r, 1<<16)
	src, err := a.decompressed(in)
	if err != nil {
		return err
	}
	room := size
	if a.compressed {
		room = size * maxDeflateRatio
	}
	total, err := a.decodeHeader(src, want)
	if err != nil {
		return err
	}
	if need := a.header() + total; need > room {
		if a.compressed {
			return a.fault(4, fmt.Sprintf("the header declares %s, which no gzip file of %d bytes can hold", a.shape(), size))
		}
		return a.fault(size, fmt.Sprintf("the data ends before the %s, up to byte %d, that the header declares%s", a.shape(), need, byteOrder(a.count())))
	}
	a.data = make([]byte, total)
	if n, err := io.ReadFull(src, a.data); err != nil {
		return a.fault(a.header()+int64(n), fmt.Sprintf("the data ends before the %s that the header declares: %v", a.shape(), err))
	}
	if err := a.end(src, in, a.header()+total); err != nil {
		return err
	}
	if want == labelFile {
		return a.narrow()
	}
	return nil
}

// end reads what follows the data, which is sound if it is little: src is the
// data, in the file.
func (a *idxArray) end(src io.Reader, in io.Reader, at int64) error {
	n, err := io.CopyN(io.Discard, src, maxTrailing+1)
	switch {
	case n > maxTrailing:
		return a.fault(at, fmt.Sprintf("more than %d bytes follow the %s that the header declares", maxTrailing, a.shape()))
	case err != nil && err != io.EOF:
		return a.fault(at, "the data does not end as it should: "+err.Error())
	case n > 0:
		a.trailing = fmt.Sprintf("%d bytes follow the %s that the header declares; they are left out", n, a.shape())
	}
	if !a.compressed {
		return nil
	}
	n, err = io.CopyN(io.Discard, in, maxTrailing+1)
	switch {
	case n > maxTrailing:
		return a.fault(at, fmt.Sprintf("more than %d bytes follow the end of the gzip data", maxTrailing))
	case err != nil && err != io.EOF:
		return fmt.Errorf("%s: %w", a.path, err)
	case n > 0:
		a.trailing = fmt.Sprintf("%d bytes follow the end of the gzip data; they are left out", n)
	}
	return nil
}

// narrow makes the labels bytes: one an image, the first of a row of several.
func (a *idxArray) narrow() error {
	size := elementTypes[a.kind].size
	stride := len(a.data) / a.count()
	if stride == 1 && a.kind == unsignedByte {
		return nil
	}
	labels := make([]byte, a.count())
	for i := range labels {
		value := int64(int8(a.data[i*stride]))
		for _, b := range a.data[i*stride+1 : i*stride+size] {
			value = value<<8 | int64(b)
		}
		if a.kind == unsignedByte {
			value &= 0xff
		}
		if value < 0 || value > math.MaxUint8 {
			return a.fault(a.header()+int64(i*stride), fmt.Sprintf("the label %d; labels go from 0 to 255", value))
		}
		labels[i] = byte(value)
	}
	if len(a.sizes) == 2 && oneHot(a.data, stride) {
		return a.fault(3, fmt.Sprintf("%d dimensions, %s: %s", len(a.sizes), sizes(a.sizes), oneHotRemedy))
	}
	a.data = labels
	return nil
}

// oneHot reports whether every row is of zeros and a single 1, which no label
// and what follows it are throughout.
func oneHot(data []byte, stride int) bool {
	for row := range slices.Chunk(data, stride) {
		if bytes.Count(row, []byte{0}) != stride-1 || bytes.Count(row, []byte{1}) != 1 {
			return false
		}
	}
	return true
}

// decompressed is what a file holds, gzipped or not.
func (a *idxArray) decompressed(in *bufio.Reader) (*bufio.Reader, error) {
	if start, _ := in.Peek(len(gzipStart)); string(start) != gzipStart {
		return in, nil
	}
	a.compressed = true
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, a.fault(0, "not a sound gzip file: "+err.Error())
	}
	z.Multistream(false)
	return bufio.NewReader(&members{z, in}), nil
}

const gzipStart = "\x1f\x8b"

// members reads the data of gzip members that follow each other, and leaves in
// the file what follows the last one.
type members struct {
	*gzip.Reader
	in *bufio.Reader
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if err != io.EOF {
		return n, err
	}
	if start, _ := m.in.Peek(len(gzipStart)); string(start) != gzipStart {
		return n, io.EOF
	}
	err = m.Reset(m.in)
	m.Multistream(false)
	return n, err
}

// decodeHeader reads the magic number and the sizes, and returns the number
// of bytes that follow them.
func (a *idxArray) decodeHeader(r *bufio.Reader, want content) (int64, error) {
	start, err := r.Peek(1 << 6)
	if len(start) < 4 || start[0] != 0 || start[1] != 0 || elementTypes[start[2]].size == 0 || start[3] == 0 {
		return 0, a.fault(0, notIDXFile(start, want, err))
	}
	a.kind = start[2]
	if err := a.checkKind(int(start[3]), want); err != nil {
		return 0, err
	}
	header := make([]byte, 4+4*int(start[3]))
	if n, err := io.ReadFull(r, header); err != nil {
		return 0, a.fault(int64(n), fmt.Sprintf("the data ends within the header of %d bytes: %v", len(header), err))
	}
	total := int64(elementTypes[a.kind].size)
	for at := 4; at < len(header); at += 4 {
		size := int64(binary.BigEndian.Uint32(header[at:]))
		if size == 0 || size > maxData/total {
			return 0, a.fault(int64(at), fmt.Sprintf("a dimension of %d; sizes have to be at least 1 and the data at most %d bytes%s", size, maxData, byteOrder(int(size))))
		}
		total *= size
		a.sizes = append(a.sizes, int(size))
	}
	return total, a.checkSizes(want)
}

// notIDXFile says what is wrong with a file that does not begin as IDX does.
func notIDXFile(start []byte, want content, err error) string {
	what := notIDX(start)
	switch {
	case what != "":
		return what
	case len(start) < 4:
		return fmt.Sprintf("the data ends within the magic number: %v", err)
	}
	return fmt.Sprintf("magic number 0x%x: not an IDX file of %s", start[:4], want)
}

// byteOrder is a hint where a size would be a likely one with its bytes reversed.
func byteOrder(size int) string {
	if reversed := bits.ReverseBytes32(uint32(size)); size > 1<<24 && reversed < 1<<24 {
		return fmt.Sprintf("; in reversed byte order (little-endian) it is %d: write sizes big-endian", reversed)
	}
	return ""
}

// checkKind refuses a type of elements and a number of dimensions that are not
// those of the wanted content.
func (a *idxArray) checkKind(dimensions int, want content) error {
	is := fmt.Sprintf("an IDX file of %s, in %d dimensions: ", elementTypes[a.kind].name, dimensions)
	isInteger := a.kind <= integer32
	switch {
	case want == imageFile && isInteger && dimensions == 1:
		return a.fault(0, is+"these are labels; give the file of images here")
	case want == labelFile && a.kind == unsignedByte && (dimensions == 3 || dimensions == 4):
		return a.fault(0, is+"these are images; give the file of labels here")
	case want == imageFile && a.kind != unsignedByte:
		return a.fault(2, is+"images are unsigned bytes, from 0 to 255; convert them (in NumPy: images.astype('uint8'), of values in that range)")
	case want == labelFile && !isInteger:
		return a.fault(2, is+"labels are integers; convert them (in NumPy: labels.astype('uint8'))")
	case want == imageFile && (dimensions < 2 || dimensions > 4), want == labelFile && dimensions > 2:
		return a.fault(3, is+want.dimensions())
	}
	return nil
}

// dimensions says which ones a file is to have.
func (c content) dimensions() string {
	if c == imageFile {
		return "images have three (images × rows × columns), or four (images × channels × rows × columns)"
	}
	return "labels have one, a label an image"
}

// checkSizes refuses shapes that are not those of images, or of labels.
func (a *idxArray) checkSizes(want content) error {
	is := fmt.Sprintf("%d dimensions, %s: ", len(a.sizes), sizes(a.sizes))
	switch {
	case want == imageFile && len(a.sizes) == 2:
		return a.fault(3, is+want.dimensions())
	case want == imageFile && a.channelsLast() && a.sizes[3] > 1:
		return a.fault(3, is+"the channels come last; write them before rows and columns (in NumPy: images.transpose(0, 3, 1, 2))")
	case want == labelFile && len(a.sizes) == 2 && a.sizes[1] != 1 && (a.sizes[1] != qmnistColumns || a.kind != integer32):
		return a.fault(3, is+oneHotRemedy)
	}
	return nil
}

// qmnistColumns are what a row of QMNIST's labels has, of which the first is
// the class.
const qmnistColumns = 8

const oneHotRemedy = "labels have one; where each is a row of a number a class, take the place of the 1 (in NumPy: labels.argmax(1))"

// sizes writes the sizes of dimensions: "700 × 28 × 28".
func sizes(of []int) string {
	words := make([]string, len(of))
	for i, n := range of {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " × ")
}

// shape describes the declared content: "60000 images of 28 × 28 pixels".
func (a *idxArray) shape() string {
	if len(a.sizes) > 2 {
		return fmt.Sprintf("%d images of %s pixels", a.sizes[0], sizes(a.sizes[1:]))
	}
	return fmt.Sprintf("%d labels", a.sizes[0])
}

// contentSum is the SHA-256 of the header and the elements that were read: of
// the file decompressed, where nothing trails and labels are bytes.
func (a *idxArray) contentSum() string {
	header := []byte{0, 0, a.kind, byte(len(a.sizes))}
	for _, size := range a.sizes {
		header = binary.BigEndian.AppendUint32(header, uint32(size))
	}
	sum := sha256.New()
	sum.Write(header)
	sum.Write(a.data)
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// contentSum is that of a file of images or of labels.
func contentSum(path string) (string, error) {
	a, err := readIDX(path, imageFile, nil)
	if err != nil {
		a, err = readIDX(path, labelFile, nil)
	}
	if err != nil {
		return "", err
	}
	return a.contentSum(), nil
}
