package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"pgregory.net/rapid"
)

// failsWith checks that err is for people and says each of the words.
func failsWith(t *testing.T, err error, words ...string) {
	t.Helper()
	if !errs.Is(err, errs.Invalid) {
		t.Fatalf("error is %v, want one for people", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestDate(t *testing.T) {
	day := func(d string) Dated { return Dated{d, d, ByDay, ""} }
	q3 := Dated{"2026-07-01", "2026-09-30", ByQuarter, ""}
	march := Dated{"2026-03-01", "2026-03-31", ByMonth, ""}
	for text, want := range map[string]Dated{
		"":                            {},
		" - ":                         {},
		"tbd":                         {},
		"2026-03-14":                  day("2026-03-14"),
		"2026-03-14 10:30:00":         day("2026-03-14"),
		"2026-03-14T10:30:00Z":        day("2026-03-14"),
		"2026-03-14T10:30:00.5+01:00": day("2026-03-14"),
		"2026/3/4":                    day("2026-03-04"),
		"20260314":                    day("2026-03-14"),
		"14.03.2026":                  day("2026-03-14"),
		"14. 3. 2026":                 day("2026-03-14"),
		"14.03.2026, 10:30 Uhr":       day("2026-03-14"),
		"Sa, 14.03.2026":              day("2026-03-14"),
		"bis 31.12.2026":              day("2026-12-31"),
		"30/06/2026":                  day("2026-06-30"),
		"01.07.26":                    day("2026-07-01"),
		"31-12-85":                    day("1985-12-31"),
		"29.02.2028":                  day("2028-02-29"),
		"5/5/26":                      day("2026-05-05"),
		"14 March 2026":               day("2026-03-14"),
		"March 14th, 2026":            day("2026-03-14"),
		"14. März 2026":               day("2026-03-14"),
		"14-Mar-26":                   day("2026-03-14"),
		"le 1er mai 2026":             day("2026-05-01"),
		"3 de agosto de 2026":         day("2026-08-03"),
		"Samstag, 14. Maerz 2026":     day("2026-03-14"),
		"2026 March 14":               day("2026-03-14"),
		"03.2026":                     march,
		"3/2026":                      march,
		"2026-03":                     march,
		"March 2026":                  march,
		"März 2026":                   march,
		"mars 2026":                   march,
		"Mar-26":                      march,
		"2026":                        {"2026-01-01", "2026-12-31", ByYear, ""},
		"Q3 2026":                     q3,
		"Q3/26":                       q3,
		"2026-Q3":                     q3,
		"3. Quartal 2026":             q3,
		"T3 2026":                     q3,
		"3e trimestre 2026":           q3,
	} {
		if got, err := Date(text, GuessOrder); err != nil || got != want {
			t.Errorf("Date(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestDateThatIsNone(t *testing.T) {
	for text, words := range map[string][]string{
		"31.02.2026":    {"February 2026 has 28 days"},
		"2026-02-30":    {"February 2026 has 28 days"},
		"0.3.2026":      {"March 2026 has 31 days"},
		"13.2026":       {"no month 13"},
		"31.31.2026":    {"no month 31"},
		"14.03.1026":    {"year is 1026"},
		"Q3":            {"no year", "Q3 2026"},
		"12.5.":         {"no clear year", "2026-03-14"},
		"12/26":         {"no clear year"},
		"March":         {"no year"},
		"March 26":      {"no clear year"},
		"soon":          {"not a date", "2026-03-14"},
		"Q5 2026":       {"not a date"},
		"May we 2026":   {"not a date"},
		"=TODAY()":      {"formula"},
		"#REF!":         {"error #REF!"},
		"1 2 3 4 March": {"not a date"},
	} {
		_, err := Date(text, GuessOrder)
		failsWith(t, err, words...)
	}
}

func TestDateOrder(t *testing.T) {
	for _, c := range []struct {
		text  string
		order Order
		want  string
		note  string
	}{
		{"1/2/26", GuessOrder, "2026-02-01", "could be 2026-01-02"},
		{"1/2/26", DayFirst, "2026-02-01", ""},
		{"1/2/26", MonthFirst, "2026-01-02", ""},
		{"1.2.26", MonthFirst, "2026-02-01", ""},
		{"3/14/26", DayFirst, "2026-03-14", "no month 14"},
		{"14/3/26", MonthFirst, "2026-03-14", "no month 14"},
		{"46095", GuessOrder, "2026-03-14", "day number"},
	} {
		got, err := Date(c.text, c.order)
		if err != nil || got.To != c.want || !strings.Contains(got.Note, c.note) || (c.note == "") != (got.Note == "") {
			t.Errorf("Date(%q, %v) = %+v, %v; want %s, note %q", c.text, c.order, got, err, c.want, c.note)
		}
	}
	for _, c := range []struct {
		column string
		want   Order
		note   string
	}{
		{"14.03.2026 2026-02-01 1/2/26 31.02.2026", DayFirst, ""},
		{"1/2/26 3/14/26", MonthFirst, ""},
		{"13/2/26 3/14/26", GuessOrder, "1 dates with the day first and 1"},
		{"1/2/26 5/5/26", GuessOrder, "No date in the column tells"},
		{"2026-01-02 Q3", GuessOrder, ""},
	} {
		got, note := OrderOf(strings.Fields(c.column))
		if got != c.want || !strings.Contains(note, c.note) || (c.note == "") != (note == "") {
			t.Errorf("OrderOf(%s) = %v, %q", c.column, got, note)
		}
	}
}

func TestDateWrittenAndReadAgain(t *testing.T) {
	layouts := []string{"2006-01-02", "2006/1/2", "20060102", "02.01.2006", "2.1.2006", "2. 1. 06", "02/01/2006", "2-1-2006",
		"2 January 2006", "January 2, 2006", "Jan 2 2006", "02-Jan-06", "Monday, 2 January 2006", "2006-01-02 15:04:05", "02.01.06 15:04"}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36_000).Draw(t, "day"))
		text := d.Format(rapid.SampledFrom(layouts).Draw(t, "layout"))
		want := d.Format(time.DateOnly)
		if strings.Contains(text, want[:4]) || d.Year() < 2080 {
			if got, err := Date(text, DayFirst); err != nil || got.From != want || got.To != want {
				t.Fatalf("%q reads as %+v, %v; want %s", text, got, err, want)
			}
		}
		american := d.Format("01/02/2006")
		if got, err := Date(american, MonthFirst); err != nil || got.To != want {
			t.Fatalf("%q reads as %+v, %v; want %s", american, got, err, want)
		}
	})
}

func TestYesNo(t *testing.T) {
	for _, text := range strings.Fields("yes Ja OUI sí s TRUE vrai x X ✓ ✔ ☑ 1 y") {
		if v, ok, err := YesNo(text); !v || !ok || err != nil {
			t.Errorf("YesNo(%q) = %v, %v, %v; want yes", text, v, ok, err)
		}
	}
	for _, text := range strings.Fields("no Nein non não FALSE falsch 0 n — -") {
		if v, ok, err := YesNo(text); v || !ok || err != nil {
			t.Errorf("YesNo(%q) = %v, %v, %v; want no", text, v, ok, err)
		}
	}
	for _, text := range []string{"", " ", "?", "n/a", "tbd"} {
		if _, ok, err := YesNo(text); ok || err != nil {
			t.Errorf("YesNo(%q) = %v, %v; want nothing", text, ok, err)
		}
	}
	_, _, err := YesNo("maybe")
	failsWith(t, err, "maybe", "yes or no")
}

var (
	five    = []Step{{1, "rare", nil}, {2, "unlikely", nil}, {3, "possible", nil}, {4, "likely", nil}, {5, "almost certain", []string{"daily"}}}
	bare    = []Step{{Value: 1}, {Value: 2}, {Value: 3}, {Value: 4}, {Value: 5}}
	impact4 = []Step{{1, "low", nil}, {2, "medium", nil}, {3, "high", nil}, {4, "critical", nil}}
	ebios   = []Step{{1, "G1", nil}, {2, "G2", nil}, {3, "G3", nil}, {4, "G4", nil}}
	three   = []Step{{0, "A", nil}, {1, "B", nil}, {2, "C", nil}}
	classes = []Step{{1, "Public", nil}, {2, "Internal", nil}, {3, "Confidential", nil}, {4, "Strictly confidential", nil}}
)

func TestLevel(t *testing.T) {
	for _, c := range []struct {
		scale []Step
		texts string
		want  int // index
	}{
		{five, "4|4.0|4,0|likely|Likely (4)|4 - likely|4: likely|(4) likely|4 likely|4 of 5|4 von 5|hoch|hoch / high|wahrscheinlich|vraisemblable|probable|major|élevé", 3},
		{five, "5|daily|5 (critical)|almost certain|ALMOST-CERTAIN|fast sicher|very likely|critique|sehr hoch|VH", 4},
		{five, "1|rare|very low|selten|négligeable", 0},
		{five, "2|minor|mineur|niedrig|unlikely", 1},
		{five, "3|mittel|medium|möglich|moeglich|moyen|moderate|serious", 2},
		{five, "|-|?|n/a|tbd|—", NoLevel},
		{bare, "major|4|hoch", 3},
		{bare, "existential|katastrophal", 4},
		{impact4, "mittel|medium|moyenne|2|medio", 1},
		{impact4, "very high|sehr hoch|critical", 3},
		{impact4, "very low|low", 0},
		{ebios, "high|élevé", 2},
		{ebios, "very high", 3},
		{three, "low|very low|niedrig|0|A", 0},
		{three, "medium", 1},
		{three, "high|very high", 2},
		{classes, "öffentlich|oeffentlich|public|PUBLIQUE", 0},
		{classes, "intern|interne|internal", 1},
		{classes, "vertraulich|confidentiel", 2},
		{classes, "streng vertraulich|secret|4", 3},
	} {
		for text := range strings.SplitSeq(c.texts, "|") {
			if got, _, err := Level(text, c.scale); got != c.want || err != nil {
				t.Errorf("Level(%q) on %s = %d, %v; want %d", text, scaleText(c.scale), got, err, c.want)
			}
		}
	}
}

func TestLevelThatIsNone(t *testing.T) {
	for _, c := range []struct {
		scale []Step
		text  string
		words []string
	}{
		{five, "6", []string{"6 is off the scale", "1 (rare) to 5 (almost certain)"}},
		{five, "0", []string{"off the scale"}},
		{five, "-4", []string{"-4 is off the scale"}},
		{five, "99999999999999999999", []string{"off the scale"}},
		{five, "3.5", []string{"between two levels"}},
		{five, "1-2", []string{"more than one level", "1 (rare), 2 (unlikely)"}},
		{five, "5-10", []string{"more than one level"}},
		{five, "4/5", []string{"more than one level"}},
		{five, "2 bis 3", []string{"more than one level"}},
		{five, "low to medium", []string{"more than one level"}},
		{five, "mittel-hoch", []string{"more than one level"}},
		{five, "3 - high", []string{"more than one level"}},
		{five, "green", []string{`"green" is not a level`, "4 (likely)"}},
		{five, "vertraulich", []string{"not a level"}},
		{classes, "hoch", []string{"not a level"}},
		{ebios, "medium", []string{"falls between 2 (G2) and 3 (G3)"}},
		{five, "=D5*E5", []string{"formula"}},
	} {
		i, _, err := Level(c.text, c.scale)
		if err == nil {
			t.Errorf("Level(%q) = %d, want an error", c.text, i)
			continue
		}
		failsWith(t, err, c.words...)
	}
}

func TestLevelSaysWhenItGuesses(t *testing.T) {
	for text, word := range map[string]string{"likely": "", "4": "", "hoch": "read as 4 (likely)", "4 weeks": "weeks"} {
		if _, note, err := Level(text, five); err != nil || (word == "") != (note == "") || !strings.Contains(note, word) {
			t.Errorf("Level(%q) notes %q, %v; want %q", text, note, err, word)
		}
	}
}

func TestLevelReadsItsOwnNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([][]Step{five, bare, impact4, ebios, three, classes}).Draw(t, "scale")
		i := rapid.IntRange(0, len(scale)-1).Draw(t, "step")
		layout := rapid.SampledFrom([]string{"%[1]d", "%[1]d - %[2]s", "%[2]s (%[1]d)", " %[1]d: %[2]s "}).Draw(t, "layout")
		text := fmt.Sprintf(layout+"%.0[2]s", scale[i].Value, scale[i].Name)
		if got, _, err := Level(text, scale); got != i || err != nil {
			t.Fatalf("Level(%q) = %d, %v; want %d", text, got, err, i)
		}
	})
}

