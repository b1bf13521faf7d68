package dataset

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// testContent is a gzip file large enough to be cut in the middle.
var testContent = gzipped(noise(300_000))

// noise returns bytes that do not compress.
func noise(n int) []byte {
	var b []byte
	for block := 0; len(b) < n; block++ {
		sum := sha256.Sum256([]byte{byte(block), byte(block >> 8)})
		b = append(b, sum[:]...)
	}
	return b[:n]
}

// testRelease publishes content under two names at the given addresses.
func testRelease(addresses ...string) release {
	sum := fmt.Sprintf("%x", sha256.Sum256(testContent))
	size, content := int64(len(testContent)), fmt.Sprintf("%x", sha256.Sum256(noise(300_000)))
	return release{addresses: addresses, files: []published{{"images.gz", size, sum, content}, {"labels.gz", size, sum, content}}}
}

// serve runs a loopback server until the test ends and returns its address.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// whole serves the right content, ranges included.
func whole(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(testContent))
}

// cutAfter promises the file, sends its first n bytes and drops the connection.
func cutAfter(n int, w http.ResponseWriter) {
	w.Header().Set("Content-Length", fmt.Sprint(len(testContent)))
	w.Write(testContent[:n])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// provideTo downloads the first file of a release into a folder.
func provideTo(cache string, r release, progress func(Progress)) error {
	_, err := r.provide(context.Background(), r.files[:1], Options{Cache: cache, Progress: progress})
	return err
}

// checkContent fails unless the folder holds the right file and nothing half-written.
func checkContent(t *testing.T, cache string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(cache, "images.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(content, testContent) {
		t.Errorf("%d bytes that are not those of the server", len(content))
	}
	if parts, _ := filepath.Glob(filepath.Join(cache, "*.part")); len(parts) != 0 {
		t.Errorf("left behind: %q", parts)
	}
}

func TestDownload(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "new", "folder")
	var seen []Progress
	if err := provideTo(cache, testRelease(serve(t, whole)), func(p Progress) { seen = append(seen, p) }); err != nil {
		t.Fatal(err)
	}
	checkContent(t, cache)
	last := Progress{"images.gz", int64(len(testContent)), int64(len(testContent))}
	if len(seen) == 0 || seen[len(seen)-1] != last {
		t.Errorf("progress ends with %v, want %v", seen, last)
	}
	if !slices.IsSortedFunc(seen, func(a, b Progress) int { return int(a.Done - b.Done) }) {
		t.Errorf("progress goes back: %v", seen)
	}
	// What is there is not asked for again.
	if err := provideTo(cache, testRelease("http://127.0.0.1:1"), nil); err != nil {
		t.Error(err)
	}
}

// A cut connection is taken up where it ended, with the validator of what
// has come.
func TestDownloadResumes(t *testing.T) {
	var ranges, validators []string
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ranges, validators = append(ranges, r.Header.Get("Range")), append(validators, r.Header.Get("If-Range"))
		w.Header().Set("ETag", `"v1"`)
		if len(ranges) == 1 {
			cutAfter(100_000, w)
		}
		whole(w, r)
	})
	cache := t.TempDir()
	if err := provideTo(cache, testRelease(address), nil); err != nil {
		t.Fatal(err)
	}
	checkContent(t, cache)
	if want := []string{"", "bytes=100000-"}; !slices.Equal(ranges, want) {
		t.Errorf("asked for the ranges %q, want %q", ranges, want)
	}
	if want := []string{"", `"v1"`}; !slices.Equal(validators, want) {
		t.Errorf("sent If-Range %q, want %q", validators, want)
	}
}

// A partial file that another process left is completed, or thrown away if
// it was not the beginning of the file.
func TestDownloadTakesUpPartialFile(t *testing.T) {
	for name, part := range map[string][]byte{
		"right":    testContent[:5000],
		"wrong":    make([]byte, 5000),
		"complete": testContent,
		"too long": append(slices.Clone(testContent), 0),
	} {
		t.Run(name, func(t *testing.T) {
			cache := writeFiles(t, map[string][]byte{"images.gz.part": part})
			if err := provideTo(cache, testRelease(serve(t, whole)), nil); err != nil {
				t.Fatal(err)
			}
			checkContent(t, cache)
		})
	}
}

func TestDownloadFromServerWithoutRanges(t *testing.T) {
	requests := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 1 {
			cutAfter(100_000, w)
		}
		w.Write(testContent)
	})
	cache := t.TempDir()
	if err := provideTo(cache, testRelease(address), nil); err != nil {
		t.Fatal(err)
	}
	checkContent(t, cache)
}

