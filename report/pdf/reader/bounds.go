package reader

import "fmt"

// Bounds of what a file may make the reader do.
const (
	maxObjects = 1 << 23 // their numbers
	maxData    = 1 << 26 // bytes of a stream, decompressed
	maxDepth   = 100     // of arrays and dictionaries in one another
	maxOpen    = 10      // objects that are read for one another's sake
	maxUpdates = 100
	maxWork    = 1 << 28 // five times what the flagship's report takes
)

// What counts as work whatever its bytes, as about what it takes to hold it: an
// object, an entry of the cross references, what decompressing needs.
const (
	objectWork  = 1 << 6
	entryWork   = 1 << 9
	inflateWork = 1 << 12
)

// Spend takes work that is made of what was read off the file's budget, and
// returns an error once that is spent.
func (f *File) Spend(work int) error { return f.budget.spend(work) }

// A budget is the work that a file may still make: bytes that are read, copied,
// hashed or decompressed, counted where that is done, and however often. What
// counts is how much of it there is, not how long it takes.
type budget struct{ left int }

var errWork = fmt.Errorf("reading the file would take more than %d bytes of work: it holds more than any report, or the same thing again and again", maxWork)

// spend takes work off the budget. Once it is spent, everything is an error.
func (b *budget) spend(work int) error {
	if b.left -= work; b.left < 0 {
		b.left = -1
	}
	return b.spent()
}

func (b *budget) spent() error {
	if b.left < 0 {
		return errWork
	}
	return nil
}
