//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSlurmScript runs the array script as Slurm would, task by task, with a
// scontrol that notes what it is asked for: a task that does not finish within
// its limit asks to be run again, and in the end all runs are there.
func TestSlurmScript(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "studies", "fashion-mnist", "cluster", "slurm.sh"))
	if err != nil {
		t.Fatal(err)
	}
	tools := t.TempDir()
	requeued := filepath.Join(tools, "requeued")
	err = errors.Join(
		os.Symlink(os.Args[0], filepath.Join(tools, "firststep")),
		os.WriteFile(filepath.Join(tools, "scontrol"), []byte("#!/bin/sh\necho \"$@\" >> "+requeued+"\n"), 0o777),
	)
	if err != nil {
		t.Fatal(err)
	}
	folder := newStudy(t, strings.Replace(quickDefinition, "epochs = 2", "epochs = 40", 1))
	const shards = 2
	again := map[int]bool{1: true, 2: true}
	for calls := 0; len(again) > 0 && calls < 100; calls++ {
		for task := range again {
			c := exec.Command(bash, script, folder)
			c.Env = append(os.Environ(), "PATH="+tools+string(os.PathListSeparator)+os.Getenv("PATH"),
				fmt.Sprintf("SHARDS=%d", shards), fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", task), "SLURM_ARRAY_JOB_ID=7",
				fmt.Sprintf("TIME_LIMIT=%dms", 500*(calls+1)), "GOMAXPROCS=1")
			os.Remove(requeued)
			out, err := c.CombinedOutput()
			asked, _ := os.ReadFile(requeued)
			switch {
			case err == nil && string(asked) == fmt.Sprintf("requeue 7_%d\n", task):
				if !strings.Contains(string(out), "left: run again") {
					t.Errorf("it asked to be run again after\n%s", out)
				}
			case err == nil && len(asked) == 0:
				delete(again, task)
			case c.ProcessState.ExitCode() == exitFailed && strings.Contains(string(out), "too short for a single one"):
			default:
				t.Fatalf("%v\n%s\n%s", err, out, asked)
			}
		}
	}
	if out := succeed(t, "plan", folder, "--check"); !strings.Contains(out, "6 of 6 up to date") {
		t.Errorf("plan says:\n%s", out)
	}
}
