// Command firststep writes a research report on what the first step of
// training does to scaled networks, from its own measurements.
//
// Each subcommand is one file: its flags, one call into a package, and its
// messages. Results go to stdout, progress and messages to stderr.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }
