package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// seedList is the value of --seeds: "1-5,8".
type seedList []int64

const mostSeeds = 1_000_000

// Decode reads the flag's value for kong.
func (l *seedList) Decode(c *kong.DecodeContext) error {
	var text string
	if err := c.Scan.PopValueInto("seeds", &text); err != nil {
		return err
	}
	seeds, err := parseSeeds(text)
	*l = seeds
	return err
}

func parseSeeds(text string) ([]int64, error) {
	var seeds []int64
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			to = from
		}
		first, err1 := strconv.ParseInt(from, 10, 64)
		last, err2 := strconv.ParseInt(to, 10, 64)
		if err1 != nil || err2 != nil || last < first || first < 0 {
			return nil, fmt.Errorf("--seeds: %q is no seed and no range of seeds; write it like 1-5,8", part)
		}
		if last-first >= mostSeeds || len(seeds)+int(last-first) >= mostSeeds {
			return nil, fmt.Errorf("--seeds: %q makes more than %d seeds", text, mostSeeds)
		}
		for seed := first; ; seed++ {
			seeds = append(seeds, seed)
			if seed == last {
				break
			}
		}
	}
	return seeds, nil
}
