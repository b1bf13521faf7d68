package typeset_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"firststep/report/typeset"
)

var keep = flag.String("sample", "", "write the sample document to this file, to look at")

func compose(t *testing.T, doc *typeset.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := typeset.Compose(&b, doc, typeset.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSameDocumentSameBytes(t *testing.T) {
	first := compose(t, sample())
	if !bytes.Equal(first, compose(t, sample())) {
		t.Error("the sample document came out differently the second time")
	}
	if *keep != "" {
		if err := os.WriteFile(*keep, first, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
