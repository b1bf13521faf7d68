package mlp

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"firststep/study/internal/kernel"
	"firststep/study/internal/numeric"
)

func close64(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s is %v, want %v to %g", what, got, want, tolerance)
	}
}

func randomMatrix(rows, cols int, purpose string) []float64 {
	stream := numeric.NewStream(1, purpose)
	a := make([]float64, rows*cols)
	for i := range a {
		a[i] = stream.Normal()
	}
	return a
}

func TestSpectralNormAgainstSVD(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {7, 3}, {3, 7}, {60, 60}, {200, 90}} {
		rows, cols := shape[0], shape[1]
		full := randomMatrix(rows, cols, "spectral")
		low := make([]float64, rows*cols) // of rank two at most, as ΔW is of that of the batch
		addOuter(low, randomMatrix(2, rows, "left"), randomMatrix(2, cols, "right"), 2, rows, cols)
		for name, a := range map[string][]float64{"full": full, "low rank": low} {
			var svd mat.SVD
			if !svd.Factorize(mat.NewDense(rows, cols, slices.Clone(a)), mat.SVDNone) {
				t.Fatal("no SVD")
			}
			close64(t, name, spectralNorm(a, rows, cols), svd.Values(nil)[0], spectralTolerance)
		}
	}
	if got := spectralNorm(make([]float64, 6), 2, 3); got != 0 {
		t.Errorf("the norm of zero is %v", got)
	}
	if got := spectralNorm([]float64{1, math.NaN(), 2, 3}, 2, 2); !math.IsNaN(got) {
		t.Errorf("with NaN the norm is %v", got)
	}
}

func TestLanczosAgainstEigenvalues(t *testing.T) {
	for _, n := range []int{1, 2, 5, 40} {
		a := mat.NewSymDense(n, nil)
		entries := randomMatrix(n, n, "symmetric")
		for i := range n {
			for j := i; j < n; j++ {
				a.SetSym(i, j, entries[i*n+j])
			}
		}
		var eigen mat.EigenSym
		if !eigen.Factorize(a, false) {
			t.Fatal("no eigenvalues")
		}
		r := lanczos(n, func(product, v []float64) {
			mat.NewVecDense(n, product).MulVec(a, mat.NewVecDense(n, v))
		}, 1e-9, 100)
		close64(t, "largest eigenvalue", r.Value, slices.Max(eigen.Values(nil)), 1e-9)
		if !r.Converged {
			t.Errorf("n = %d: %+v", n, r)
		}
	}
}

// The products are those of the full Hessian by central differences of the
// twin's gradient.
func TestHessianAgainstFiniteDifferences(t *testing.T) {
	n := mustNew(t, small(nil))
	images := randomImages(9, n.config.Sizes[0], n.config.Sizes[len(n.config.Sizes)-1])
	batch := batchOf(n.config.Batch)
	h := n.hessian(images, batch)
	dimension := h.dimension()
	full := fullHessian(n, images, batch)

	v := randomMatrix(1, dimension, "direction")
	product, want := make([]float64, dimension), make([]float64, dimension)
	h.times(product, v)
	for i := range want {
		want[i] = kernel.Dot(full[i*dimension:(i+1)*dimension], v)
	}
	if e := largestError(product, want); e > 1e-6 {
		t.Errorf("Hv is off by %g of its largest component", e)
	}

	symmetric := mat.NewSymDense(dimension, nil)
	for i := range dimension {
		for j := i; j < dimension; j++ {
			symmetric.SetSym(i, j, (full[i*dimension+j]+full[j*dimension+i])/2)
		}
	}
	block := symmetric.SliceSym(0, len(h.layers[0].w))
	c := n.Curvature(images, batch, nil)
	for name, test := range map[string]struct {
		found Ritz
		of    mat.Symmetric
	}{"whole": {c.Whole, symmetric}, "block": {c.Block, block}} {
		var eigen mat.EigenSym
		if !eigen.Factorize(test.of, false) {
			t.Fatal("no eigenvalues")
		}
		close64(t, name, test.found.Value, slices.Max(eigen.Values(nil)), 1e-5)
		if !test.found.Converged || test.found.Residual > curvatureTolerance {
			t.Errorf("%s: %+v", name, test.found)
		}
	}
}

