package mlp

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"slices"
)

// A fingerprint is a SHA-256 over float32 bits in little-endian order, every
// NaN made 0x7fc00000.
type fingerprint struct {
	hash   hash.Hash
	buffer []byte
}

func newFingerprint() *fingerprint { return &fingerprint{hash: sha256.New()} }

func (f *fingerprint) floats(values []float32) {
	f.buffer = slices.Grow(f.buffer[:0], 4*len(values))
	for _, x := range values {
		bits := math.Float32bits(x)
		if x != x {
			bits = 0x7fc00000
		}
		f.buffer = binary.LittleEndian.AppendUint32(f.buffer, bits)
	}
	f.hash.Write(f.buffer)
}

func (f *fingerprint) sum() string { return hex.EncodeToString(f.hash.Sum(nil)) }

// Fingerprint returns the SHA-256, in hexadecimal, of the bits of values in
// little-endian order, every NaN made 0x7fc00000.
func Fingerprint(values []float32) string {
	f := newFingerprint()
	f.floats(values)
	return f.sum()
}

// Fingerprint is that of all parameters: layer by layer, the weights row by
// row before the bias.
func (n *Network) Fingerprint() string {
	f := newFingerprint()
	for _, layer := range n.layers {
		f.floats(layer.w.Values(nil))
		f.floats(layer.b.Values(nil))
	}
	return f.sum()
}
