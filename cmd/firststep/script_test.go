package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"firststep/study/record"
	"firststep/study/testenv"
)

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){
		"firststep": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// suite is the tests, and removes in the end what they share.
type suite struct{ *testing.M }

func (s suite) Run() int {
	debug.SetGCPercent(collect)
	os.Setenv("GOGC", strconv.Itoa(collect)) // for the processes that tests start
	defer os.RemoveAll(shared)
	return s.M.Run()
}

// collect is GOGC of the tests: their studies are small, and memory is at hand.
const collect = 400

// TestScripts runs the sessions in testdata/script, each in an empty folder
// and without the network: what a user types, and what comes back.
func TestScripts(t *testing.T) {
	testscript.Run(t, scriptParams())
}

func scriptParams() testscript.Params {
	studies, err := filepath.Abs("../../studies")
	if err != nil {
		panic(err) // the working folder is gone
	}
	return testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"replace": replaceText, "falsify": falsify, "exits": exits, "keeps-to": keepsTo},
		Condition: func(name string) (bool, error) {
			if name != "heavy" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			return testenv.IsHeavy, nil
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GOGC", strconv.Itoa(collect))
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/cache")
			env.Setenv("STUDIES", studies)
			env.Setenv("FIRSTSTEP_MIRROR", "http://127.0.0.1:1") // nobody listens there
			return nil
		},
	}
}

// replaceText is the script command "replace OLD NEW FILE": the first place
// that has one text gets another.
func replaceText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	path := ts.MkAbs(args[2])
	data, err := os.ReadFile(path)
	ts.Check(err)
	if !bytes.Contains(data, []byte(args[0])) {
		ts.Fatalf("%s does not hold %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(path, bytes.Replace(data, []byte(args[0]), []byte(args[1]), 1), 0o666))
}

// falsify is the script command "falsify FILE": a measured value of a record,
// or of dataset.json, becomes another, and the checksum that of the new bytes.
func falsify(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: falsify FILE")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	if filepath.Base(path) == "dataset.json" {
		d, err := record.Decode[record.Dataset](data)
		ts.Check(err)
		d.Mean *= 0.75
		ts.Check(os.WriteFile(path, record.Encode(d), 0o666))
		return
	}
	if m, err := record.Decode[record.Measurement](data); err == nil {
		series := &m.Sweep.Series[0]
		for i := range series.XdWRMS {
			series.XdWRMS[i] *= m.Sweep.Factors[i]
		}
		series.Slope++
		ts.Check(os.WriteFile(path, record.Encode(m), 0o666))
		return
	}
	r, err := record.Decode[record.Run](data)
	ts.Check(err)
	r.FirstStep.LossAfter *= 0.75
	ts.Check(os.WriteFile(path, record.Encode(r), 0o666))
}
