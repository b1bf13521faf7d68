package math

// class is an atom's class, by which TeX spaces formulas (The TeXbook, p. 170).
type class int

const (
	ord class = iota
	op
	bin
	rel
	opening
	closing
	punct
	inner
)

// symbol is a character with its class.
type symbol struct {
	r     rune
	class class
}

// commands are the symbols that have a name.
var commands = map[string]symbol{
	"alpha": {'𝛼', ord}, "beta": {'𝛽', ord}, "gamma": {'𝛾', ord}, "delta": {'𝛿', ord},
	"epsilon": {'𝜖', ord}, "varepsilon": {'𝜀', ord}, "zeta": {'𝜁', ord}, "eta": {'𝜂', ord},
	"theta": {'𝜃', ord}, "vartheta": {'𝜗', ord}, "iota": {'𝜄', ord}, "kappa": {'𝜅', ord},
	"lambda": {'𝜆', ord}, "mu": {'𝜇', ord}, "nu": {'𝜈', ord}, "xi": {'𝜉', ord},
	"pi": {'𝜋', ord}, "rho": {'𝜌', ord}, "sigma": {'𝜎', ord}, "tau": {'𝜏', ord},
	"upsilon": {'𝜐', ord}, "phi": {'𝜙', ord}, "varphi": {'𝜑', ord}, "chi": {'𝜒', ord},
	"psi": {'𝜓', ord}, "omega": {'𝜔', ord},
	"Gamma": {'Γ', ord}, "Delta": {'Δ', ord}, "Theta": {'Θ', ord}, "Lambda": {'Λ', ord},
	"Xi": {'Ξ', ord}, "Pi": {'Π', ord}, "Sigma": {'Σ', ord}, "Upsilon": {'Υ', ord},
	"Phi": {'Φ', ord}, "Psi": {'Ψ', ord}, "Omega": {'Ω', ord},

	"partial": {'𝜕', ord}, "nabla": {'∇', ord}, "infty": {'∞', ord}, "ell": {'ℓ', ord},
	"top": {'⊤', ord}, "bot": {'⊥', ord}, "emptyset": {'∅', ord}, "forall": {'∀', ord},
	"exists": {'∃', ord}, "neg": {'¬', ord}, "prime": {'′', ord}, "degree": {'°', ord},
	"ldots": {'…', inner}, "dots": {'…', inner}, "cdots": {'⋯', inner}, "vdots": {'⋮', ord},

	"times": {'×', bin}, "cdot": {'⋅', bin}, "pm": {'±', bin}, "mp": {'∓', bin},
	"div": {'÷', bin}, "ast": {'∗', bin}, "star": {'⋆', bin}, "circ": {'∘', bin},
	"bullet": {'∙', bin}, "cup": {'∪', bin}, "cap": {'∩', bin}, "setminus": {'⧵', bin},
	"odot": {'⊙', bin}, "oplus": {'⊕', bin}, "otimes": {'⊗', bin}, "wedge": {'∧', bin}, "vee": {'∨', bin},

	"le": {'≤', rel}, "leq": {'≤', rel}, "ge": {'≥', rel}, "geq": {'≥', rel},
	"ne": {'≠', rel}, "neq": {'≠', rel}, "ll": {'≪', rel}, "gg": {'≫', rel},
	"approx": {'≈', rel}, "equiv": {'≡', rel}, "sim": {'∼', rel}, "simeq": {'≃', rel},
	"propto": {'∝', rel}, "in": {'∈', rel}, "notin": {'∉', rel}, "subset": {'⊂', rel},
	"subseteq": {'⊆', rel}, "to": {'→', rel}, "rightarrow": {'→', rel}, "leftarrow": {'←', rel},
	"gets": {'←', rel}, "leftrightarrow": {'↔', rel}, "mapsto": {'↦', rel}, "Rightarrow": {'⇒', rel},
	"iff": {'⟺', rel}, "mid": {'∣', rel}, "parallel": {'∥', rel}, "perp": {'⟂', rel},

	"langle": {'⟨', opening}, "rangle": {'⟩', closing},
	"lvert": {'|', opening}, "rvert": {'|', closing}, "lVert": {'‖', opening}, "rVert": {'‖', closing},
	"lfloor": {'⌊', opening}, "rfloor": {'⌋', closing}, "lceil": {'⌈', opening}, "rceil": {'⌉', closing},
	"lbrace": {'{', opening}, "rbrace": {'}', closing}, "{": {'{', opening}, "}": {'}', closing},
	"vert": {'|', ord}, "Vert": {'‖', ord}, "|": {'‖', ord},
	"%": {'%', ord}, "$": {'$', ord}, "&": {'&', ord}, "#": {'#', ord}, "_": {'_', ord},
	"colon": {':', punct},

	"sum": {'∑', op}, "prod": {'∏', op}, "int": {'∫', op}, "oint": {'∮', op},
	"bigcup": {'⋃', op}, "bigcap": {'⋂', op},
}

