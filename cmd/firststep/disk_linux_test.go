package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"firststep/study/testenv"
)

// mounted returns a folder on a small file system of its own.
func mounted(t *testing.T, options string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, options); err != nil {
		t.Skipf("a file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}

func remount(t *testing.T, folder string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless a command could not be done and says why.
func refused(t *testing.T, c *exec.Cmd, says string) {
	t.Helper()
	out, err := c.CombinedOutput()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), says) {
		t.Errorf("%s: %v\n%s", strings.Join(c.Args, " "), err, out)
	}
}

// TestDiskFull runs a study on disks of which each is a little larger than
// the one before, so that space runs out in the middle of every kind of file.
// Nothing half-written is ever left; with room enough the same command comes
// to the same end.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	want := contents(t, whole)
	folder := mounted(t, "size=8k")
	if err := os.WriteFile(filepath.Join(folder, definitionFile), []byte(quickDefinition), 0o666); err != nil {
		t.Fatal(err)
	}
	step := max(4, 512/testenv.Faults(2, 8))
	for size := 16; ; size += step {
		out, err := program("report", folder).CombinedOutput()
		got := contents(t, folder)
		for name, content := range got {
			if content != want[name] {
				t.Errorf("%d kB: %s is not what it should be", size, name)
			}
		}
		if exit, ok := errors.AsType[*exec.ExitError](err); err == nil || ok && exit.ExitCode() == exitNo {
			break
		}
		if !strings.Contains(string(out), "no space left on device") || !strings.Contains(string(out), folder) {
			t.Errorf("%d kB: %v\n%s", size, err, out)
		}
		remount(t, folder, 0, fmt.Sprintf("size=%dk", size))
	}
	sameContents(t, "a full disk", contents(t, folder), want)
}

// TestReadOnlyDisk: what only reads goes on, what writes says that it cannot.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	folder := mounted(t, "size=16m")
	if err := os.WriteFile(filepath.Join(folder, definitionFile), []byte(quickDefinition), 0o666); err != nil {
		t.Fatal(err)
	}
	succeed(t, "run", folder, "--seeds", "1")
	remount(t, folder, syscall.MS_RDONLY, "size=16m")
	if out := succeed(t, "plan", folder); !strings.Contains(out, "3 of 6 due") {
		t.Errorf("plan says:\n%s", out)
	}
	succeed(t, "show", folder, "--seeds", "1")
	refused(t, program("run", folder), "read-only file system")
	refused(t, program("figures", folder), "read-only file system")
	remount(t, folder, 0, "size=16m")
	if out := succeed(t, "run", folder); !strings.Contains(out, "3 runs trained") {
		t.Errorf("run says:\n%s", out)
	}
}

// TestNoPermission runs the program as a user who may read the study but not
// write to it.
func TestNoPermission(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	folder, err := os.MkdirTemp("", "firststep")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	binary := filepath.Join(folder, "firststep")
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	study := filepath.Join(folder, "study")
	err = errors.Join(os.Chmod(folder, 0o755), os.WriteFile(binary, data, 0o755), os.Mkdir(study, 0o755),
		os.WriteFile(filepath.Join(study, definitionFile), []byte(quickDefinition), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	as := func(args ...string) *exec.Cmd {
		c := exec.Command(binary, args...)
		c.Dir = folder
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		return c
	}
	succeed(t, "run", study)
	refused(t, as("run", "study", "--force"), "permission denied")
	refused(t, as("figures", "study"), "permission denied")
	if out, err := as("plan", "study").CombinedOutput(); err != nil || !strings.Contains(string(out), " up to date\n") {
		t.Errorf("plan: %v\n%s", err, out)
	}
	if err := os.Chmod(filepath.Join(study, "records", "rescaled-seed1.json"), 0); err != nil {
		t.Fatal(err)
	}
	refused(t, as("run", "study"), "rescaled-seed1.json: permission denied")
}

// TestFileSizeLimit: a quota on the size of files ends a command as a kill
// does.
func TestFileSizeLimit(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	folder := newStudy(t, quickDefinition)
	binary := filepath.Join(t.TempDir(), "firststep")
	if err := os.Symlink(os.Args[0], binary); err != nil {
		t.Fatal(err)
	}
	for _, blocks := range []int{1, 10, 50, 100} { // of 512 or 1024 bytes
		limited := fmt.Sprintf(`ulimit -f %d && exec "$0" report "$1"`, blocks)
		if out, err := exec.Command("sh", "-c", limited, binary, folder).CombinedOutput(); err == nil {
			t.Errorf("%d blocks were enough:\n%s", blocks, out)
		}
	}
	succeed(t, "report", folder)
	sameContents(t, "a limit on files", contents(t, folder), contents(t, whole))
}

// TestStdoutFull: every command whose results cannot be written says so and
// exits with 2, whatever its answer would be.
func TestStdoutFull(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	study, stray := composedCopy(t), t.TempDir()
	err = errors.Join(os.CopyFS(stray, os.DirFS(study)),
		os.WriteFile(filepath.Join(stray, definitionFile), []byte(strings.Replace(quickDefinition, "[1, 2]", "[1]", 1)), 0o666))
	if err != nil {
		t.Fatal(err)
	}
	strays := contents(t, filepath.Join(stray, "records"))
	lines := strings.Fields // of a command
	commands := [][]string{
		lines("help"), lines("help figures"), lines("--help"), lines("report --help"), lines("version"), lines("version --json"), lines("man"),
		lines("completion bash"), lines("completion zsh"), lines("completion fish"),
		lines("schema definition"), lines("schema record"), lines("schema measurement"), lines("schema diff"),
		lines("data check"), lines("data check --json"), {"new", filepath.Join(t.TempDir(), "new")},
		{"diff", study, stray}, {"diff", study, stray, "--format", "markdown"}, {"diff", study, stray, "--format", "csv"}, {"diff", study, stray, "--json"},
		{"figures", study, "--check"}, {"report", stray, "--check", "--json"},
		{"verify", study, "--sample", "1"}, {"verify", filepath.Join(study, "report.pdf"), "--no-train", "--json"},
		{"unpack", filepath.Join(study, "report.pdf"), filepath.Join(t.TempDir(), "unpacked")}, {"ci", stray}, {"merge", study, stray}, {"merge", study, stray, "--json"}, {"clean", stray, "--yes"}, {"clean", stray, "--yes", "--json"},
	}
	for _, name := range []string{"show", "plan", "run"} {
		commands = append(commands, []string{name, study}, []string{name, study, "--json"})
	}
	for _, name := range []string{"figures", "report", "export"} { // whose JSON is written as the others' is
		commands = append(commands, []string{name, study})
	}
	if os.Getenv("FIRSTSTEP_DATA") != "" {
		commands = append(commands, lines("data fetch"), lines("data fetch --json"))
	}
	for _, args := range commands {
		var said strings.Builder
		if code := run(args, full, &said); code != exitFailed || !strings.Contains(said.String(), "no space left on device") {
			t.Errorf("firststep %s: exit code %d\n%s", strings.Join(args, " "), code, said.String())
		}
	}
	sameContents(t, "what could not be listed", contents(t, filepath.Join(stray, "records")), strays)
	for _, node := range newParser(new(cli), io.Discard, io.Discard, nil).Model.Leaves(true) {
		name := commandName(node)
		if name != "data fetch" && !slices.ContainsFunc(commands, func(args []string) bool { return strings.HasPrefix(strings.Join(args, " "), name) }) {
			t.Errorf("%s was not tried", name)
		}
	}
}
