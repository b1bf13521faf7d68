package dataset

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"firststep/study/internal/aside"
	"firststep/study/regular"
)

// A download brings one published file to its path. Bytes gather in a
// partial file beside it, which outlives a cut connection and a killed
// process: the next attempt asks for the rest by a Range. That the rest
// belongs to the same file is decided in the end by the SHA-256 of the whole;
// only a whole and right file is renamed to its path.
type download struct {
	file     published
	path     string
	progress func(Progress)
	setAside func(path, aside string)
	etag     string       // strong validator of what the current address sends
	arrived  atomic.Int64 // bytes, for watch
}

const (
	maxCuts      = 20               // times a connection may be cut before the next address is tried
	stallTimeout = 30 * time.Second // without a byte

	slowAfter = time.Minute // with fewer than slowBytes: they would take half a day
	slowBytes = 60_000
)

var (
	errStalled  = fmt.Errorf("no byte for %v", stallTimeout)
	errSlow     = fmt.Errorf("less than %d bytes in a minute", slowBytes)
	errWrongSum = errors.New("wrong SHA-256")
)

func (d *download) part() string { return d.path + ".part" }

// any tries the addresses of folders in order until one has brought the file.
// It returns what was wrong with each, or nil.
func (d *download) any(ctx context.Context, folders []string) (causes []error) {
	for _, folder := range folders {
		u, err := url.Parse(folder)
		if err != nil {
			return append(causes, fmt.Errorf("%s: %w", withoutSecrets(folder), err))
		}
		address := u.JoinPath(d.file.name).String() // a query stays behind it
		resumed := d.have() > 0
		err = d.from(ctx, address)
		if errors.Is(err, errWrongSum) && resumed {
			// The beginning may have come from elsewhere: start anew.
			err = d.from(ctx, address)
		}
		if err == nil {
			return nil
		}
		causes = append(causes, fmt.Errorf("%s: %w", withoutSecrets(address), err))
	}
	return causes
}

// from downloads from one address, going on after cuts as long as each
// attempt brings something.
func (d *download) from(ctx context.Context, address string) error {
	d.etag = ""
	if err := regular.Replaceable(d.part()); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go d.watch(ctx, cancel)
	for cut := 0; d.have() < d.file.size; cut++ {
		before := d.have()
		err := d.transfer(ctx, address)
		if err == nil {
			break
		}
		if d.have() <= before || cut == maxCuts || ctx.Err() != nil {
			return err
		}
	}
	return d.finish()
}

// watch ends a download that is too slow, cuts and all.
func (d *download) watch(ctx context.Context, cancel context.CancelCauseFunc) {
	minute := time.NewTicker(slowAfter)
	defer minute.Stop()
	for d.arrived.Store(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
			if d.arrived.Swap(0) < slowBytes {
				cancel(errSlow)
				return
			}
		}
	}
}

// have returns how much of the file has come.
func (d *download) have() int64 {
	info, err := os.Stat(d.part())
	if err != nil {
		return 0
	}
	return info.Size()
}

// transfer asks for what is missing and appends it to the partial file.
func (d *download) transfer(ctx context.Context, address string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(stallTimeout, func() { cancel(errStalled) })
	defer stall.Stop()

	response, err := d.request(ctx, address, d.have())
	if err != nil {
		return because(ctx, err)
	}
	defer response.Body.Close()
	body := bufio.NewReader(response.Body)
	start, err := d.start(response, body)
	if err != nil {
		return because(ctx, err)
	}
	part, err := os.OpenFile(d.part(), os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer part.Close()
	if err := part.Truncate(start); err != nil {
		return err
	}
	if _, err := part.Seek(start, io.SeekStart); err != nil {
		return err
	}
	last := start
	counted := &countingWriter{part, start, func(done int64) {
		stall.Reset(stallTimeout)
		d.arrived.Add(done - last)
		last = done
		if d.progress != nil {
			d.progress(Progress{d.file.name, done, d.file.size})
		}
	}}
	if _, err := io.Copy(counted, io.LimitReader(body, d.file.size-start)); err != nil {
		return fmt.Errorf("cut after %d of %d bytes: %w", counted.done, d.file.size, because(ctx, err))
	}
	if counted.done < d.file.size {
		return fmt.Errorf("ended after %d of %d bytes", counted.done, d.file.size)
	}
	return part.Sync()
}

// request asks for the bytes of a file from an offset on.
func (d *download) request(ctx context.Context, address string, offset int64) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	// The files are gzipped: what is hashed is what the server stores.
	request.Header.Set("Accept-Encoding", "identity")
	if offset > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
		if d.etag != "" {
			request.Header.Set("If-Range", d.etag)
		}
	}
	response, err := http.DefaultClient.Do(request)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // the address is named already
	}
	return response, err
}

