package report

import (
	"os"
	"regexp"
	"strconv"
	"testing"
)

// The report is cited with a year that its authors have released in.
func TestVersionYear(t *testing.T) {
	data, err := os.ReadFile("../CITATION.cff")
	if err != nil {
		t.Fatal(err)
	}
	released := regexp.MustCompile(`date-released: (\d{4})`).FindSubmatch(data)
	if released == nil {
		t.Fatal("CITATION.cff does not say when the program was released")
	}
	if year, _ := strconv.Atoi(string(released[1])); year < versionYear {
		t.Errorf("version %d of the report is of %d, and the program's last release of %d", Version, versionYear, year)
	}
}
