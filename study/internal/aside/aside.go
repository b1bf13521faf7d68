// Package aside moves damaged files out of the way and keeps them.
package aside

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
)

// Move renames the paths that exist, all with the same number: to
// x.json.corrupt-1, or the first number that none of them has. It returns the
// new paths.
func Move(paths ...string) (moved []string, err error) {
	suffix := freeSuffix(paths)
	for _, path := range paths {
		err := os.Rename(path, path+suffix)
		if link, ok := errors.AsType[*os.LinkError](err); ok {
			err = link.Err // without the paths
		}
		switch {
		case err == nil:
			moved = append(moved, path+suffix)
		case !errors.Is(err, fs.ErrNotExist):
			return moved, fmt.Errorf("%s: is damaged and cannot be moved aside: %w", path, err)
		}
	}
	return moved, nil
}

// freeSuffix returns the first of .corrupt-1, .corrupt-2, … with which none
// of the paths exists.
func freeSuffix(paths []string) string {
	for n := 1; ; n++ {
		suffix := ".corrupt-" + strconv.Itoa(n)
		taken := func(path string) bool {
			_, err := os.Lstat(path + suffix)
			return !errors.Is(err, fs.ErrNotExist)
		}
		if !slices.ContainsFunc(paths, taken) {
			return suffix
		}
	}
}