// start checks that a response brings the file and returns the offset at
// which its body begins: zero if the server ignores ranges.
func (d *download) start(response *http.Response, body *bufio.Reader) (int64, error) {
	if etag := response.Header.Get("ETag"); !strings.HasPrefix(etag, "W/") {
		d.etag = etag
	}
	switch response.StatusCode {
	case http.StatusOK:
		return 0, d.checkBeginning(response, body)
	case http.StatusPartialContent:
		var first, last, total int64
		span := response.Header.Get("Content-Range")
		if _, err := fmt.Sscanf(span, "bytes %d-%d/%d", &first, &last, &total); err != nil || first != d.have() || total != d.file.size {
			return 0, d.discard(fmt.Errorf("the server sent the range %q for one from %d of %d bytes", span, d.have(), d.file.size))
		}
		return first, nil
	case http.StatusRequestedRangeNotSatisfiable:
		return 0, d.discard(fmt.Errorf("the server's file is shorter than %d bytes", d.have()))
	}
	return 0, fmt.Errorf("the server answered %d %s", response.StatusCode, http.StatusText(response.StatusCode)) // and not in its own words
}

// discard removes the partial file, if there is one, because of an error.
func (d *download) discard(because error) error {
	if err := os.Remove(d.part()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(because, err)
	}
	return because
}

// checkBeginning refuses what is not the file before any of it is kept: an
// empty body, or the page that a proxy or a login sends with status 200.
func (d *download) checkBeginning(response *http.Response, body *bufio.Reader) error {
	beginning, err := body.Peek(2)
	if len(beginning) == 0 && err == io.EOF {
		return fmt.Errorf("the server sent nothing instead of %d bytes", d.file.size)
	}
	if len(beginning) < 2 {
		return err
	}
	if beginning[0] != 0x1f || beginning[1] != 0x8b {
		return fmt.Errorf("the server sent something else than the gzip file (Content-Type %q), perhaps the page of a proxy", response.Header.Get("Content-Type"))
	}
	if n := response.ContentLength; n >= 0 && n != d.file.size {
		return fmt.Errorf("the server sent %d bytes instead of %d", n, d.file.size)
	}
	return nil
}

// finish moves a complete partial file to its path if it is the right one,
// and removes it if it is not.
func (d *download) finish() error {
	sum, err := hashFile(d.part())
	if err != nil {
		return err
	}
	if sum != d.file.sha256 {
		return d.discard(fmt.Errorf("%w: %s instead of %s", errWrongSum, sum, d.file.sha256))
	}
	if err := d.makeWay(); err != nil {
		return err
	}
	return os.Rename(d.part(), d.path)
}

// makeWay moves a damaged file that is in the download's place aside.
func (d *download) makeWay() error {
	moved, err := aside.Move(d.path)
	if len(moved) > 0 && d.setAside != nil {
		d.setAside(d.path, moved[0])
	}
	return err
}

// because returns why ctx was cancelled, if it was, in place of the error
// that came of it.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// A countingWriter reports how far writing has come.
type countingWriter struct {
	w      io.Writer
	done   int64
	report func(done int64)
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.done += int64(n)
	c.report(c.done)
	return n, err
}
