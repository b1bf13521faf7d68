package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"firststep/study"
	"firststep/study/regular"
)

// Options say where Fashion-MNIST is and how it is fetched. The zero value
// uses the user's cache folder and the published addresses.
type Options struct {
	Data     string         // folder looked in first, never written to; empty: none
	Cache    string         // folder looked in next and downloaded into; empty: firststep/fashion-mnist in the user's cache folder
	Mirror   string         // http(s) address of a folder to download from, in place of the published ones; a query stays behind the file's name
	Progress func(Progress) // called as bytes arrive; may be nil

	// Warn, if not nil, is told of what is odd about the images, which are
	// used all the same.
	Warn func(string)

	// SetAside, if not nil, is told of a damaged file in the cache that was
	// moved to another name before the download took its place.
	SetAside func(path, aside string)
}

// Progress is the state of the download of a file.
type Progress struct {
	File  string
	Done  int64 // bytes, those of an earlier attempt included
	Total int64
}

// Environment returns the Options that FIRSTSTEP_DATA and FIRSTSTEP_MIRROR set.
func Environment() Options {
	return Options{Data: os.Getenv("FIRSTSTEP_DATA"), Mirror: os.Getenv("FIRSTSTEP_MIRROR")}
}

// A release is a set of published files and the addresses they are under.
type release struct {
	addresses []string // tried in this order
	files     []published
}

// A published file is known by its SHA-256 before it is there.
type published struct {
	name    string
	size    int64
	sha256  string
	content string // SHA-256 of the data decompressed
}

func (p published) file() study.File { return study.File{Name: p.name, SHA256: p.sha256} }

