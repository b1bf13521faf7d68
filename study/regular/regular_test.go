//go:build unix

package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOpen: regular files are read, through a link too, and nothing else is
// opened, written through or locked.
func TestOpen(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	err := errors.Join(os.WriteFile(at("file"), []byte("text"), 0o666), os.Mkdir(at("folder"), 0o777), syscall.Mkfifo(at("fifo"), 0o666),
		os.Symlink("file", at("link")), os.Symlink("fifo", at("link to fifo")), os.Symlink("folder", at("link to folder")),
		os.Symlink("nothing", at("link to nothing")), os.Symlink("/dev/zero", at("link to device")))
	if err != nil {
		t.Fatal(err)
	}
	const missing, irregular, sound = "missing", "irregular", ""
	verdict := func(err error) string {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return missing
		case err != nil:
			return irregular
		}
		return sound
	}
	for _, test := range []struct{ name, read, replace, folder string }{
		{"file", sound, sound, irregular},
		{"link", sound, irregular, irregular},
		{"nothing", missing, sound, sound},
		{"folder", irregular, irregular, sound},
		{"fifo", irregular, irregular, irregular},
		{"link to fifo", irregular, irregular, irregular},
		{"link to folder", irregular, irregular, irregular},
		{"link to nothing", missing, irregular, irregular},
		{"link to device", irregular, irregular, irregular},
	} {
		_, read := ReadFile(at(test.name), 4)
		_, lock := Lock(at(test.name), 0o666)
		if got := verdict(read); got != test.read {
			t.Errorf("%s is read: %v", test.name, read)
		}
		if got := verdict(Replaceable(at(test.name))); got != test.replace || got != verdict(lock) {
			t.Errorf("%s is replaced or locked: %q, %v", test.name, got, lock)
		}
		if got := verdict(Folder(at(test.name))); got != test.folder {
			t.Errorf("%s is a folder: %q", test.name, got)
		}
		for _, err := range []error{read, lock} {
			if err != nil && !strings.Contains(err.Error(), at(test.name)) {
				t.Errorf("%v does not name the file", err)
			}
		}
	}
	if _, err := ReadFile(at("file"), 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a file above the limit: %v", err)
	}
}

// TestLockFollowsNoLink that takes the lock's place once it has been looked at.
func TestLockFollowsNoLink(t *testing.T) {
	folder := t.TempDir()
	path, target := filepath.Join(folder, "lock"), filepath.Join(folder, "target")
	lock, err := Lock(path, 0o666)
	if err == nil {
		err = os.Symlink(target, path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Lock(); err == nil {
		t.Error("the lock is taken")
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link was followed: %v", err)
	}
}
