package report

import "strconv"

// authors of every report are those of the program that writes it.
const authors = "The firststep authors"

// versionYear is when [Version] was counted last: the year that a report is
// cited with, since it holds no time of its own making.
const versionYear = 2026

// byline says under the title whose the report is, and of which versions. A
// date is not among it, so that the same records always give the same report.
func (n *narrative) byline() string { return authors + ", " + n.edition() }

// edition says which version of the report, and of the arithmetic that the
// records were made with.
func (n *narrative) edition() string {
	said := "report version " + integer(Version)
	if v := n.numerics(); v != "" {
		said += ", numerics version " + v
	}
	return said
}

// numerics is the version of the training arithmetic; empty without records.
func (n *narrative) numerics() string {
	for _, r := range n.Results {
		if v, ok := r.Run.Definition.Value("numerics"); ok {
			return plain(v)
		}
	}
	return ""
}

// citation says how to cite the report.
func (n *narrative) citation() string {
	const shown = 16 // digits
	cited := say("%s. *%s.* %s, %s.", authors, titled(n.Definition.Title), sentence(n.edition()), strconv.Itoa(versionYear))
	if len(n.Results) == 0 {
		return cited + " @tab:hashes identifies what it was made from."
	}
	return say("%s Records with the SHA-256 `%s…` (in full in @tab:hashes). The checksum identifies the results, the versions the program and the text.",
		cited, n.Provenance().Records[:shown])
}