var treatment = []Option{
	{"modify", "Modify", []string{"reduce", "mitigate", "treat", "vermindern", "réduire"}},
	{"retain", "Retain", []string{"accept", "akzeptieren"}},
	{"share", "Share", []string{"transfer", "übertragen"}},
	{"avoid", "Avoid", []string{"eliminate", "vermeiden"}},
}

func TestPick(t *testing.T) {
	for text, want := range map[string]string{
		"reduce": "modify", "Reduce": "modify", " mitigate ": "modify", "mitig": "modify", "accept": "retain", "TRANSFER": "share",
		"uebertragen": "share", "Avoid": "avoid", "modify (reduce)": "modify", "vermindern / reduce": "modify", "": "", "-": "", "tbd": "",
		"the usual (transfer)": "share",
	} {
		if got, err := Pick(text, treatment); got != want || err != nil {
			t.Errorf("Pick(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for text, words := range map[string][]string{
		"ignore":                    {"none of the choices", "Modify, Retain, Share, Avoid"},
		"acept":                     {`Did you mean "accept"`},
		"verm":                      {"none of the choices"}, // vermindern, vermeiden
		"accept / transfer":         {"none of the choices"},
		"accepted by Duval 12.5.":   {"none of the choices"},
		"=IF(A1,\"accept\",\"no\")": {"formula"},
	} {
		got, err := Pick(text, treatment)
		if got != "" {
			t.Errorf("Pick(%q) = %q, want none", text, got)
		}
		failsWith(t, err, words...)
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"S-01, S-02":                "S-01|S-02",
		"S-08/S-04":                 "S-08|S-04",
		"S-07,S-99":                 "S-07|S-99",
		"A.6.3 A.8.5":               "A.6.3|A.8.5",
		"A.8.7; A.8.13":             "A.8.7|A.8.13",
		"8.1, A.8.24":               "8.1|A.8.24",
		"erp\ndatabase server":      "erp|database server",
		"- alpha\n- beta\n\n":       "alpha|beta",
		"1. alpha\n2. beta":         "alpha|beta",
		"Okafor / Brandt":           "Okafor|Brandt",
		"training, MFA":             "training|MFA",
		"TCP/IP stack":              "TCP/IP stack",
		"laptops (old, new), PCs":   "laptops (old, new)|PCs",
		"a :) b, c":                 "a :) b|c",
		"S-01, S-01, -, ?":          "S-01",
		"n/a":                       "",
		"":                          "",
		"Dr. C. Duval":              "Dr. C. Duval",
		"assetClassA/assetClassB/C": "assetClassA/assetClassB/C",
	} {
		if got := strings.Join(Names(text), "|"); got != want {
			t.Errorf("Names(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	people := []Known{
		{"Miriam Okafor", "m.okafor@clinic.example"}, {"Lena Brandt", "lena@clinic.example"}, {"Dr. Claire Duval", ""},
		{"Hiro Sato", ""}, {"Ken Sato", ""}, {"Jürgen Müller", ""}, {"Anna van der Berg", ""},
	}
	for text, want := range map[string]int{
		"M. Okafor": 0, "Okafor": 0, "Okafor, Miriam": 0, "OKAFOR Miriam": 0, "Miriam": 0, "MO": 0, "M.OKAFOR@clinic.example": 0,
		"Miriam O. <m.okafor@clinic.example>": 0, "m.okafor": 0, "Okafor M": 0, "M. Okafor (IT)": 0,
		"Dr. C. Duval": 2, "Dr. Duval": 2, "Mme Duval": 2, "H. Sato": 3, "Sato, K.": 4, "Mueller": 5, "Muller": 5, "van der Berg": 6,
	} {
		if got := Person(text, people); got.Index != want || !got.Certain {
			t.Errorf("Person(%q) = %+v, want %d for certain", text, got, want)
		}
	}
	for text, want := range map[string][]int{
		"Sato": {3, 4}, "K. Okafor": {0}, "Okafor, Brandt": {0, 1}, "Okafer": {0}, "reception": nil, "external: TeleNord": nil, "M.": nil,
	} {
		if got := Person(text, people); got.Certain || got.Nobody || got.Index != -1 || !slices.Equal(got.Suggestions, want) {
			t.Errorf("Person(%q) = %+v, want suggestions %v", text, got, want)
		}
	}
	for _, text := range []string{"", "?", "-", "n/a", "tbd", "unknown", "unbekannt", "N.N. "} {
		if got := Person(text, people); got.Nobody != (text != "N.N. ") || got.Certain {
			t.Errorf("Person(%q) = %+v", text, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"12": 12, "12.5": 12.5, "12,5": 12.5, "1.234,56": 1234.56, "1,234.56": 1234.56, "1 234": 1234, "1\u202f234,5": 1234.5,
		"1'234.50": 1234.5, "1.234.567": 1234567, "12 %": 0.12, "€ 40": 40, "40 €": 40, "CHF 1'200.-": 1200, "1.200,00 EUR": 1200,
		"-3": -3, "−3": -3, "(12)": -12, "-€5": -5, "€ -5": -5, "0.125": 0.125, "0,125": 0.125, "1234567.891": 1234567.891, "$1,000,000": 1e6, ".5": 0.5,
	} {
		if got, ok, err := Number(text, GuessMark); !ok || err != nil || got != want {
			t.Errorf("Number(%q) = %v, %v, %v; want %v", text, got, ok, err, want)
		}
	}
	for text, words := range map[string][]string{
		"1.234": {"1234 or 1.234"}, "1,234": {"1234 or 1.234"}, "twelve": {"not a number"}, "1e5": {"not a number"}, "12 kg": {"not a number"},
		"1,23,456": {"not a number"}, "NaN": {"not a number"}, "0x10": {"not a number"}, "=A1": {"formula"}, "%": {"not a number"}, "1.2.3": {"not a number"},
	} {
		_, _, err := Number(text, GuessMark)
		failsWith(t, err, words...)
	}
	for column, want := range map[string]Mark{"1.234,5 7": CommaMark, "1,234.5": PointMark, "12,5 1.234": CommaMark, "1.234.567": CommaMark, "1.234": GuessMark, "1,5 1.5": GuessMark} {
		if got := MarkOf(strings.Fields(column)); got != want {
			t.Errorf("MarkOf(%s) = %v, want %v", column, got, want)
		}
	}
	if v, _, err := Number("1.234", CommaMark); v != 1234 || err != nil {
		t.Errorf("1.234 in a column with decimal commas reads %v, %v", v, err)
	}
	if v, _, err := Number("1.234", PointMark); v != 1.234 || err != nil {
		t.Errorf("1.234 in a column with decimal points reads %v, %v", v, err)
	}
	if _, ok, err := Number("n/a", GuessMark); ok || err != nil {
		t.Errorf("n/a reads %v, %v", ok, err)
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"ï»¿No": "No", "\ufeffNo": "No", "\u00a0a\u00a0b ": "a b", "a\u200bb": "ab", "a\r\nb": "a\nb", "\xff": "\ufffd",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCommonWordsHaveOnePlace(t *testing.T) {
	for text, want := range map[string]word{"probable": {amount, 3}, "raro": {amount, 0}, "geheim": {class, 3}, "laag": {amount, 1}} {
		if got := common[key(text)]; got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}
