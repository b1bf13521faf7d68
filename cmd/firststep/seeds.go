package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"firststep/study"
)

// seedList is the value of --seeds: "1-5,8".
type seedList []int64

// String writes the list as it is read.
func (l seedList) String() string { return study.Seeds(l).String() }

// Decode reads the flag's value for kong.
func (l *seedList) Decode(c *kong.DecodeContext) error {
	var text string
	if err := c.Scan.PopValueInto("seeds", &text); err != nil {
		return err
	}
	seeds, err := study.ParseSeeds(text)
	if err != nil {
		return fmt.Errorf("--%s: %w; write it like 1-5,8", c.Value.Name, err)
	}
	*l = seedList(seeds)
	return nil
}
