// Package typeset sets documents as a typographer would, and writes them as PDF.
//
// A [Document] is a list of blocks: headings, paragraphs, equations, figures,
// tables. Their text is inline markup, described at [Document]; formulas are in
// the language of package math. [Compose] takes it through five stages:
//
//  1. Numbers (labels.go). Sections, figures, tables and equations get their
//     numbers in order, so that references, which may point forward, know them.
//  2. Lines (markup.go, paragraph.go, line.go). Markup becomes spans of text and
//     formulas; spans become boxes, glue and penalties; package linebreak finds
//     the best breaks for the whole paragraph, between words or where package
//     hyphen divides them; each line is shaped anew, its glyphs are set a little
//     wider or narrower and its spaces give until it is justified, and it hangs
//     its punctuation into the margin. Captions and references are ragged right.
//  3. The vertical list (blocks.go, equation.go, table.go, groups.go, vlist.go).
//     Lines, displays and tables stand one below the other, with space that
//     gives a little and penalties where a page should not break. Figures and
//     tables that may move are in it as floats, where they belong.
//  4. Pages (pages.go, sheet.go). The list is broken into pages over the whole
//     document, floats at their heads and feet, so that pages fill, floats stay
//     near, and no heading or single line is left behind. Figures give a few
//     millimetres of their height for that, and space gives the rest.
//  5. The file. Contents are filled in with page numbers; package pdf turns the
//     boxes into a PDF file.
//
// Everything that is set is a box of package box: runs of glyphs, rules,
// drawings and links at fixed places. Lengths are integers, in 65,536ths of a
// point, so the same document gives the same bytes on every machine.
//
// The page is that of a paper: 10 pt on 12.6 pt, lines of about 82 characters,
// one left edge for title, text, figures and tables, section numbers in the
// margin. style.go has all sizes, distances and colours.
package typeset
