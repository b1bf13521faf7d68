package dataset

import (
	"crypto/sha256"
	"fmt"

	"firststep/study/internal/numeric"
	"firststep/study/parallel"
)

// syntheticSample is the SHA-256 of the first thousand synthetic images and
// then their labels. A test holds it to what is drawn, and the identity is
// derived from it: whoever changes the drawing changes the identity.
const syntheticSample = "909dd353fb14da8b76e545b6342c35c7f6e58fa71271895981ee273e43c41e23"

// openSynthetic draws the images of a source, the validation images after
// the training images. Image i is the same in every set.
func openSynthetic(source Source) (*Set, error) {
	all := synthesize(source.Train + source.Validation)
	at := source.Train * side * side
	return &Set{
		Name:       "Synthetic garments",
		Source:     source.Kind,
		Rows:       side,
		Columns:    side,
		Classes:    append([]string(nil), fashionClasses...),
		Train:      Split{Images: all.Images[:at:at], Labels: all.Labels[:source.Train:source.Train]},
		Validation: Split{Images: all.Images[at:], Labels: all.Labels[source.Train:]},
		SHA256:     syntheticIdentity(),
	}, nil
}

func syntheticIdentity() string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte("synthetic "+syntheticSample)))
}

// synthesize draws the first n images. Each has a random stream of its own
// and one of the ten classes at random.
func synthesize(n int) Split {
	const size = side * side
	s := Split{Images: make([]byte, n*size), Labels: make([]byte, n)}
	parallel.Do(n, func(i int) {
		h := hand{numeric.NewStream(1, fmt.Sprintf("synthetic image %d", i))}
		label := h.IntN(len(garments))
		var c canvas
		garments[label](&c, h)
		c.write(s.Images[i*size : (i+1)*size])
		s.Labels[i] = byte(label)
	})
	return s
}

// garments draws each class, in the order of fashionClasses.
var garments = [...]func(*canvas, hand){
	drawTShirt, drawTrouser, drawPullover, drawDress, drawCoat,
	drawSandal, drawShirt, drawSneaker, drawBag, drawBoot,
}
