package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// openRevision opens FOLDER@REVISION: a study as a commit has it. Its files
// are read from git's objects; the work tree and the index are not touched.
// Both parts may hold an "@"; the folder ends at the first one to the left of
// which there is a folder, else at the first. The error wraps fs.ErrNotExist
// where the argument has no such form.
func openRevision(argument string) (*side, error) {
	folder, revision, ok := cutRevision(argument)
	if !ok {
		return nil, fs.ErrNotExist
	}
	files, err := filesAt(folder, revision)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", argument, err)
	}
	if len(files[definitionFile]) == 0 {
		return nil, fmt.Errorf("%s: that commit has no %s in this folder", argument, definitionFile)
	}
	return (&archive{name: argument, files: files}).open()
}

func cutRevision(argument string) (folder, revision string, ok bool) {
	for at, c := range argument {
		if c != '@' {
			continue
		}
		if info, err := os.Stat(argument[:at]); err == nil && info.IsDir() {
			return argument[:at], argument[at+1:], at+1 < len(argument)
		}
	}
	folder, revision, _ = strings.Cut(argument, "@")
	return folder, revision, folder != "" && revision != ""
}

// filesAt reads a study's files from a commit, by their base names. The folder
// need not exist any more.
func filesAt(folder, revision string) (map[string][]byte, error) {
	existing, rest := folder, ""
	for {
		if info, err := os.Stat(existing); err == nil && info.IsDir() {
			break
		}
		parent := filepath.Dir(existing)
		if parent == existing {
			return nil, fmt.Errorf("%s: no such folder", folder)
		}
		existing, rest = parent, path.Join(filepath.Base(existing), rest)
	}
	prefix, err := git(existing, nil, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	commit, err := git(existing, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no commit %q: %w", revision, err)
	}
	within := path.Join(strings.TrimSuffix(string(prefix), "\n"), rest)
	listing, err := git(existing, nil, "--literal-pathspecs", "ls-tree", "-z", "--full-tree", strings.TrimSpace(string(commit)),
		"--", path.Join(within, definitionFile), path.Join(within, "dataset.json"), path.Join(within, "records")+"/")
	if err != nil {
		return nil, err
	}
	return blobs(existing, listing)
}

// blobs reads the files that ls-tree lists.
func blobs(folder string, listing []byte) (map[string][]byte, error) {
	var names []string
	var objects bytes.Buffer
	for entry := range strings.SplitSeq(string(listing), "\x00") {
		about, name, ok := strings.Cut(entry, "\t") // "100644 blob HASH\tNAME"
		words := strings.Fields(about)
		if !ok || len(words) != 3 || words[1] != "blob" {
			continue
		}
		names = append(names, path.Base(name))
		fmt.Fprintln(&objects, words[2])
	}
	out, err := git(folder, &objects, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	r := bufio.NewReader(bytes.NewReader(out))
	for _, name := range names {
		var hash, kind string
		var size int
		if _, err := fmt.Fscanf(r, "%s %s %d\n", &hash, &kind, &size); err != nil {
			return nil, fmt.Errorf("git cat-file: %s: %w", name, err)
		}
		data := make([]byte, size+1) // with the line feed that follows
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, fmt.Errorf("git cat-file: %s: %w", name, err)
		}
		files[name] = data[:size]
	}
	return files, nil
}

// git runs a command of git's plumbing in a folder.
func git(folder string, stdin io.Reader, args ...string) ([]byte, error) {
	command := exec.Command("git", append([]string{"-C", folder}, args...)...)
	command.Stdin = stdin
	out, err := command.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is needed to read a revision, and is not installed")
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		said := strings.TrimSpace(string(failed.Stderr))
		if said == "" {
			said = failed.Error()
		}
		return nil, fmt.Errorf("git: %s", said)
	}
	return out, err
}
