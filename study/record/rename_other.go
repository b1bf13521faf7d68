//go:build !windows

package record

import "os"

// replace puts a file in the place of another, or of none.
func replace(from, to string) error { return os.Rename(from, to) }
