//go:build !unix

package regular

// Windows has no FIFOs among its files, and its links take a privilege.
const (
	nonBlocking = 0
	noFollow    = 0
)
