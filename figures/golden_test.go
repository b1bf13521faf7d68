package figures_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firststep/figures"
	"firststep/study/evidence"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Goldens were written on amd64 and hold on every machine: with GOAMD64=v3,
// where products are fused with sums, and on arm64.

func TestSVGGolden(t *testing.T) {
	for _, f := range figures.All(deeper(of(4))) {
		t.Run(f.Name, func(t *testing.T) {
			var svg bytes.Buffer
			if err := figures.WriteSVG(&svg, f); err != nil {
				t.Fatal(err)
			}
			golden(t, f.Name+".svg", svg.Bytes())
		})
	}
}

// Names are known before a study is drawn.
func TestNames(t *testing.T) {
	drawn := map[string]bool{}
	for _, d := range []evidence.Data{deeper(of(4)), narrowed(of(4), "reference")} { // with the pair, and without
		for _, f := range figures.All(d) {
			drawn[f.Name] = true
		}
	}
	known := map[string]bool{}
	for _, name := range figures.Names {
		known[name] = true
	}
	if !maps.Equal(drawn, known) {
		t.Errorf("of all kinds there are %v, not %v", drawn, known)
	}
}

// The pixels are compared rather than the file, whose compression is that of
// the Go release.
func TestPNGGolden(t *testing.T) {
	var sums strings.Builder
	for _, f := range figures.All(deeper(of(4))) {
		var file bytes.Buffer
		if err := figures.WritePNG(&file, f); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(&file)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		bounds := picture.Bounds()
		for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
			for x := bounds.Min.X; x < bounds.Max.X; x++ {
				r, g, b, a := picture.At(x, y).RGBA()
				h.Write([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)})
			}
		}
		fmt.Fprintf(&sums, "%x  %s %d×%d\n", h.Sum(nil), f.Name, bounds.Dx(), bounds.Dy())
	}
	golden(t, "png.sha256", []byte(sums.String()))
}

// golden compares with a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was, from %s on; look at it, and if it is right: go test ./figures -update", path, difference(got, want))
	}
}

// difference shows where two files part.
func difference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return fmt.Sprintf("line %d: %.200q", i+1, g[i])
		}
	}
	return fmt.Sprintf("line %d, where it ends", len(g))
}
