package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A commit is a folder of a git repository as a commit has it. Its files are
// read from git's objects; the work tree and the index are not touched.
type commit struct {
	top    string // of the work tree
	hash   string
	folder string // from top, with slashes
}

// openCommit finds the repository that a folder lies in, and the commit. The
// folder need not exist any more.
func openCommit(folder, revision string) (*commit, error) {
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
	physical, err := filepath.EvalSymlinks(existing)
	if err != nil {
		return nil, err
	}
	if physical, err = filepath.Abs(physical); err != nil {
		return nil, err
	}
	top, err := workTree(physical)
	if err != nil {
		return nil, err
	}
	within, err := filepath.Rel(top, physical)
	if err != nil {
		return nil, err
	}
	hash, err := git(top, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("git knows no commit %q: %w", revision, err)
	}
	return &commit{top, strings.TrimSpace(string(hash)), path.Join(filepath.ToSlash(within), rest)}, nil
}

// workTree is the nearest folder, going up, that holds a .git. What git itself
// takes for a repository beside that, a folder with HEAD, objects and refs, may
// be plain files of a stranger's commit.
func workTree(folder string) (string, error) {
	ceilings := filepath.SplitList(os.Getenv("GIT_CEILING_DIRECTORIES"))
	for at := folder; !slices.Contains(ceilings, at); at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	return "", fmt.Errorf("%s: not a git repository, nor is a folder above it", folder)
}

// What is read of a commit: files of the size of the largest report, and all
// of them as far as memory may be thought to reach.
const (
	maxBlob = maxOutput
	maxRead = 2 << 30
)

// exists reports whether the commit has anything of the name of the folder.
func (c *commit) exists() (bool, error) {
	if c.folder == "." {
		return true, nil
	}
	listing, err := git(c.top, nil, "ls-tree", "-z", "--full-tree", c.hash, "--", c.folder)
	return len(listing) > 0, err
}

// files reads the regular files among paths, or directly in those that end in
// a slash. They are named as the paths are, from the commit's folder.
func (c *commit) files(paths ...string) (map[string][]byte, error) {
	args := []string{"ls-tree", "-z", "-l", "--full-tree", c.hash, "--"}
	for _, p := range paths {
		full := path.Join(c.folder, p)
		if strings.HasSuffix(p, "/") {
			full += "/"
		}
		args = append(args, full)
	}
	listing, err := git(c.top, nil, args...)
	if err != nil {
		return nil, err
	}
	objects := map[string]string{} // by path
	listed := map[string]bool{}
	var order []string
	total := 0
	for entry := range strings.SplitSeq(string(listing), "\x00") {
		about, name, _ := strings.Cut(entry, "\t") // "100644 blob HASH SIZE\tNAME"
		words := strings.Fields(about)
		if len(words) != 4 || words[0] != "100644" && words[0] != "100755" { // a folder, a link, a submodule
			continue
		}
		if c.folder != "." {
			name = strings.TrimPrefix(name, c.folder+"/")
		}
		size, err := strconv.Atoi(words[3])
		if err != nil || size > maxBlob {
			return nil, fmt.Errorf("%q is larger than %d bytes there, or its object is not here", name, maxBlob)
		}
		objects[name] = words[2]
		if !listed[words[2]] {
			listed[words[2]] = true
			order = append(order, words[2])
			total += size
		}
	}
	if total > maxRead {
		return nil, fmt.Errorf("its files are larger than %d bytes together; check the commit out and name the folder", maxRead)
	}
	return c.blobs(objects, order)
}

// blobs reads the objects of files.
func (c *commit) blobs(objects map[string]string, order []string) (map[string][]byte, error) {
	out, err := git(c.top, strings.NewReader(strings.Join(append(order, ""), "\n")), "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	contents := map[string][]byte{}
	for _, hash := range order {
		head, rest, _ := bytes.Cut(out, []byte("\n")) // "HASH blob SIZE"
		words := strings.Fields(string(head))
		if len(words) != 3 || words[0] != hash {
			return nil, fmt.Errorf("git cat-file: %q where the object %s belongs", head, hash)
		}
		size, err := strconv.Atoi(words[2])
		if err != nil || size < 0 || size >= len(rest) {
			return nil, fmt.Errorf("git cat-file: the object %s is cut short", hash)
		}
		contents[hash], out = rest[:size:size], rest[size+1:] // behind the line feed that follows
	}
	files := map[string][]byte{}
	for name, hash := range objects {
		files[name] = contents[hash]
	}
	return files, nil
}

// gitPatience is how long git may take: a stranger's repository can make it
// wait for ever.
const gitPatience = 5 * time.Minute

// closedGit makes of git a reader of objects: nothing that a repository's
// configuration names is run, and no object is fetched, whether its git knows
// GIT_NO_LAZY_FETCH or, being older, only the protocols that it may use.
var closedGit = []string{"--no-pager", "--literal-pathspecs", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull}

// git runs a command of git's plumbing at the top of a work tree.
func git(top string, stdin io.Reader, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), gitPatience)
	defer cancel()
	command := exec.CommandContext(ctx, "git", slices.Concat(closedGit, []string{"-C", top}, args)...)
	command.WaitDelay = time.Second
	command.Stdin = stdin
	command.Env = append(slices.DeleteFunc(os.Environ(), opensGit),
		"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_CEILING_DIRECTORIES="+filepath.Dir(top))
	out, err := command.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is needed to read a revision, and is not installed")
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("git %s: did not end within %v", args[0], gitPatience)
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

// opensGit reports whether a variable tells git of another repository than
// that of the folder, or of programs. The user's own configuration stays.
func opensGit(variable string) bool {
	return strings.HasPrefix(variable, "GIT_") && !strings.HasPrefix(variable, "GIT_CONFIG") && !strings.HasPrefix(variable, "GIT_EXEC_PATH=")
}

// linkedWithin returns an error where a folder is reached through a link of
// the repository that it lies in: the commits know it by another name.
func linkedWithin(folder string) error {
	at, err := filepath.Abs(folder)
	for ; err == nil; at = filepath.Dir(at) {
		if info, err := os.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s: is a link within the repository; name the folder that it leads to", at)
		}
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil || at == filepath.Dir(at) {
			return nil
		}
	}
	return err
}
