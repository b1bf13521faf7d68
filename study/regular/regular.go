// Package regular opens regular files and nothing else. A study may come from
// a stranger: opening a FIFO waits for ever for a writer, a device gives bytes
// without end, and what is written through a symbolic link lands in somebody
// else's file.
package regular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
)

// ErrNotRegular is what is said of a folder, a FIFO, a device or a socket.
var ErrNotRegular = errors.New("is no ordinary file; move it away")

// ErrTooLarge is what [ReadFile] says of a file above its limit.
var ErrTooLarge = errors.New("is larger than")

// Open opens a regular file, or one that a symbolic link leads to, for
// reading. It never waits. The error names the file and wraps
// [ErrNotRegular] for anything else, [fs.ErrNotExist] for nothing.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path) // opening alone can act upon a device
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() { // it was exchanged meanwhile
		err = fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// ReadFile reads a file that [Open] opens. One of more than limit bytes is not
// read: the error wraps [ErrTooLarge].
func ReadFile(path string, limit int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, path, limit)
}

// ReadFrom reads a regular file of a file system as ReadFile does.
func ReadFrom(files fs.FS, name string, limit int64) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, name, limit)
}

func readAll(f fs.File, name string, limit int64) ([]byte, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w", name, ErrNotRegular)
	case info.Size() > limit:
		return nil, tooLarge(name, limit)
	}
	data := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, err
	}
	if int64(data.Len()) > limit { // it grew meanwhile
		return nil, tooLarge(name, limit)
	}
	return data.Bytes(), nil
}

// A FolderFS is a file system of the folder at its path. Files that are not
// regular do not open.
type FolderFS string

// Open implements [fs.FS].
func (f FolderFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	path := filepath.Join(string(f), filepath.FromSlash(name))
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return os.Open(path)
	}
	return Open(path)
}

func tooLarge(path string, limit int64) error {
	return fmt.Errorf("%s: %w %d bytes", path, ErrTooLarge, limit)
}

// Replaceable returns an error where path is something that a file must not
// take the place of: a symbolic link, or what is no regular file.
func Replaceable(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s: is a symbolic link, which is not written through; remove it or put the file in its place", path)
	case info.IsDir():
		return fmt.Errorf("%s: is a folder where a file belongs; move it away", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	return nil
}

// Folder returns an error where path is a link, or anything but a folder of
// its own: what is written or removed below it would be elsewhere. It returns
// none for a folder that is not there yet.
func Folder(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0: // irregular: a junction of Windows
		return fmt.Errorf("%s: is a link to another folder, where nothing is written or removed; put a folder in its place", path)
	case !info.IsDir():
		return fmt.Errorf("%s: is no folder, where one belongs; move it away", path)
	}
	return nil
}

// Lock returns the lock that the file at path stands for, which is made with
// the given permissions where it is not there. A link is not followed.
func Lock(path string, permissions fs.FileMode) (*flock.Flock, error) {
	if err := Replaceable(path); err != nil {
		return nil, err
	}
	access := os.O_RDONLY
	if runtime.GOOS == "aix" || runtime.GOOS == "solaris" || runtime.GOOS == "illumos" {
		access = os.O_RDWR // which an exclusive lock takes there
	}
	return flock.New(path, flock.SetPermissions(permissions), flock.SetFlag(access|os.O_CREATE|noFollow|nonBlocking)), nil
}