// fullHessian is that of the batch's loss at the network's parameters.
func fullHessian(n *Network, images Images, batch []int32) []float64 {
	const step = 1e-5
	twin := twinOf(n)
	x, labels := features(n.config, images, batch)
	gradient := func() (all []float64) {
		for _, g := range twin.gradients(x, labels) {
			all = append(all, g...)
		}
		return all
	}
	var rows []float64
	for _, p := range twin.params {
		for i := range p {
			at := p[i]
			p[i] = at + step
			high := gradient()
			p[i] = at - step
			low := gradient()
			p[i] = at
			for j := range high {
				rows = append(rows, (high[j]-low[j])/(2*step))
			}
		}
	}
	return rows
}

// stepOf returns the tensors of a first step of a small network, and the twin
// with what it sees.
func stepOf(t *testing.T, change func(*Config)) (*Tensors, *twin, [][]float64, []byte) {
	t.Helper()
	n := mustNew(t, small(change))
	twin := twinOf(n)
	images := randomImages(9, n.config.Sizes[0], n.config.Sizes[len(n.config.Sizes)-1])
	batch := batchOf(n.config.Batch)
	x, labels := features(n.config, images, batch)
	_, _, tensors := n.FirstStep(images, batch)
	return tensors, twin, x, labels
}

// lossAfter is the twin's loss after shares of the update: of W and b by layer.
func lossAfter(tensors *Tensors, tw *twin, x [][]float64, labels []byte, w, b func(layer int) float64) float64 {
	moved := &twin{sizes: tw.sizes}
	for l, before := range tensors.Before {
		add := func(old, new []float32, share float64) []float64 {
			p := widen(old)
			for i := range p {
				p[i] += share * (float64(new[i]) - float64(old[i]))
			}
			return p
		}
		moved.params = append(moved.params, add(before.W, tensors.After[l].W, w(l)), add(before.B, tensors.After[l].B, b(l)))
	}
	return moved.loss(x, labels)
}

func all(int) float64  { return 1 }
func none(int) float64 { return 0 }

func only(layer int, share float64) func(int) float64 {
	return func(l int) float64 {
		if l == layer {
			return share
		}
		return 0
	}
}

func allBut(layer int, share float64) func(int) float64 {
	return func(l int) float64 {
		if l == layer {
			return share
		}
		return 1
	}
}

func TestAttributionAgainstTwin(t *testing.T) {
	tensors, twin, x, labels := stepOf(t, nil)
	const scale = 0.25
	a := tensors.Diagnostics(scale).Attribution
	check := func(name string, got float64, w, b func(int) float64) {
		t.Helper()
		close64(t, name, got, lossAfter(tensors, twin, x, labels, w, b), 1e-12)
	}
	check("none", a.None, none, none)
	check("all", a.All, all, all)
	check("every weights", a.EveryWeights, all, none)
	check("every bias", a.EveryBias, none, all)
	check("scaled", a.AtScale, allBut(0, scale), all)
	for l := range tensors.Before {
		check("only layer", a.OnlyLayer[l], only(l, 1), only(l, 1))
		check("all but layer", a.AllButLayer[l], allBut(l, 0), allBut(l, 0))
		check("only weights", a.OnlyWeights[l], only(l, 1), none)
		check("only bias", a.OnlyBias[l], none, only(l, 1))
		check("all but weights", a.AllButWeights[l], allBut(l, 0), all)
	}
}