// plain are the classes of characters that stand for themselves and are not
// ordinary, beside those that commands name.
var plain = map[rune]symbol{
	'+': {'+', bin}, '-': {'−', bin}, '*': {'∗', bin}, '·': {'⋅', bin},
	'=': {'=', rel}, '<': {'<', rel}, '>': {'>', rel}, ':': {':', rel},
	'(': {'(', opening}, '[': {'[', opening}, ')': {')', closing}, ']': {']', closing},
	'!': {'!', closing}, '?': {'?', closing}, ',': {',', punct}, ';': {';', punct},
}

// functions are the names that are set upright as operators; true where
// subscripts stand below in a display.
var functions = map[string]bool{
	"log": false, "ln": false, "exp": false, "sin": false, "cos": false, "tan": false, "tanh": false,
	"dim": false, "deg": false, "ker": false, "arg": false,
	"max": true, "min": true, "sup": true, "inf": true, "lim": true, "det": true, "Pr": true,
}

// accents are the combining characters of accent commands.
var accents = map[string]rune{
	"hat": '\u0302', "tilde": '\u0303', "bar": '\u0304', "vec": '\u20D7',
	"dot": '\u0307', "ddot": '\u0308', "check": '\u030C', "breve": '\u0306', "acute": '\u0301', "grave": '\u0300',
}

// spaces are the commands for space, in mu: eighteenths of an em.
var spaces = map[string]int{
	"!": -3, ",": 3, ":": 4, ">": 4, ";": 5, " ": 6, "quad": 18, "qquad": 36,
}

// byRune finds the class of a character that commands know.
var byRune = func() map[rune]class {
	m := map[rune]class{}
	for _, s := range commands {
		m[s.r] = s.class
	}
	m['|'], m['‖'] = ord, ord // which side they are on only commands say
	return m
}()

// lookup is the symbol that a character stands for.
func lookup(r rune) symbol {
	if s, ok := plain[r]; ok {
		return s
	}
	if c, ok := byRune[r]; ok {
		return symbol{r, c}
	}
	return symbol{r, ord}
}

// alphabet is a style of letters.
type alphabet int

const (
	automatic alphabet = iota // Latin and small Greek italic, the rest upright
	upright
	bold
	italic
	boldItalic
	blackboard
	calligraphic
)

// alphabets are the commands that choose one.
var alphabets = map[string]alphabet{
	"mathrm": upright, "mathbf": bold, "mathit": italic, "boldsymbol": boldItalic, "bm": boldItalic,
	"mathbb": blackboard, "mathcal": calligraphic,
}

// letters in mathematical alphabets (Unicode, "Mathematical Alphanumeric
// Symbols"): the code points of A, a, capital alpha, small alpha and 0; zero
// where an alphabet lacks them.
var letters = map[alphabet]struct{ capital, small, capitalGreek, smallGreek, digit rune }{
	bold:         {0x1D400, 0x1D41A, 0x1D6A8, 0x1D6C2, 0x1D7CE},
	italic:       {0x1D434, 0x1D44E, 0x1D6E2, 0x1D6FC, 0},
	boldItalic:   {0x1D468, 0x1D482, 0x1D71C, 0x1D736, 0},
	blackboard:   {0x1D538, 0x1D552, 0, 0, 0x1D7D8},
	calligraphic: {0x1D49C, 0x1D4B6, 0, 0, 0},
}

// exceptions are letters that Unicode had before the alphabets, in whose
// places it left holes.
var exceptions = map[rune]rune{
	0x1D455: 'ℎ',
	0x1D53A: 'ℂ', 0x1D53F: 'ℍ', 0x1D545: 'ℕ', 0x1D547: 'ℙ', 0x1D548: 'ℚ', 0x1D549: 'ℝ', 0x1D551: 'ℤ',
	0x1D49D: 'ℬ', 0x1D4A0: 'ℰ', 0x1D4A1: 'ℱ', 0x1D4A3: 'ℋ', 0x1D4A4: 'ℐ', 0x1D4A7: 'ℒ', 0x1D4A8: 'ℳ', 0x1D4AD: 'ℛ',
	0x1D4BA: 'ℯ', 0x1D4BC: 'ℊ', 0x1D4C4: 'ℴ',
}

// in is the character r in an alphabet.
func (a alphabet) in(r rune) rune {
	switch {
	case a == upright:
		return r
	case a == automatic && (isLatin(r) || r >= 'α' && r <= 'ω'):
		a = italic
	case a == automatic:
		return r
	}
	l := letters[a]
	place := func(base, offset rune) rune {
		if base == 0 {
			return r
		}
		if e, ok := exceptions[base+offset]; ok {
			return e
		}
		return base + offset
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return place(l.capital, r-'A')
	case r >= 'a' && r <= 'z':
		return place(l.small, r-'a')
	case r >= 'Α' && r <= 'Ω':
		return place(l.capitalGreek, r-'Α')
	case r >= 'α' && r <= 'ω':
		return place(l.smallGreek, r-'α')
	case r >= '𝛼' && r <= '𝜔': // a command's small Greek letter, italic by nature
		return place(l.smallGreek, r-'𝛼')
	case r >= '0' && r <= '9':
		return place(l.digit, r-'0')
	}
	return r
}

func isLatin(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
