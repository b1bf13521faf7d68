package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// signatures are the first bytes of what is given in place of IDX files.
var signatures = []struct{ start, what, remedy string }{
	{"\x1f\x8b", "gzip data within gzip data", "it was compressed twice; decompress it once"},
	{"PK\x03\x04", "a ZIP archive, as .npz files are", "unpack it, and save what is in it as IDX"},
	{"\x93NUMPY", "a NumPy array (.npy)", "save it as IDX: its header, and after it images.tobytes()"},
	{"version https://git-lfs", "a Git LFS pointer to the file, not the file", "fetch it with: git lfs pull"},
	{"\x89PNG", "a PNG picture", "an IDX file holds all images"},
	{"\xff\xd8\xff", "a JPEG picture", "an IDX file holds all images"},
	{"\x89HDF", "an HDF5 file", "save its arrays as IDX"},
	{"MATLAB 5.0 MAT-file", "a MATLAB file", "save its arrays as IDX"},
	{"\xfd7zXZ", "xz data", "decompress it, or compress it with gzip"},
	{"BZh", "bzip2 data", "decompress it, or compress it with gzip"},
	{"\x28\xb5\x2f\xfd", "zstd data", "decompress it, or compress it with gzip"},
	{"\x80\x02", pickled, saveArrays}, {"\x80\x03", pickled, saveArrays}, {"\x80\x04", pickled, saveArrays}, {"\x80\x05", pickled, saveArrays},
	{"<", "a web page (HTML or XML), as a server sends in place of a file", "download the file anew"},
}

const (
	pickled    = "a Python pickle"
	saveArrays = "save its arrays as IDX"
)

// notIDX says what a file is that begins otherwise than an IDX file does, and
// what to do; nothing of what it does not know.
func notIDX(start []byte) string {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\uFEFF")), " \t\r\n")
	for _, s := range signatures {
		if bytes.HasPrefix(trimmed, []byte(s.start)) {
			return "this is " + s.what + "; " + s.remedy
		}
	}
	if len(start) >= 4 {
		if reversed := bits.ReverseBytes32(binary.BigEndian.Uint32(start)); reversed>>16 == 0 && elementTypes[byte(reversed>>8)].size > 0 {
			return fmt.Sprintf("magic number 0x%08x in reversed byte order (little-endian); write the magic number and the sizes big-endian", reversed)
		}
	}
	if text := firstWords(trimmed); text != "" {
		return fmt.Sprintf("this is text that begins with %q, and no IDX file", text)
	}
	return ""
}

// firstWords are the first characters of a text; nothing of what is none.
func firstWords(start []byte) string {
	const shown = 20
	if len(start) < 4 {
		return ""
	}
	n := 0
	for n < min(shown, len(start)) {
		r, size := utf8.DecodeRune(start[n:])
		if r == utf8.RuneError || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			break
		}
		n += size
	}
	if n < min(shown, len(start)) {
		return ""
	}
	return string(start[:n])
}