func TestLineAgainstTwin(t *testing.T) {
	tensors, twin, x, labels := stepOf(t, nil)
	line := tensors.Diagnostics(1).Line
	if line.T[0] != 1e-6 || line.T[len(line.T)-1] != 1e3 || line.T[1] != 1.78e-6 {
		t.Errorf("a grid of %v", line.T)
	}
	for name, test := range map[string]struct {
		curve LineCurve
		w, b  func(t float64) func(int) float64
	}{
		"first weights": {line.FirstWeights, func(t float64) func(int) float64 { return only(0, t) }, func(float64) func(int) float64 { return none }},
		"first layer":   {line.FirstLayer, func(t float64) func(int) float64 { return only(0, t) }, func(t float64) func(int) float64 { return only(0, t) }},
		"all":           {line.All, func(t float64) func(int) float64 { return func(int) float64 { return t } }, func(t float64) func(int) float64 { return func(int) float64 { return t } }},
	} {
		loss := func(at float64) float64 { return lossAfter(tensors, twin, x, labels, test.w(at), test.b(at)) }
		for i, at := range line.T {
			if want := loss(at); !math.IsNaN(want) { // the twin's exponential overflows where logits are large
				close64(t, name, test.curve.Loss[i], want, 1e-11)
			}
		}
		const step = 1e-4
		close64(t, name+": slope", test.curve.Slope, (loss(step)-loss(-step))/(2*step), 1e-5)
		close64(t, name+": curvature", test.curve.Curvature, (loss(step)-2*loss(0)+loss(-step))/(step*step), 1e-3)

		critical := test.curve.Critical
		if math.IsNaN(critical) {
			t.Fatalf("%s: nowhere critical", name)
		}
		width := drawnTolerance
		if name == "first weights" {
			width = criticalTolerance
		}
		if loss(critical*(1-width)) > loss(0) || loss(critical*(1+width)) <= loss(0) {
			t.Errorf("%s: the loss does not cross its start at %v", name, critical)
		}
	}
}

// In the layers above the first both parts count, and together with their
// product they are the whole change.
func TestLayerDiagnosticsAgainstTwin(t *testing.T) {
	tensors, twin, x, _ := stepOf(t, nil)
	layers := tensors.Diagnostics(1).Layers
	after := &struct{ params [][]float64 }{}
	for _, l := range tensors.After {
		after.params = append(after.params, widen(l.W), widen(l.B))
	}
	sizes := tensors.Sizes
	in, inAfter := x, x
	for l := range layers {
		var inputs, seen, z, change, own, below, joint []float64
		var next, nextAfter [][]float64
		for i := range in {
			w, b, w2, b2 := twin.params[2*l], twin.params[2*l+1], after.params[2*l], after.params[2*l+1]
			out := make([]float64, sizes[l+1])
			outAfter := make([]float64, sizes[l+1])
			for j := range out {
				var fromOwn, fromBelow, fromBoth, old, new float64
				for k := range in[i] {
					at := k*len(out) + j
					fromOwn += in[i][k] * (w2[at] - w[at])
					fromBelow += (inAfter[i][k] - in[i][k]) * w[at]
					fromBoth += (inAfter[i][k] - in[i][k]) * (w2[at] - w[at])
					old += in[i][k] * w[at]
					new += inAfter[i][k] * w2[at]
				}
				seen = append(seen, fromOwn)
				own = append(own, fromOwn+b2[j]-b[j])
				below = append(below, fromBelow)
				joint = append(joint, fromBoth)
				z = append(z, old+b[j])
				change = append(change, new+b2[j]-old-b[j])
				out[j], outAfter[j] = math.Max(old+b[j], 0), math.Max(new+b2[j], 0)
			}
			inputs = append(inputs, in[i]...)
			next, nextAfter = append(next, out), append(nextAfter, outAfter)
		}
		rms := func(x []float64) float64 { return norm(x) / math.Sqrt(float64(len(x))) }
		d := layers[l]
		close64(t, "‖X‖", d.InputNorm, norm(inputs), 1e-12)
		close64(t, "‖XΔW‖", d.OutputDelta, norm(seen), 1e-12)
		var dw []float64
		for i := range tensors.Before[l].W {
			dw = append(dw, float64(tensors.After[l].W[i])-float64(tensors.Before[l].W[i]))
		}
		close64(t, "alignment", d.Alignment, norm(seen)/(norm(inputs)*norm(dw)), 1e-12)
		close64(t, "Z", d.Z, rms(z), 1e-12)
		close64(t, "change", d.Change, rms(change), 1e-10)
		close64(t, "own", d.Own, rms(own), 1e-12)
		close64(t, "below", d.Below, rms(below), 1e-10)
		close64(t, "joint", d.Joint, rms(joint), 1e-10)
		if l > 0 && (d.Below == 0 || d.Joint == 0) {
			t.Error("nothing comes from below")
		}
		close64(t, "stable rank", d.DeltaStableRank, norm(dw)*norm(dw)/(d.DeltaSpectral*d.DeltaSpectral), 1e-12)
		in, inAfter = next, nextAfter
	}
}

