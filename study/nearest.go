package study

import "strings"

// Nearest returns the known word that was most likely meant by another, or ""
// where none is near: at most a third of the letters may differ, upper and lower
// case counting as one letter.
func Nearest(word string, known []string) string {
	const longest = 64 // no known word is longer, and the distance costs the product of the lengths
	if len(word) > longest {
		return ""
	}
	best, least := "", len(word)/3+1
	for _, k := range known {
		if d := editDistance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b, no letter edited twice (the optimal string
// alignment distance).
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var beforeLast []int
	last := make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row := make([]int, len(t)+1)
		row[0] = i + 1
		for j := range t {
			substitution := last[j]
			if s[i] != t[j] {
				substitution++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, substitution)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], beforeLast[j-1]+1)
			}
		}
		beforeLast, last = last, row
	}
	return last[len(t)]
}
