// Package dataset opens the images a study trains on.
//
//  1. A Source says which images: Fashion-MNIST, any pair of IDX files, or
//     the synthetic garments that need neither network nor files.
//  2. Identity names those images by a hash before anything is opened, so
//     that a plan can be compared with its records without the data.
//  3. Open finds the files (downloading Fashion-MNIST where it is missing),
//     decodes them once and cuts them into a training and a validation Split.
//  4. Order gives the sequence in which an epoch visits the training images.
//  5. Summary describes the training images for those who show the data
//     without having it.
//
// Fashion-MNIST is looked for in Options.Data, then in Options.Cache, and is
// then downloaded into the cache; a file is used only if its SHA-256 is the
// published one. The data set is that of H. Xiao, K. Rasul and R. Vollgraf,
// "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
// Algorithms", arXiv:1708.07747 (2017).
package dataset

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"firststep/study"
)

// Kinds of source.
const (
	FashionMNIST = "fashion-mnist"
	Synthetic    = "synthetic"
	IDX          = "idx"
)

// A Source says which images a study uses and how many of them.
//
// The first Train images of the training pair train. The last Validation
// images of the same pair validate, unless a validation pair is given: then
// its first Validation images do.
type Source struct {
	Kind       string // FashionMNIST, Synthetic or IDX
	Train      int
	Validation int

	// For IDX alone. The validation pair may be left out. Paths are relative
	// to Folder unless they are absolute, with slashes on every system.
	TrainImages      string
	TrainLabels      string
	ValidationImages string
	ValidationLabels string
	Folder           string

	// For IDX alone, words that change no image: what the set is called, and
	// its labels from 0 on. Without them it is called as its file, and each
	// label by its number.
	Name    string
	Classes []string
}

// A Set is the decoded images of a Source.
type Set struct {
	Name       string // "Fashion-MNIST"
	Source     string // Source.Kind
	Rows       int    // of all channels, which lie one below the other
	Columns    int
	Channels   int      // of an image, where there are several
	Classes    []string // name of each label, from 0
	Train      Split
	Validation Split
	SHA256     string       // what Identity returns for the same source
	Files      []study.File // read for this set: training images and labels, then the validation pair; none for synthetic images
}

// A Split is n images with their labels.
type Split struct {
	Images []byte // n × rows·columns pixels, 0 to 255, image by image and row by row
	Labels []byte // n, each below the number of classes
}

// Len returns the number of images.
func (s Split) Len() int { return len(s.Labels) }

// Pixels returns the number of pixels of an image, the features of a network.
func (s *Set) Pixels() int { return s.Rows * s.Columns }

// Open reads the images of a source. It refuses a source with fewer images
// than it asks for; the errors of each kind of source name the file and,
// where there is one, the offset.
func Open(ctx context.Context, source Source, options Options) (*Set, error) {
	if source.Train < 1 || source.Validation < 1 {
		return nil, fmt.Errorf("dataset: train = %d and validation = %d: both have to be at least 1", source.Train, source.Validation)
	}
	set, err := openKind(ctx, source, options)
	if err == nil && options.Warn != nil {
		for _, w := range set.warnings() {
			options.Warn(w)
		}
	}
	return set, err
}

func openKind(ctx context.Context, source Source, options Options) (*Set, error) {
	switch source.Kind {
	case FashionMNIST:
		return openFashionMNIST(ctx, source, options)
	case Synthetic:
		return openSynthetic(source)
	case IDX:
		return openIDX(source, options.Warn)
	}
	return nil, unknownKind(source.Kind)
}

// warnings say what is odd about the labels: some that no training image has,
// as of labels from 1 on, and a validation set that says nothing of the others,
// as of files sorted by class.
func (s *Set) warnings() (list []string) {
	var train, validation [256]int
	for _, label := range s.Train.Labels {
		train[label]++
	}
	unlearned := 0
	for _, label := range s.Validation.Labels {
		validation[label]++
		if train[label] == 0 {
			unlearned++
		}
	}
	var missing []string
	for label := range s.Classes {
		if train[label] == 0 {
			missing = append(missing, strconv.Itoa(label))
		}
	}
	if n := len(missing); n > 0 {
		const most = 10
		if n > most {
			missing = append(missing[:most], "…")
		}
		list = append(list, fmt.Sprintf("%d of the %d labels, from 0 to %d, have no training image (%s): the network has an output for each all the same",
			n, len(s.Classes), len(s.Classes)-1, strings.Join(missing, ", ")))
	}
	n := s.Validation.Len()
	if label := s.Validation.Labels[0]; n > 1 && validation[label] == n {
		list = append(list, fmt.Sprintf("all %d validation images have the label %d: are the files sorted by class?", n, label))
	}
	if unlearned > 0 {
		list = append(list, fmt.Sprintf("%d of the %d validation images have a label that no training image has", unlearned, n))
	}
	return list
}

// Identity returns a hash, in hexadecimal, that differs between sources whose
// images or labels differ.
//
// It covers everything the source holds, not the part that Train and
// Validation cut from it: those are settings of their own. For files it is a
// SHA-256 over the SHA-256 of each, whatever their names, so Fashion-MNIST
// (whose published sums are known) has the same identity as an IDX source of
// the same two files. For synthetic images it is derived from the SHA-256 of
// the first thousand. Only an IDX source has to be read for it.
func Identity(source Source) (string, error) {
	switch source.Kind {
	case FashionMNIST:
		var pair []study.File
		for _, p := range fashionMNIST.files[:filesOfPair] {
			pair = append(pair, p.file())
		}
		return identityOf(pair), nil
	case Synthetic:
		return syntheticIdentity(), nil
	case IDX:
		return idxIdentity(source)
	}
	return "", unknownKind(source.Kind)
}

// identityOf hashes the sums of files in the order of Set.Files.
func identityOf(files []study.File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintln(h, f.SHA256)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func unknownKind(kind string) error {
	return fmt.Errorf("dataset: source %q is not known; use %q, %q or %q", kind, FashionMNIST, Synthetic, IDX)
}