// A step of a network whose features are a times and weights 1/a times
// another's has its critical rate, and its block's eigenvalue, by a².
func TestScalingOfDiagnostics(t *testing.T) {
	const a = 255
	reference, _, _, _ := stepOf(t, func(c *Config) { c.FeatureDivisor, c.WeightDivisor = 255, 1 })
	scaled, _, _, _ := stepOf(t, func(c *Config) { c.FeatureDivisor, c.WeightDivisor = 1, 255 })
	d, s := reference.Diagnostics(1).Line.FirstWeights, scaled.Diagnostics(1).Line.FirstWeights
	close64(t, "critical t", s.Critical*a*a, d.Critical, 1e-6)
	close64(t, "slope", s.Slope, d.Slope*a*a, 1e-5)

	images := randomImages(9, reference.Sizes[0], reference.Sizes[len(reference.Sizes)-1])
	block := func(features, weights float64) float64 {
		n := mustNew(t, small(func(c *Config) { c.FeatureDivisor, c.WeightDivisor = features, weights }))
		return n.Curvature(images, batchOf(n.config.Batch), nil).Block.Value
	}
	close64(t, "eigenvalue", block(1, 255), a*a*block(255, 1), 1e-5)
}

func TestFlow(t *testing.T) {
	n := mustNew(t, small(nil))
	twin := twinOf(n)
	images := randomImages(9, n.config.Sizes[0], n.config.Sizes[len(n.config.Sizes)-1])
	batch := batchOf(n.config.Batch)
	x, labels := features(n.config, images, batch)
	gradient := twin.gradients(x, labels)
	plain := mustNew(t, small(nil))
	s, change := n.ObservedStep(images, batch)
	f := n.Flow(s)
	if same := plain.Flow(plain.Step(images, batch)); !reflect.DeepEqual(f, same) {
		t.Errorf("of a step that nobody observed it is %+v, want %+v", same, f)
	}
	for l, of := range change.Layers {
		close64(t, "gradient", f.Gradient[l], norm(gradient[2*l]), 1e-5)
		close64(t, "‖W‖", of.Weight, norm(twin.params[2*l]), 1e-12)
		close64(t, "‖ΔW‖", of.Delta, n.config.Rate*norm(gradient[2*l]), 1e-5)
		var output []float64
		for i := range x {
			output = append(output, twin.activations(x[i])[l+1]...)
		}
		close64(t, "rms of outputs", f.Output[l], norm(output)/math.Sqrt(float64(len(output))), 1e-5)
	}

	hidden := len(n.config.Sizes) - 2
	predicted := make([]int, n.config.Sizes[hidden+1])
	var logits [][]float64
	for l := range hidden {
		silent, saturated := 0, 0
		for j := range n.config.Sizes[l+1] {
			positive := 0
			for i := range x {
				if twin.activations(x[i])[l+1][j] > 0 {
					positive++
				}
			}
			if positive == 0 {
				silent++
			}
			if positive == len(x) {
				saturated++
			}
		}
		if f.Silent[l] != silent || f.Saturated[l] != saturated {
			t.Errorf("layer %d: %d silent and %d saturated units, want %d and %d", l, f.Silent[l], f.Saturated[l], silent, saturated)
		}
	}
	for i := range x {
		z := twin.activations(x[i])[hidden+1]
		logits = append(logits, z)
		best := 0
		for j := range z {
			if z[j] > z[best] {
				best = j
			}
		}
		predicted[best]++
	}
	if !slices.Equal(f.Predicted, predicted) {
		t.Errorf("predicted %v, want %v", f.Predicted, predicted)
	}
	sum, mean := 0.0, make([]float64, len(predicted))
	for _, z := range logits {
		for j := range z {
			mean[j] += z[j] / float64(len(logits))
		}
	}
	for _, z := range logits {
		for j := range z {
			sum += (z[j] - mean[j]) * (z[j] - mean[j])
		}
	}
	close64(t, "spread", f.LogitSpread, math.Sqrt(sum/float64(len(logits)*len(mean))), 1e-5)
	if f.Reached != 1 {
		t.Errorf("a gradient reaches %v of the images", f.Reached)
	}
}

