//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"firststep/study/testenv"
)

// everyKindDefinition has every optimizer and rule, every kind of
// measurement and a run that overflows, and is small.
const everyKindDefinition = `title = "Every processor"
seeds = [1]
[dataset]
source = "synthetic"
train = 320
validation = 100
[network]
hidden = [33, 17]
[training]
epochs = 2
batch = 30
shuffle_buffer = 100
[diagnostics]
controls = 2
[curvature]
scenarios = ["scaled-features", "scaled-weights"]
[sweep]
factors = [1, 4, 255]
[stability]
steps = 10
factors = [1, 4]
rate_factors = [0.25, 1, 4, 16]
[endings]
scenario = "unscaled"
seeds = "1-12"
steps = 20
[[scenario]]
name = "scaled-features"
feature_divisor = 255
[[scenario]]
name = "scaled-weights"
weight_divisor = 255
[[scenario]]
name = "momentum"
feature_divisor = 255
optimizer = "momentum"
[[scenario]]
name = "adam"
feature_divisor = 255
optimizer = "adam"
learning_rate = 0.001
[[scenario]]
name = "rmsprop"
feature_divisor = 255
optimizer = "rmsprop"
learning_rate = 0.001
init = "he-uniform"
[[scenario]]
name = "clipped"
weight_divisor = 255
clip_norm = 0.1
warmup_steps = 3
[[scenario]]
name = "decaying"
weight_divisor = 255
first_layer_rate_divisor = 65025
weight_decay = 0.01
first_layer_decay_factor = 65025
[[scenario]]
name = "unscaled"
learning_rate = 1e6
`

// TestSameStudyEverywhere makes a study with all its files, records, figures,
// report and exports, with each kernel, with processor features switched off,
// as a build with fused products, and on arm64: every byte is the same.
func TestSameStudyEverywhere(t *testing.T) {
	testenv.Heavy(t)
	study := func(t *testing.T, environment []string, command ...string) map[string]string {
		t.Helper()
		folder := newStudy(t, everyKindDefinition)
		for _, args := range [][]string{{"report", folder}, {"export", folder}} {
			c := exec.Command(command[0], append(command[1:], args...)...)
			if len(command) == 1 && command[0] == os.Args[0] {
				c.Args[0] = "firststep"
			}
			c.Env = append(os.Environ(), environment...)
			out, err := c.CombinedOutput()
			if strings.Contains(string(out), "no such kernel") || strings.Contains(string(out), "microarchitecture support") {
				t.Skipf("this processor cannot: %s", out)
			}
			if err != nil && c.ProcessState.ExitCode() != exitNo {
				t.Fatalf("%v: %v\n%s", c.Args, err, out)
			}
		}
		return contents(t, folder)
	}
	want := study(t, nil, os.Args[0])
	for _, environment := range []string{
		"FIRSTSTEP_KERNEL=portable", "FIRSTSTEP_KERNEL=avx2", "FIRSTSTEP_KERNEL=avx512", "FIRSTSTEP_KERNEL=neon",
		"GODEBUG=cpu.avx512f=off", "GODEBUG=cpu.fma=off", "GODEBUG=cpu.all=off",
	} {
		t.Run(environment, func(t *testing.T) {
			sameContents(t, environment, study(t, []string{environment}, os.Args[0]), want)
		})
	}
	t.Run("GOAMD64=v3", func(t *testing.T) {
		if runtime.GOARCH != "amd64" {
			t.Skip("this processor is no amd64")
		}
		built := builtFor(t, "GOAMD64=v3")
		sameContents(t, "GOAMD64=v3", study(t, nil, built), want)
		checksFlagship(t, built)
	})
	t.Run("arm64", func(t *testing.T) {
		qemu, err := exec.LookPath("qemu-aarch64")
		if err != nil {
			t.Skip("qemu-aarch64 (qemu-user) is not installed")
		}
		built := builtFor(t, "GOOS=linux", "GOARCH=arm64")
		sameContents(t, "arm64", study(t, nil, qemu, built), want)
		checksFlagship(t, qemu, built)
	})
}

// checksFlagship has a build find the flagship's figures and report to be what
// its records give, byte for byte.
func checksFlagship(t *testing.T, command ...string) {
	t.Helper()
	for _, what := range []string{"figures", "report"} {
		c := exec.Command(command[0], append(command[1:], what, filepath.Join("..", "..", "studies", "fashion-mnist"), "--check")...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", c.Args, err, out)
		}
	}
}

// builtFor is the path of the program, built in another environment.
func builtFor(t *testing.T, environment ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "firststep")
	c := exec.Command("go", "build", "-trimpath", "-o", binary, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	c.Env = append(c.Env, environment...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// TestReproducibleBuild builds the program twice, from folders of different
// names, to the same bytes. It builds for arm64, as TestSameStudyEverywhere
// does, so that what the program is built on is compiled once.
func TestReproducibleBuild(t *testing.T) {
	testenv.Heavy(t)
	build := func(folder string) string {
		t.Helper()
		binary := filepath.Join(t.TempDir(), "firststep")
		c := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, "./cmd/firststep")
		c.Dir = folder
		c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		data, err := os.ReadFile(binary)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	here, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	for _, name := range []string{"cmd", "figures", "report", "studies", "study"} {
		if err := os.CopyFS(filepath.Join(elsewhere, name), os.DirFS(filepath.Join(here, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(here, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(elsewhere, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if build(here) != build(elsewhere) {
		t.Error("two builds of the same source differ")
	}
}
