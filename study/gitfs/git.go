// Package gitfs reads a folder as a commit has it, from git's objects alone: the
// work tree and the index are not touched. The repository may be a stranger's:
// nothing that it configures is run, nothing is fetched, and what is read is
// bounded.
package gitfs

import (
	"bufio"
	"bytes"
	"cmp"
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
	"testing/fstest"
	"time"
)

// A Commit is a folder of a git repository as a commit has it.
type Commit struct {
	top    string // of the work tree
	hash   string
	folder string // from top, with slashes
}

// Open finds the repository that a folder lies in, and the commit. The
// folder need not exist any more.
func Open(folder, revision string) (*Commit, error) {
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
	hash := revision
	for _, suffix := range []string{"", "^{commit}"} { // apart: a suffix would be part of the text in ":/text"
		out, err := git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", hash+suffix)
		if err != nil {
			return nil, fmt.Errorf("git knows no commit %q: %w", revision, err)
		}
		hash = strings.TrimSpace(string(out))
	}
	return &Commit{top, hash, path.Join(filepath.ToSlash(within), rest)}, nil
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

// What git is read: a listing of names, of which a study of the most runs has a
// third; and files of the size of the largest report.
const (
	maxListing = 64 << 20
	maxBlob    = 64 << 20
)

// Exists reports whether the commit has anything of the name of the folder.
func (c *Commit) Exists() (bool, error) {
	if c.folder == "." {
		return true, nil
	}
	listing, err := git(c.top, "ls-tree", "-z", "--full-tree", c.hash, "--", c.folder)
	return len(listing) > 0, err
}

// Files are the regular files among paths, or directly in those that end in a
// slash, as a file system. They are named as the paths are, from the commit's
// folder, and each is read when it is opened.
func (c *Commit) Files(paths ...string) (fs.FS, error) {
	args := []string{"ls-tree", "-z", "--full-tree", c.hash, "--"}
	for _, p := range paths {
		full := path.Join(c.folder, p)
		if strings.HasSuffix(p, "/") {
			full += "/"
		}
		args = append(args, full)
	}
	listing, err := git(c.top, args...)
	if err != nil {
		return nil, err
	}
	objects, err := readObjects(c.top)
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for entry := range strings.SplitSeq(string(listing), "\x00") {
		about, name, _ := strings.Cut(entry, "\t") // "100644 blob HASH\tNAME"
		words := strings.Fields(about)
		if len(words) != 3 || words[0] != "100644" && words[0] != "100755" { // a folder, a link, a submodule
			continue
		}
		if c.folder != "." {
			name = strings.TrimPrefix(name, c.folder+"/")
		}
		files[name] = &fstest.MapFile{Sys: words[2]}
	}
	return tree{files, objects}, nil
}

// A tree is the names of files, with the hashes of their contents.
type tree struct {
	names   fstest.MapFS
	objects *objectReader
}

// Open implements [fs.FS].
func (t tree) Open(name string) (fs.File, error) {
	file, ok := t.names[name]
	if !ok {
		return t.names.Open(name) // a folder, or nothing
	}
	data, err := t.objects.read(file.Sys.(string))
	if err != nil {
		return nil, err
	}
	return fstest.MapFS{name: {Data: data}}.Open(name)
}

// An objectReader reads objects from one git, which ends with this program, one
// after the other: a commit of a few kilobytes can name more than memory holds.
type objectReader struct {
	stdin  io.Writer
	stdout *bufio.Reader
	git    *exec.Cmd
}

func readObjects(top string) (*objectReader, error) {
	command := gitCommand(context.Background(), top, "cat-file", "--batch")
	stdin, err1 := command.StdinPipe()
	stdout, err2 := command.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &objectReader{stdin, bufio.NewReader(stdout), command}, command.Start()
}

// read reads a blob. After an error there is nothing more to be read.
func (r *objectReader) read(hash string) ([]byte, error) {
	patience := time.AfterFunc(gitPatience, func() { r.git.Process.Kill() })
	defer patience.Stop()
	io.WriteString(r.stdin, hash+"\n")     // if git is there no more, nothing comes back
	head, err := r.stdout.ReadString('\n') // "HASH blob SIZE"
	words := strings.Fields(head)
	if err != nil || len(words) != 3 || words[0] != hash {
		return nil, fmt.Errorf("git cat-file: %q where the object %s belongs", head, hash)
	}
	size, err := strconv.Atoi(words[2])
	if err != nil || size < 0 || size > maxBlob {
		r.git.Process.Kill()
		return nil, fmt.Errorf("it is larger than %d bytes there", maxBlob)
	}
	data := make([]byte, size+1) // and the line feed that follows
	if _, err := io.ReadFull(r.stdout, data); err != nil {
		return nil, fmt.Errorf("git cat-file: the object %s is cut short", hash)
	}
	return data[:size:size], nil
}

// gitPatience is how long git may take: a stranger's repository can make it
// wait for ever.
const gitPatience = 5 * time.Minute

// closedGit makes of git a reader of objects: nothing that a repository's
// configuration names is run, and no object is fetched, whether its git knows
// GIT_NO_LAZY_FETCH or, being older, only the protocols that it may use.
var closedGit = []string{"--no-pager", "--literal-pathspecs", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull}

// gitCommand is a command of git's plumbing at the top of a work tree. Objects
// are those of their hashes, not what a repository says stands for them, and
// none is unpacked that is larger than any that is read.
func gitCommand(ctx context.Context, top string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "git", slices.Concat(closedGit, []string{"-C", top}, args)...)
	command.WaitDelay = time.Second
	command.Env = append(slices.DeleteFunc(os.Environ(), opensGit),
		"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_CEILING_DIRECTORIES="+filepath.Dir(top),
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_ALLOC_LIMIT="+strconv.Itoa(2*maxBlob))
	return command
}

// git runs a command and returns what it prints.
func git(top string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), gitPatience)
	defer cancel()
	command := gitCommand(ctx, top, args...)
	var out, said bounded
	command.Stdout, command.Stderr = &out, &said
	err := command.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is needed to read a revision, and is not installed")
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("git %s: did not end within %v", args[0], gitPatience)
	}
	if errors.Is(err, errListing) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("git: %s", cmp.Or(strings.TrimSpace(said.String()), err.Error()))
	}
	return out.Bytes(), nil
}

// A bounded buffer takes no more than maxListing.
type bounded struct{ bytes.Buffer }

var errListing = fmt.Errorf("git lists more than %d bytes, more than any study has", maxListing)

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxListing {
		return 0, errListing
	}
	return b.Buffer.Write(p)
}

// opensGit reports whether a variable tells git of another repository than
// that of the folder, or of programs. The user's own configuration stays.
func opensGit(variable string) bool {
	return strings.HasPrefix(variable, "GIT_") && !strings.HasPrefix(variable, "GIT_CONFIG") && !strings.HasPrefix(variable, "GIT_EXEC_PATH=")
}

// LinkedWithin returns an error where a folder is reached through a link of
// the repository that it lies in: the commits know it by another name.
func LinkedWithin(folder string) error {
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
