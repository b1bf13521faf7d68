package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func save(t *testing.T, s *Store) *Run {
	t.Helper()
	r := sampleRun()
	if err := s.Save(r, sampleTrace()); err != nil {
		t.Fatal(err)
	}
	return r
}

// files returns what is in a folder and below, as paths with slashes.
func files(t *testing.T, folder string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestSaveAndRead(t *testing.T) {
	s := openStore(t)
	saved, measured := save(t, s), sampleStability()
	if err := s.Save(measured, nil); err != nil {
		t.Fatal(err)
	}
	paths, err := s.Paths()
	if err != nil || fmt.Sprint(paths) != "[records/scaled-weights-seed3 measurements/stability-first-layer-seed3]" {
		t.Fatalf("paths: %v, %v", paths, err)
	}
	for i, want := range []Result{saved, measured} {
		r, err := s.Result(paths[i])
		if err != nil || !bytes.Equal(Encode(r), Encode(want)) {
			t.Errorf("%v is read as %v, %v", want, r, err)
		}
	}
	r, err := s.Run("scaled-weights-seed3")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := s.Trace(r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Key != saved.Key || len(trace.Loss) != 3 || len(trace.Points) != 2 {
		t.Error("what was read is not what was saved")
	}
	want := []string{"firststep.lock", "measurements/stability-first-layer-seed3.json", "records/scaled-weights-seed3.csv", "records/scaled-weights-seed3.json"}
	if got := files(t, s.folder); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the folder holds %v", got)
	}
}

// TestLineEndings: files that git gave the line endings of Windows are not
// taken, and the error names the cause, whichever of the two it was.
func TestLineEndings(t *testing.T) {
	s := openStore(t)
	r := save(t, s)
	for _, path := range []string{s.recordPath(r.Path()), s.tracePath(r.Path())} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		windows := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		check := func(data []byte, named bool) {
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
			_, err := s.Run(r.Name())
			err = errors.Join(err, s.CheckTrace(r))
			if !isCorrupt(err) || strings.Contains(err.Error(), "line endings") != named {
				t.Errorf("%s: %v", path, err)
			}
		}
		check(windows, true)
		check(append(windows, '\n'), false)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNothingThere(t *testing.T) {
	s := openStore(t)
	if paths, err := s.Paths(); err != nil || paths != nil {
		t.Errorf("paths: %v, %v", paths, err)
	}
	for _, err := range []error{
		func() error { _, err := s.Run("a-seed1"); return err }(),
		func() error { _, err := s.Measurement("a-seed1"); return err }(),
		func() error { _, err := s.Dataset(); return err }(),
		func() error { _, err := s.Environment(); return err }(),
	} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v", err)
		}
	}
	if err := os.WriteFile(s.Path("figures"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.folder); err == nil || !strings.Contains(err.Error(), "figures: is no folder") {
		t.Errorf("a file in the place of a folder: %v", err)
	}
	if _, err := Open(filepath.Join(s.folder, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there opens: %v", err)
	}
}

// TestSetAside shows that damaged files are kept under another name, however
// often it happens, and that sound ones stay where they are.
func TestSetAside(t *testing.T) {
	s := openStore(t)
	r := save(t, s)
	damage := func(path string) {
		if err := os.WriteFile(path, []byte("damaged\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	base := func(paths []string) (names []string) {
		for _, p := range paths {
			names = append(names, filepath.Base(p))
		}
		return names
	}
	measured := sampleStability()
	if err := s.Save(measured, nil); err != nil {
		t.Fatal(err)
	}
	damage(s.recordPath(measured.Path()))
	if moved, err := s.SetAside(measured.Path(), measured.Key); err != nil || fmt.Sprint(base(moved)) != "[stability-first-layer-seed3.json.corrupt-1]" {
		t.Errorf("a measurement: moved %v, %v", moved, err)
	}
	for _, test := range []struct {
		damaged string
		want    string
	}{
		{"", "[]"},
		{s.tracePath(r.Path()), "[scaled-weights-seed3.csv.corrupt-1]"},
		{s.recordPath(r.Path()), "[scaled-weights-seed3.csv.corrupt-2 scaled-weights-seed3.json.corrupt-2]"},
		{s.recordPath(r.Path()), "[scaled-weights-seed3.csv.corrupt-3 scaled-weights-seed3.json.corrupt-3]"},
	} {
		if test.damaged != "" {
			damage(test.damaged)
		}
		moved, err := s.SetAside(r.Path(), r.Key)
		if err != nil || fmt.Sprint(base(moved)) != test.want {
			t.Errorf("moved %v, %v; want %s", base(moved), err, test.want)
		}
		save(t, s)
	}

	damage(s.recordPath(r.Path()))
	save(t, s)
	kept, err := os.ReadFile(s.recordPath(r.Path()) + ".corrupt-4")
	if err != nil || string(kept) != "damaged\n" {
		t.Errorf("Save did not keep what it found: %q, %v", kept, err)
	}
	if names, _ := s.Names(); len(names) != 1 {
		t.Errorf("files that were moved aside count as records: %v", names)
	}
}

// TestNewTraceBesideStaleRecord is the state that a process leaves which is
// killed between the two files: nothing of it is damage.
func TestNewTraceBesideStaleRecord(t *testing.T) {
	s := openStore(t)
	stale := save(t, s)
	if err := os.WriteFile(s.tracePath(stale.Path()), []byte("the new trace"), 0o666); err != nil {
		t.Fatal(err)
	}
	if moved, err := s.SetAside(stale.Path(), Sum([]byte("new key"))); moved != nil || err != nil {
		t.Errorf("moved %v, %v", moved, err)
	}
}

func TestRenamed(t *testing.T) {
	s := openStore(t)
	if err := errors.Join(s.Save(sampleRun(), sampleTrace()), s.Save(sampleStability(), nil)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"records/scaled-weights-seed3":             "it is the record of scaled-weights-seed3: was it renamed or copied?",
		"measurements/stability-first-layer-seed3": "it is the measurement stability-first-layer-seed3: was it renamed or copied?",
	} {
		if err := os.Rename(s.recordPath(path), s.recordPath(path+"0")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Result(path + "0"); !isCorrupt(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

// TestNewerIsNotReplaced: a newer program's files survive an older program.
func TestNewerIsNotReplaced(t *testing.T) {
	s := openStore(t)
	r := save(t, s)
	newer := func(path string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data = reseal(strings.Replace(string(data), `"schema": 4`, `"schema": 5`, 1))
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	m := sampleStability()
	if err := s.Save(m, nil); err != nil {
		t.Fatal(err)
	}
	newer(s.recordPath(r.Path()))
	newer(s.recordPath(m.Path()))
	if err := s.SaveDataset(sampleDataset()); err != nil {
		t.Fatal(err)
	}
	newer(s.Path("dataset.json"))
	if err := s.UpdateEnvironment(func(e *Environment) { *e = *sampleEnvironment() }); err != nil {
		t.Fatal(err)
	}
	newer(s.Path("environment.json"))
	for what, err := range map[string]error{
		"record":      s.Save(r, sampleTrace()),
		"measurement": s.Save(m, nil),
		"dataset":     s.SaveDataset(sampleDataset()),
		"environment": s.UpdateEnvironment(func(*Environment) {}),
	} {
		if other, ok := errors.AsType[*SchemaError](err); !ok || !other.Newer() || other.File == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestUnusualFiles: what is no ordinary file is named before anything is
// trained, and never replaced.
func TestUnusualFiles(t *testing.T) {
	const name = "records/scaled-weights-seed3"
	tests := map[string]struct {
		arrange func(s *Store) error
		want    string
	}{
		"record is a link": {func(s *Store) error { return os.Symlink("elsewhere.json", s.recordPath(name)) }, "symbolic link"},
		"trace is a link":  {func(s *Store) error { return os.Symlink("elsewhere.csv", s.tracePath(name)) }, "symbolic link"},
		"record is a folder": {func(s *Store) error { return os.Mkdir(s.recordPath(name), 0o777) },
			"is a folder where a file belongs"},
		"records is a file": {func(s *Store) error {
			return errors.Join(os.Remove(s.Path("records")), os.WriteFile(s.Path("records"), nil, 0o666))
		}, "is no folder"},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			s := openStore(t)
			if err := os.Mkdir(s.Path("records"), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := test.arrange(s); err != nil {
				t.Skip(err)
			}
			before := files(t, s.folder)
			err := s.Prepare([]string{name})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), s.folder) {
				t.Errorf("%v", err)
			}
			if err := s.Save(sampleRun(), sampleTrace()); err == nil {
				t.Error("it was replaced")
			}
			after := strings.Join(files(t, s.folder), " ")
			if strings.Contains(after, ".tmp") || !strings.HasSuffix(after, strings.Join(before, " ")) {
				t.Errorf("left behind: %v", after)
			}
		})
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root writes to read-only folders")
	}
	s := openStore(t)
	if err := os.Chmod(s.folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(s.folder, 0o755)
	if err := s.Prepare(nil); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v", err)
	}
}

// TestRace lets two stores on one folder, as two processes have them, save
// the same and different runs and count in environment.json at once.
func TestRace(t *testing.T) {
	folder := t.TempDir()
	const rounds = 20
	var wait sync.WaitGroup
	for range 2 {
		s, err := Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for i := range rounds {
				r := sampleRun()
				r.Seed = int64(i % 3)
				if err := s.Save(r, sampleTrace()); err != nil {
					t.Error(err)
				}
				if _, err := s.Run(r.Name()); err != nil {
					t.Error(err)
				}
				err := s.UpdateEnvironment(func(e *Environment) { e.Cores++ })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	s, _ := Open(folder)
	if e, err := s.Environment(); err != nil || e.Cores != 2*rounds {
		t.Errorf("counted %v, %v", e, err)
	}
	if got := len(files(t, folder)); got != 3*2+2 {
		t.Errorf("the folder holds %v", files(t, folder))
	}
}

// TestTemporariesOfTheDead: the next command removes what a killed process
// left, and nothing that is being written, by whatever machine.
func TestTemporariesOfTheDead(t *testing.T) {
	s := openStore(t)
	if err := s.makeFolder(recordsFolder); err != nil {
		t.Fatal(err)
	}
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	tests := []struct {
		name  string
		pid   int
		host  string
		age   time.Duration
		stays bool
	}{
		{"a dead process", gone.Process.Pid, host(), 0, false},
		{"its parent, alive", os.Getppid(), host(), 0, true},
		{"an earlier process of this number", os.Getpid(), host(), 0, false},
		{"another machine's", gone.Process.Pid, host() + "x", time.Hour, true},
		{"another machine's, long ago", gone.Process.Pid, host() + "x", 48 * time.Hour, false},
		{"from the future", os.Getppid(), host(), -time.Hour, true},
	}
	paths := map[string]string{}
	for i, test := range tests {
		path := s.Path(recordsFolder, fmt.Sprintf(".firststep-%s-%d-TEST%d.tmp", test.host, test.pid, i))
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-test.age)); err != nil {
			t.Fatal(err)
		}
		paths[test.name] = path
	}
	foreign := s.Path(recordsFolder, "notes.tmp")
	if err := os.WriteFile(foreign, nil, 0o666); err != nil {
		t.Fatal(err)
	}

	err := WriteAtomic(s.Path(recordsFolder, "x"), func(w io.Writer) error {
		_, err := Open(s.folder) // another command starts meanwhile
		return err
	})
	if err != nil {
		t.Errorf("a file that was being written was removed: %v", err)
	}
	for _, test := range tests {
		if _, err := os.Stat(paths[test.name]); (err == nil) != test.stays {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error("a foreign file was removed")
	}
}

// TestWriteAtomic: a write that fails or panics leaves the old file and
// nothing else.
func TestWriteAtomic(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "figure.svg")
	write := func(text string, err error) error {
		return WriteAtomic(path, func(w io.Writer) error {
			io.WriteString(w, text)
			return err
		})
	}
	if err := write("old", nil); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	if err := write("new", full); !errors.Is(err, full) || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("%v", err)
	}
	func() {
		defer func() { recover() }()
		WriteAtomic(path, func(io.Writer) error { panic("drawing failed") })
	}()
	data, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(data, []byte("old")) || len(files(t, folder)) != 1 {
		t.Errorf("left %q, %v, %v", data, err, files(t, folder))
	}
	if err := write("new", nil); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "new" {
		t.Errorf("holds %q", data)
	}
}
