package dataset

import (
	"fmt"

	"firststep/study/internal/numeric"
)

// Order returns the order in which epoch (counted from 1) visits n training
// images: a streaming shuffle. A buffer is filled with the first images; then
// a random one of the buffer is emitted and the next image takes its place,
// and once there is none left the buffer is emptied in random order. Image i
// therefore comes at position i−buffer+1 or later.
//
// A buffer of 0, or of n and more, holds all images: the order is then a
// uniform permutation (Durstenfeld's form of the Fisher–Yates shuffle).
func Order(seed int64, epoch, n, buffer int) []int32 { return First(n, seed, epoch, n, buffer) }

// First returns the first of an [Order], as many as count or all.
func First(count int, seed int64, epoch, n, buffer int) []int32 {
	if buffer <= 0 || buffer > n {
		buffer = n
	}
	random := numeric.NewStream(seed, fmt.Sprintf("order of epoch %d", epoch))
	held := make([]int32, buffer)
	for i := range held {
		held[i] = int32(i)
	}
	count = min(count, n)
	order := make([]int32, 0, count)
	for next := buffer; len(order) < count; next++ {
		pick := random.IntN(len(held))
		order = append(order, held[pick])
		if next < n {
			held[pick] = int32(next)
			continue
		}
		last := len(held) - 1
		held[pick] = held[last]
		held = held[:last]
	}
	return order
}
