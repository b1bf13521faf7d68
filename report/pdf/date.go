package pdf

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// SourceDate is the date that the environment variable SOURCE_DATE_EPOCH asks
// for, in seconds since the Unix epoch, or the epoch itself where it is unset
// (https://reproducible-builds.org/specs/source-date-epoch/).
func SourceDate() (time.Time, error) {
	value := os.Getenv("SOURCE_DATE_EPOCH")
	if value == "" {
		return time.Unix(0, 0).UTC(), nil
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH=%q is not a number of seconds; unset it or give one", value)
	}
	date := time.Unix(seconds, 0).UTC()
	if year := date.Year(); year < 0 || year > 9999 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH=%q is in the year %d, and dates in a PDF have four digits; are these milliseconds?", value, year)
	}
	return date, nil
}
