package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-isms/assay/internal/errs"
	"golang.org/x/text/unicode/norm"
)

var cleaner = strings.NewReplacer(
	"ï»¿", "", "\ufeff", "", // byte order marks, read right and read wrong
	"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\u00ad", "", // zero width and soft hyphen
	"\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u2009", " ", // spaces that do not look different
	"\r\n", "\n", "\r", "\n", "\x00", "",
)

// Clean removes what cannot be seen: byte order marks, zero-width characters, unusual spaces and surrounding space.
func Clean(text string) string {
	return strings.TrimSpace(cleaner.Replace(strings.ToValidUTF8(text, "\ufffd")))
}

var (
	letters  = strings.NewReplacer("ß", "ss", "ø", "o", "œ", "oe", "æ", "ae", "ł", "l", "đ", "d", "ı", "i")
	digraphs = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")
)

// plain is text in lower case without accents, its words separated by single spaces and without punctuation.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(letters.Replace(strings.ToLower(Clean(text)))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// key makes two spellings of one word equal: "E-Mail" and "email", "öffentlich" and "oeffentlich", "ref_id" and
// "Ref. ID". Text without letters or digits is its own key.
func key(text string) string {
	if k := digraphs.Replace(strings.ReplaceAll(plain(text), " ", "")); k != "" {
		return k
	}
	return strings.ToLower(Clean(text))
}

var blanks = keySet("- -- --- – — ― _ . … ... ? ?? ??? / na tbd tba tbc todo unknown none null nil notapplicable nodata " +
	"unbekannt keine keiner entfällt nichtzutreffend ka offenzuklären inconnu aucun aucune néant sansobjet nonapplicable " +
	"desconocido ninguno ninguna noaplica sconosciuto nessuno nonapplicabile onbekend geen nvt desconhecido nenhum nãoaplicável " +
	"nobody niemand personne nadie")

func keySet(words string) map[string]bool {
	set := map[string]bool{"": true}
	for w := range strings.FieldsSeq(words) {
		set[key(w)] = true
	}
	return set
}

// Blank tells whether text stands for nothing: it is empty, or a placeholder such as "-", "?", "n/a", "tbd", "unknown".
func Blank(text string) bool { return blanks[key(text)] }

// IsFormula tells whether text is a formula that came without its result.
func IsFormula(text string) bool {
	t := Clean(text)
	return len(t) > 1 && t[0] == '=' && t[1] != ' ' && t[1] != '='
}

var sheetErrors = keySet("#N/A #NV #REF! #BEZUG! #VALUE! #WERT! #DIV/0! #NAME? #NULL! #NUM! #ZAHL! #SPILL! #CALC!")

// unreadable is the error of a cell whose content a spreadsheet program never worked out.
func unreadable(text string) error {
	t := Clean(text)
	if IsFormula(t) {
		return errs.Invalidf("The cell holds the formula %q without its result. Write the value instead.", shorten(t))
	}
	if strings.HasPrefix(t, "#") && sheetErrors[key(t)] && !strings.ContainsAny(t, " ") {
		return errs.Invalidf("The cell holds the spreadsheet's error %s. Write the value instead.", t)
	}
	return nil
}

func shorten(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

var (
	reference = regexp.MustCompile(`^\p{L}{0,12}[-._:#]?\d[\p{L}\d._:-]*$`)
	bullet    = regexp.MustCompile(`^(?:[•·▪●*–—-]|\d+[.)])\s+`)
)

// Names splits a cell that lists references or names: by comma, semicolon, bar and line, by a slash between spaces,
// and by slash or space between references ("S-08/S-04", "A.6.3 A.8.5"). Brackets hold together. Placeholders and
// repetitions are left out.
func Names(text string) []string {
	var names []string
	for _, part := range splitOutside(Clean(text)) {
		part = Clean(bullet.ReplaceAllString(Clean(part), ""))
		for _, name := range splitReferences(part) {
			if !Blank(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// splitOutside splits at separators that are not inside brackets.
func splitOutside(text string) []string {
	depth := 0
	balanced := strings.Count(text, "(") == strings.Count(text, ")")
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case '\n':
			return true
		case ',', ';', '|':
			return depth <= 0 || !balanced
		}
		return false
	})
}

func splitReferences(part string) []string {
	if Blank(part) {
		return nil
	}
	fields := strings.FieldsFunc(part, func(r rune) bool { return r == '/' || r == ' ' })
	if len(fields) > 1 && !slices.ContainsFunc(fields, func(f string) bool { return !reference.MatchString(f) }) {
		return fields
	}
	split := strings.Split(part, " / ")
	for i := range split {
		split[i] = Clean(split[i])
	}
	return split
}

// closest is the candidate most like text, or empty when none is near.
func closest(text string, candidates []string) string {
	best, bestDistance := "", 1000
	for _, c := range candidates {
		d := distance(key(text), key(c))
		if d < bestDistance && d <= max(1, len(key(c))/3) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is how many letters must be added, dropped or changed to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 100 || len(y) > 100 {
		return 1000
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// quoted lists words for a sentence.
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = `"` + shorten(w) + `"`
	}
	return strings.Join(out, ", ")
}
