package mlp

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkStep trains the flagship's network on the images in FIRSTSTEP_DATA.
// GFLOP/s count zeros as if they took part; a run has 3,436 steps. What a run
// would take if nothing disturbed it is counted from the first percentile of
// the steps' times, which is much the same on a busy machine.
func BenchmarkStep(b *testing.B) {
	folder := os.Getenv("FIRSTSTEP_DATA")
	if folder == "" {
		b.Skip("FIRSTSTEP_DATA is not set: the folder of Fashion-MNIST's four .gz files")
	}
	images := Images{
		Pixels: decompress(b, filepath.Join(folder, "train-images-idx3-ubyte.gz"))[16:],
		Labels: decompress(b, filepath.Join(folder, "train-labels-idx1-ubyte.gz"))[8:],
	}
	for _, c := range []struct {
		name              string
		features, weights float64 // divisors
		optimizer         string
		rate              float64
		decay, clip       float64
	}{
		{"sgd-features", 255, 1, SGD, 0.1, 0, 0},
		{"decay-features", 255, 1, SGD, 0.1, 0.001, 0},
		{"clip-features", 255, 1, SGD, 0.1, 0, 1},
		{"momentum-features", 255, 1, Momentum, 0.01, 0, 0},
		{"adam-features", 255, 1, Adam, 0.001, 0, 0},
		{"adam-weights", 1, 255, Adam, 0.001, 0, 0},
		{"rmsprop-features", 255, 1, RMSprop, 0.001, 0, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			benchmarkSteps(b, images, Config{
				Sizes:          []int{784, 300, 100, 10},
				FirstLayerInit: GlorotNormal, Init: GlorotUniform,
				FeatureDivisor: c.features, WeightDivisor: c.weights,
				Optimizer: c.optimizer, Rate: c.rate, FirstLayerRate: c.rate,
				Decay: c.decay, FirstLayerDecay: c.decay, Clip: c.clip,
				Batch: 32, Seed: 1,
			})
		})
	}
}

func benchmarkSteps(b *testing.B, images Images, c Config) {
	n, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	indices := make([]int32, c.Batch)
	var times []time.Duration
	for b.Loop() {
		for i := range indices {
			indices[i] = int32(random.IntN(images.Len()))
		}
		start := time.Now()
		n.Step(images, indices)
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	perStep := b.Elapsed().Seconds() / float64(b.N)
	const steps = 3436
	flops := float64(2 * c.Batch * (2*784*300 + 3*300*100 + 3*100*10))
	b.ReportMetric(flops/perStep/1e9, "GFLOP/s")
	b.ReportMetric(perStep*steps, "s/run")
	b.ReportMetric(times[len(times)/100].Seconds()*steps, "s/run-undisturbed")
}

// decompress returns the contents of a .gz file.
func decompress(b *testing.B, path string) []byte {
	b.Helper()
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	content, err := gzip.NewReader(file)
	if err != nil {
		b.Fatal(err)
	}
	all, err := io.ReadAll(content)
	if err != nil {
		b.Fatal(err)
	}
	return all
}
