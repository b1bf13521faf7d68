package main

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"firststep/study"
)

// memoryFlag is how much memory a command may take.
type memoryFlag struct {
	MemoryLimit string `placeholder:"SIZE" help:"Train fewer runs side by side, or refuse a study, rather than take more memory (8GiB, or nine tenths of the container's)."`
}

// limit returns the limit in bytes and makes the garbage collector keep to it.
func (m memoryFlag) limit() (int64, error) {
	limit := study.DefaultMemory
	if container, err := memlimit.FromCgroup(); err == nil {
		limit = int64(min(uint64(limit), container-container/10))
	}
	if m.MemoryLimit != "" {
		var err error
		if limit, err = parseSize(m.MemoryLimit); err != nil {
			return 0, fmt.Errorf("--memory-limit: %w", err)
		}
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
	return limit, nil
}

var sizeUnits = []struct {
	suffix string
	bytes  float64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1}}

// parseSize reads a number of bytes such as "8GiB" or "500MB".
func parseSize(text string) (int64, error) {
	number, scale := strings.TrimSpace(text), 1.0
	for _, u := range sizeUnits {
		if rest, ok := strings.CutSuffix(number, u.suffix); ok {
			number, scale = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	v, err := strconv.ParseFloat(number, 64)
	if bytes := v * scale; err == nil && bytes >= 1 && bytes < math.MaxInt64 {
		return int64(bytes), nil
	}
	return 0, fmt.Errorf("%q is no size; write it like 8GiB or 500MB", text)
}