// A loss that is not finite leaves the weights alone, and there is no
// gradient; the outputs that it came from are told.
func TestFlowWithoutUpdate(t *testing.T) {
	n := mustNew(t, small(nil))
	n.layers[2].w.Load(slices.Repeat([]float32{float32(math.Inf(1))}, 7*4))
	s, change := n.ObservedStep(randomImages(8, 12, 4), batchOf(8))
	f := n.Flow(s)
	for l, of := range change.Layers {
		if s.Updated || !math.IsNaN(of.Delta) || !math.IsNaN(f.Gradient[l]) {
			t.Errorf("layer %d: ‖ΔW‖ %v, gradient %v", l, of.Delta, f.Gradient[l])
		}
		if finite := l < 2; isFinite(of.Weight) != finite || isFinite(f.Output[l]) != finite {
			t.Errorf("layer %d: ‖W‖ %v, outputs %v", l, of.Weight, f.Output[l])
		}
	}
}

// A trust coefficient makes every step of the first layer as large, relative
// to the weights, and the training one function in both scalings.
func TestTrustCoefficient(t *testing.T) {
	images := randomImages(200, 12, 4)
	train := func(features, weights float64) (losses []float64) {
		n := mustNew(t, small(func(c *Config) {
			c.FeatureDivisor, c.WeightDivisor, c.FirstLayerTrust = features, weights, 0.02
		}))
		for step := range 20 {
			batch := make([]int32, n.config.Batch)
			for i := range batch {
				batch[i] = int32(step*len(batch) + i)
			}
			s, change := n.ObservedStep(images, batch)
			close64(t, "‖ΔW‖/‖W‖", change.RelativeDelta, 0.02, 1e-5)
			losses = append(losses, s.Loss)
		}
		return losses
	}
	reference, scaled := train(256, 1), train(1, 256)
	for i := range reference {
		close64(t, "loss", scaled[i], reference[i], 1e-5)
	}
	if reference[19] >= reference[0] {
		t.Errorf("losses %v: nothing is learnt", reference)
	}
	if _, err := New(small(func(c *Config) { c.Optimizer, c.FirstLayerTrust = Adam, 0.1 })); err == nil {
		t.Error("accepted with Adam")
	}
}

func TestNudge(t *testing.T) {
	weights := func(number int, seed int64) []float32 {
		n := mustNew(t, small(func(c *Config) { c.Seed = seed }))
		if number > 0 {
			n.Nudge(number)
		}
		return n.Parameters()[0].W
	}
	start, first, second := weights(0, 1), weights(1, 1), weights(2, 1)
	up, differ := 0, 0
	for i, w := range start {
		inf := float32(math.Inf(1))
		if first[i] != math.Nextafter32(w, inf) && first[i] != math.Nextafter32(w, -inf) {
			t.Fatalf("%v became %v", w, first[i])
		}
		if first[i] > w {
			up++
		}
		if first[i] != second[i] {
			differ++
		}
	}
	if n := len(start); up < n/3 || up > 2*n/3 || differ < n/3 {
		t.Errorf("%d of %d went up, %d differ in another control", up, n, differ)
	}
	if !slices.Equal(first, weights(1, 1)) {
		t.Error("the same control is another one")
	}
}

func TestStandardisedFeatures(t *testing.T) {
	n := mustNew(t, small(func(c *Config) { c.FeatureMean, c.FeatureDivisor = 73, 90 }))
	if got, want := n.features[255], float32(182./90); got != want {
		t.Errorf("pixel 255 becomes %v, want %v", got, want)
	}
	if got, want := n.features[0], float32(-73./90); got != want {
		t.Errorf("pixel 0 becomes %v, want %v", got, want)
	}
}
