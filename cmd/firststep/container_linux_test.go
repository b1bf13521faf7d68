package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestContainersMemory: in a container with too little memory a study is
// refused, and one that fits is trained.
func TestContainersMemory(t *testing.T) {
	group, limit := memoryGroup(t)
	folder := newStudy(t, quickDefinition)
	in := func(memory string) ([]byte, error) {
		if err := os.WriteFile(limit, []byte(memory), 0o666); err != nil {
			t.Fatal(err)
		}
		c := exec.Command("sh", "-c", `echo $$ > "$1/cgroup.procs" && exec "$0" run "$2"`, filepath.Join(t.TempDir(), "firststep"), group, folder)
		if err := os.Symlink(os.Args[0], c.Args[3]); err != nil {
			t.Fatal(err)
		}
		return c.CombinedOutput()
	}
	if out, err := in("60M"); err == nil || !strings.Contains(string(out), "more than the limit of 54 MiB") {
		t.Errorf("in 60 MiB: %v\n%s", err, out)
	}
	if out, err := in("300M"); err != nil {
		t.Errorf("in 300 MiB: %v\n%s", err, out)
	}
}

// memoryGroup makes a control group and returns its folder and the file that
// limits its memory.
func memoryGroup(t *testing.T) (group, limit string) {
	t.Helper()
	for _, version := range []struct{ root, limit string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"},
		{"/sys/fs/cgroup", "memory.max"},
	} {
		group, err := os.MkdirTemp(version.root, "firststep")
		if err != nil {
			continue
		}
		t.Cleanup(func() { os.Remove(group) })
		limit := filepath.Join(group, version.limit)
		if os.WriteFile(limit, []byte("300M"), 0o666) == nil {
			return group, limit
		}
	}
	t.Skip("no control group can be made here")
	return "", ""
}