func TestDownloadRefused(t *testing.T) {
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"nothing", func(w http.ResponseWriter, r *http.Request) {}, "the server sent nothing instead of "},
		{"error page with status 200", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "<!DOCTYPE html><title>Log in</title>")
		}, `the server sent something else than the gzip file (Content-Type "text/html; charset=utf-8"), perhaps the page of a proxy`},
		{"not found", http.NotFound, "the server answered 404 Not Found"},
		{"wrong bytes", func(w http.ResponseWriter, r *http.Request) {
			w.Write(flipped(slices.Clone(testContent), -1))
		}, "wrong SHA-256: "},
		{"wrong length", func(w http.ResponseWriter, r *http.Request) { w.Write(gzipped(noise(10))) }, " bytes instead of "},
		{"short without a length", func(w http.ResponseWriter, r *http.Request) {
			w.Write(testContent[:1000])
			w.(http.Flusher).Flush()
		}, "ended after 1000 of "},
		{"cut before the first byte", func(w http.ResponseWriter, r *http.Request) { cutAfter(0, w) }, "unexpected EOF"},
		{"another range", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") == "" {
				cutAfter(1000, w)
			}
			w.Header().Set("Content-Range", "bytes 7-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}, `the server sent the range "bytes 7-9/10" for one from 1000 of `},
		{"a range that nobody asked for", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", "bytes 7-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}, `the server sent the range "bytes 7-9/10" for one from 0 of `},
		{"a range refused that nobody asked for", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		}, "the server's file is shorter than 0 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cache := t.TempDir()
			address := serve(t, test.handler)
			err := provideTo(cache, testRelease(address), nil)
			var unavailable *unavailableError
			if !errors.As(err, &unavailable) {
				t.Fatalf("error %v, want an unavailableError", err)
			}
			if cause := unavailable.Causes[0].Error(); !strings.HasPrefix(cause, address+"/images.gz: ") || !strings.Contains(cause, test.want) || strings.Contains(cause, "no such file") {
				t.Errorf("got  %s\nwant %s", cause, test.want)
			}
			if _, err := os.Stat(filepath.Join(cache, "images.gz")); err == nil {
				t.Error("a file was left that is not the right one")
			}
			// The next address helps.
			if err := provideTo(cache, testRelease(address, serve(t, whole)), nil); err != nil {
				t.Error(err)
			}
			checkContent(t, cache)
		})
	}
}

// Offline, the message says which files to put where.
func TestOffline(t *testing.T) {
	r := testRelease("http://127.0.0.1:1", "http://127.0.0.1:1/other")
	cache := t.TempDir()
	_, err := r.provide(context.Background(), r.files, Options{Cache: cache})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"http://127.0.0.1:1/images.gz: ", "http://127.0.0.1:1/other/images.gz: ", cache, "FIRSTSTEP_DATA", "images.gz  " + r.files[0].sha256, "labels.gz  " + r.files[1].sha256} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message lacks %q:\n%v", want, err)
		}
	}
}

func TestMirrorReplacesAddresses(t *testing.T) {
	r := testRelease(serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a published address was asked") }))
	cache := t.TempDir()
	_, err := r.provide(context.Background(), r.files[:1], Options{Cache: cache, Mirror: serve(t, whole) + "/"})
	if err != nil {
		t.Fatal(err)
	}
	checkContent(t, cache)
}

// Processes that need the same file at once download it once.
func TestDownloadOneAtATime(t *testing.T) {
	var mutex sync.Mutex
	requests := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		requests++
		mutex.Unlock()
		whole(w, r)
	})
	cache := t.TempDir()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := provideTo(cache, testRelease(address), nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	checkContent(t, cache)
	if requests != 1 {
		t.Errorf("%d requests, want 1", requests)
	}
}