// fashionMNIST is the data set as its authors publish it: the training pair,
// then the test pair, which no study uses.
var fashionMNIST = release{
	addresses: []string{
		"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
		"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
	},
	files: []published{
		{"train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
			"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
		{"train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
			"bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
		{"t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
			"5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
		{"t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
			"0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
	},
}

var fashionClasses = []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}

// openFashionMNIST opens the training pair, which holds both splits.
func openFashionMNIST(ctx context.Context, source Source, options Options) (*Set, error) {
	paths, err := fashionMNIST.provide(ctx, fashionMNIST.files[:filesOfPair], options)
	if err != nil {
		return nil, err
	}
	p, err := readPair(paths[0], paths[1], options.Warn)
	if err != nil {
		return nil, err
	}
	set := p.set(source)
	set.Files = nil
	for i, a := range []*idxArray{p.images, p.labels} {
		published := fashionMNIST.files[i]
		if a.contentSum() != published.content {
			return nil, fmt.Errorf("dataset: %s changed while it was read; try again", a.path)
		}
		set.Files = append(set.Files, published.file())
	}
	set.SHA256 = identityOf(set.Files)
	set.Name = "Fashion-MNIST"
	set.Classes = slices.Clone(fashionClasses)
	return set, set.cut(p, source)
}

// Fetch makes all four files of Fashion-MNIST available, downloading those
// that are in neither folder. It returns their paths, in the order of Check.
func Fetch(ctx context.Context, options Options) ([]string, error) {
	return fashionMNIST.provide(ctx, fashionMNIST.files, options)
}

// States of a file.
const (
	Present = "present" // with the published content
	Damaged = "damaged" // with another one
	Missing = "missing"
)

// A FileStatus is what Check found of a file.
type FileStatus struct {
	study.File        // name and published SHA-256
	Size       int64  `json:"size"` // published, in bytes
	State      string `json:"state"`
	Path       string `json:"path,omitempty"`   // where it is; empty if it is missing
	Actual     string `json:"actual,omitempty"` // its SHA-256 if it is damaged
}

// Check looks for the four files of Fashion-MNIST without downloading: the
// training pair, then the test pair, which no study uses.
func Check(options Options) ([]FileStatus, error) {
	return fashionMNIST.check(options)
}

func (r release) check(options Options) ([]FileStatus, error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	var statuses []FileStatus
	for _, p := range r.files {
		status, err := p.status(options)
		if err != nil {
			return nil, err
		}
		statuses = append(statuses, status)
	}
	return statuses, nil
}

func (p published) status(options Options) (FileStatus, error) {
	status := FileStatus{File: p.file(), Size: p.size, State: Missing}
	own, wrong, err := p.find(options.Data)
	switch {
	case err != nil:
		return status, err
	case wrong != "":
		status.State, status.Path, status.Actual = Damaged, own, wrong
	case own != "":
		status.State, status.Path = Present, own
		return status, nil
	}
	cached := filepath.Join(options.Cache, p.name)
	sum, err := hashFile(cached)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return status, err
	case sum == p.sha256:
		status.State, status.Path, status.Actual = Present, cached, ""
	case status.State == Missing:
		status.State, status.Path, status.Actual = Damaged, cached, sum
	}
	return status, nil
}

// complete fills in the cache folder and refuses what cannot be meant.
func (o Options) complete() (Options, error) {
	if o.Data != "" {
		if info, err := os.Stat(o.Data); err != nil || !info.IsDir() {
			return o, fmt.Errorf("dataset: FIRSTSTEP_DATA is %q, which is not a folder; set it to the folder with the files of Fashion-MNIST, or unset it to download them", o.Data)
		}
	}
	if o.Mirror != "" && !isAddress(o.Mirror) {
		return o, fmt.Errorf("dataset: FIRSTSTEP_MIRROR is %q, which is not an http or https address; for a folder use FIRSTSTEP_DATA", withoutSecrets(o.Mirror))
	}
	if o.Cache == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return o, fmt.Errorf("dataset: there is no cache folder to download into (%w); set FIRSTSTEP_DATA to the folder with the files of Fashion-MNIST", err)
		}
		o.Cache = filepath.Join(cache, "firststep", "fashion-mnist")
	}
	return o, nil
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// withoutSecrets is an address as messages show it, which land in logs: without
// user, password and query.
func withoutSecrets(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.Host == "" && strings.ContainsAny(address, "@?") {
		return "…" // where they are cannot be told
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// provide returns the paths of files, downloading what is missing.
func (r release) provide(ctx context.Context, files []published, options Options) ([]string, error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	paths, missing, err := locate(files, options)
	if err != nil || len(missing) == 0 {
		return paths, err
	}
	if err := r.download(ctx, files, options); err != nil {
		return nil, err
	}
	paths, missing, err = locate(files, options)
	if err == nil && len(missing) != 0 {
		err = fmt.Errorf("dataset: %s was downloaded to %s and is gone", missing[0].name, options.Cache)
	}
	return paths, err
}

// locate returns the path of every file that is there, in order, and the
// files that are not. A file of the user's own that differs from the
// published one is an error; one in the cache counts as missing.
func locate(files []published, options Options) (paths []string, missing []published, err error) {
	for _, p := range files {
		cached := filepath.Join(options.Cache, p.name)
		switch own, sum, err := p.find(options.Data); {
		case err != nil:
			return nil, nil, err
		case sum != "":
			return nil, nil, fmt.Errorf("%s: its SHA-256 is %s, not the published %s, nor is its content the published one; replace the file in FIRSTSTEP_DATA, or take it away to have it downloaded", own, sum, p.sha256)
		case own != "":
			paths = append(paths, own)
			continue
		}
		if sum, err := hashFile(cached); err == nil && sum == p.sha256 {
			paths = append(paths, cached)
			continue
		}
		missing = append(missing, p)
	}
	return paths, missing, nil
}

// find looks for a file in the user's own folder: as it is published, packed
// otherwise, or unpacked. Of one with other content it returns the SHA-256,
// of none at all no path.
func (p published) find(folder string) (path, wrong string, err error) {
	if folder == "" {
		return "", "", nil
	}
	for _, name := range p.names() {
		path := filepath.Join(folder, name)
		sum, err := hashFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return "", "", err
		}
		if sum == p.sha256 || sum == p.content {
			return path, "", nil
		}
		if content, err := contentSum(path); err != nil || content != p.content {
			return path, sum, nil
		}
		return path, "", nil
	}
	return "", "", nil
}

// names are those that the file has, packed and unpacked; that with a point in
// it is what some programs make when they unpack it.
func (p published) names() []string {
	unpacked := strings.TrimSuffix(p.name, ".gz")
	return []string{p.name, unpacked, strings.Replace(unpacked, "-idx", ".idx", 1)}
}

// download brings the missing ones of files into the cache. A lock file lets
// one process at a time do so; what another one has brought meanwhile is kept.
func (r release) download(ctx context.Context, files []published, options Options) error {
	if err := os.MkdirAll(options.Cache, 0o755); err != nil {
		return fmt.Errorf("dataset: %w; set FIRSTSTEP_DATA to the folder with the files of Fashion-MNIST", err)
	}
	lock, err := regular.Lock(filepath.Join(options.Cache, "download.lock"), 0o600)
	if err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return fmt.Errorf("dataset: waiting for %s: %w", lock.Path(), err)
	}
	defer lock.Unlock()

	_, missing, err := locate(files, options)
	if err != nil {
		return err
	}
	addresses := r.addresses
	if options.Mirror != "" {
		addresses = []string{options.Mirror}
	}
	for i, p := range missing {
		d := &download{file: p, path: filepath.Join(options.Cache, p.name), progress: options.Progress, setAside: options.SetAside}
		if causes := d.any(ctx, addresses); causes != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return unavailable(missing[i:], options.Cache, causes)
		}
	}
	return nil
}

// An unavailableError is Fashion-MNIST that is not here and could not be
// downloaded. Its message says which files to put where.
type unavailableError struct {
	Missing []study.File
	Folder  string  // where to put them
	Causes  []error // one an address
}

func unavailable(missing []published, folder string, causes []error) error {
	e := &unavailableError{Folder: folder, Causes: causes}
	for _, p := range missing {
		e.Missing = append(e.Missing, p.file())
	}
	return e
}

func (e *unavailableError) Error() string { return strings.Join(e.Lines(), "\n") }

// Lines are the lines of Error: each may be printed by itself.
func (e *unavailableError) Lines() []string {
	lines := []string{"dataset: Fashion-MNIST is not on this machine and could not be downloaded:"}
	for _, cause := range e.Causes {
		lines = append(lines, fmt.Sprintf("  %v", cause))
	}
	lines = append(lines, fmt.Sprintf("Put these files into %s, or into a folder that FIRSTSTEP_DATA names (name, SHA-256):", e.Folder))
	for _, f := range e.Missing {
		lines = append(lines, fmt.Sprintf("  %s  %s", f.Name, f.SHA256))
	}
	return lines
}

func (e *unavailableError) Unwrap() []error { return e.Causes }
