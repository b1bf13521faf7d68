//go:build (!amd64 && !arm64) || purego

package kernel

// available lists the implementations this processor can run, fastest first.
func available() []implementation { return []implementation{portable} }