// A cancelled download says that it was, and leaves what the next one needs.
func TestDownloadCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(testContent)))
		w.Write(testContent[:100_000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	cache := t.TempDir()
	r := testRelease(address)
	_, err := r.provide(ctx, r.files[:1], Options{Cache: cache, Progress: func(p Progress) {
		if p.Done == 100_000 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
	if info, err := os.Stat(filepath.Join(cache, "images.gz.part")); err != nil || info.Size() != 100_000 {
		t.Errorf("the partial file: %v, %v", info, err)
	}
}

// A damaged file in the cache is kept under another name, however often.
func TestDownloadSetsDamagedFilesAside(t *testing.T) {
	cache := writeFiles(t, map[string][]byte{"images.gz": []byte("damaged"), "images.gz.corrupt-1": []byte("damaged before")})
	var told []string
	r := testRelease(serve(t, whole))
	_, err := r.provide(context.Background(), r.files, Options{Cache: cache, SetAside: func(path, aside string) {
		told = append(told, filepath.Base(path), filepath.Base(aside))
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkContent(t, cache)
	if want := []string{"images.gz", "images.gz.corrupt-2"}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
	for name, want := range map[string]string{"images.gz.corrupt-1": "damaged before", "images.gz.corrupt-2": "damaged"} {
		if data, err := os.ReadFile(filepath.Join(cache, name)); err != nil || string(data) != want {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
}

// Secrets of a mirror are sent to it and shown to nobody, and a query stays
// behind the file's name.
func TestMirrorKeepsSecrets(t *testing.T) {
	var asked, user string
	mirror := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.String()
		user, _, _ = r.BasicAuth()
		http.Error(w, "", http.StatusForbidden)
	})
	r := testRelease()
	for _, test := range []struct{ mirror, shown string }{
		{"http://someone:secret@" + strings.TrimPrefix(mirror, "http://") + "/a/?token=secret", mirror + "/a/images.gz: the server answered 403 Forbidden"},
		{"http://someone:secret@127.0.0.1:1/a?token=secret", "http://127.0.0.1:1/a/images.gz: "},
		{"http://someone:secret@127.0.0.1:1\x7f/?token=secret", "FIRSTSTEP_MIRROR is \"…\", which is not an http or https address"},
		{"ftp://someone:secret@127.0.0.1/?token=secret", `FIRSTSTEP_MIRROR is "ftp://127.0.0.1/", which is not`},
		{"someone:secret@127.0.0.1", "FIRSTSTEP_MIRROR is \"…\", which is not"},
		{"secret@127.0.0.1/a", "FIRSTSTEP_MIRROR is \"…\", which is not"},
	} {
		_, err := r.provide(t.Context(), r.files[:1], Options{Cache: t.TempDir(), Mirror: test.mirror})
		if err == nil || !strings.Contains(err.Error(), test.shown) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "someone") {
			t.Errorf("%s: %v", test.mirror, err)
		}
	}
	if asked != "/a/images.gz?token=secret" || user != "someone" {
		t.Errorf("the mirror was asked for %s by %q", asked, user)
	}
}

// What a server says beside its status stays with it.
func TestStatusLine(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		bufio.NewReader(connection).ReadString('\n')
		fmt.Fprint(connection, "HTTP/1.1 404 \x1b[2JAll is well\r\nContent-Length: 0\r\n\r\n")
	}()
	err = provideTo(t.TempDir(), testRelease("http://"+listener.Addr().String()), nil)
	if err == nil || !strings.Contains(err.Error(), "the server answered 404 Not Found\n") {
		t.Errorf("%v", err)
	}
}

// A partial file that is a link is not written through.
func TestLinkedPartialFile(t *testing.T) {
	cache, target := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := errors.Join(os.WriteFile(target, []byte("mine"), 0o644), os.Symlink(target, filepath.Join(cache, "images.gz.part"))); err != nil {
		t.Skip(err)
	}
	err := provideTo(cache, testRelease(serve(t, whole)), nil)
	if data, _ := os.ReadFile(target); err == nil || !strings.Contains(err.Error(), "images.gz.part: is a symbolic link") || string(data) != "mine" {
		t.Errorf("%v; the file there holds %q", err, data)
	}
}

// trickle answers with a body of so many bytes a second. After cut seconds it
// drops the connection; 0: never.
type trickle struct{ bytes, cut int }

func (s trickle) RoundTrip(r *http.Request) (*http.Response, error) {
	body, answer := io.Pipe()
	go func() {
		for second := 1; s.cut == 0 || second <= s.cut; second++ {
			select {
			case <-time.After(time.Second):
			case <-r.Context().Done():
				answer.CloseWithError(r.Context().Err())
				return
			}
			if _, err := answer.Write(testContent[:s.bytes]); err != nil {
				return
			}
		}
		answer.CloseWithError(io.ErrUnexpectedEOF)
	}()
	response := &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: body, Header: http.Header{}}
	var first int
	if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &first); n > 0 {
		response.StatusCode = http.StatusPartialContent
		response.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, len(testContent)-1, len(testContent)))
	}
	return response, nil
}

// A mirror that sends next to nothing is left after a minute, even if it cuts
// the connection again and again, and the next address is asked.
func TestSlowMirror(t *testing.T) {
	usual := http.DefaultClient.Transport
	defer func() { http.DefaultClient.Transport = usual }()
	for _, test := range []struct {
		server trickle
		after  time.Duration // it is left
		why    error
	}{
		{trickle{bytes: 2}, slowAfter, errSlow},
		{trickle{bytes: 2, cut: 25}, slowAfter, errSlow},
		{trickle{bytes: 0}, stallTimeout, errStalled},
		{trickle{bytes: slowBytes / 50}, 0, errWrongSum},
	} {
		synctest.Test(t, func(t *testing.T) {
			http.DefaultClient.Transport = test.server
			began := time.Now()
			err := provideTo(t.TempDir(), testRelease("http://slow", "http://slower"), nil)
			if took := time.Since(began); !errors.Is(err, test.why) || test.after > 0 && took != 2*test.after {
				t.Errorf("%+v: after %v: %v", test.server, took, err)
			}
		})
	}
}
