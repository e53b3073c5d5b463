package agree

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got Measure, want, tolerance float64) {
	t.Helper()
	if got.Value == nil {
		t.Errorf("%s is undefined: %s", what, got.Undefined)
	} else if !(math.Abs(*got.Value-want) <= tolerance) {
		t.Errorf("%s = %.9g, want %.9g", what, *got.Value, want)
	}
}

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	near(t, what, defined(got), want, tolerance)
}

// rated makes ratings from rows of labels, one character each, "." for missing.
func rated(t testing.TB, level Level, labels string, rows ...string) *Ratings {
	t.Helper()
	scale, err := NewScale(level, strings.Split(labels, ","))
	if err != nil {
		t.Fatal(err)
	}
	var cells [][]string
	for _, row := range rows {
		var c []string
		for _, r := range row {
			c = append(c, strings.ReplaceAll(string(r), ".", ""))
		}
		cells = append(cells, c)
	}
	out, err := NewRatings(scale, cells)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), data C: four observers, twelve units, missing ratings.
func TestKrippendorffC(t *testing.T) {
	units := []string{"11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3.."}
	for level, want := range map[Level]float64{Nominal: 0.743, Ordinal: 0.815, Interval: 0.849, Ratio: 0.797} {
		near(t, string(level), rated(t, level, "1,2,3,4,5", units...).Alpha(), want, 0.0005)
	}
}

func table(rows [][]int) (units []string) {
	for i, row := range rows {
		for j, n := range row {
			for range n {
				units = append(units, fmt.Sprintf("%d%d", i+1, j+1))
			}
		}
	}
	return units
}

// [[20, 5], [10, 15]], the common textbook example, and the table with its simple and weighted κ from the SAS/STAT manual
// (PROC FREQ), .4842 and .4701.
func TestCohen(t *testing.T) {
	near(t, "κ", rated(t, Nominal, "1,2", table([][]int{{20, 5}, {10, 15}})...).Cohen(0, 1, Unweighted), 0.4, 1e-12)
	sas := rated(t, Ordinal, "1,2,3", table([][]int{{0, 4, 1}, {0, 8, 0}, {0, 1, 5}})...)
	near(t, "κ of SAS", sas.Cohen(0, 1, Unweighted), 0.4842, 0.00005)
	near(t, "weighted κ of SAS", sas.Cohen(0, 1, Linear), 0.4701, 0.00005)
}

// The anxiety ratings of R's package irr, raters 2 and 3, over the five levels that they use, as irr counts them.
func TestCohenAnxiety(t *testing.T) {
	second, third := "36462424332333221334", "21443216111233113322"
	var units []string
	for i := range second {
		units = append(units, second[i:i+1]+third[i:i+1])
	}
	r := rated(t, Ordinal, "1,2,3,4,6", units...)
	near(t, "κ", r.Cohen(0, 1, Unweighted), -0.006289308, 5e-10)
	near(t, "linear κ", r.Cohen(0, 1, Linear), 0.1459075, 5e-8)
	near(t, "quadratic κ", r.Cohen(0, 1, Quadratic), 0.2520325, 5e-8)
}

// Fleiss (1971), Table 1: 30 patients, six psychiatrists, five diagnoses; κ = .430, to more digits by R's package irr.
func TestFleiss(t *testing.T) {
	diagnoses := []string{
		"444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555",
		"144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555",
		"555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555",
	}
	near(t, "κ", rated(t, Nominal, "1,2,3,4,5", diagnoses...).Fleiss(), 0.4302445, 5e-8)
	wikipedia := [][]int{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1}, {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}}
	var units []string
	for _, row := range wikipedia {
		unit := ""
		for c, n := range row {
			unit += strings.Repeat(fmt.Sprint(c+1), n)
		}
		units = append(units, unit)
	}
	near(t, "κ of the article in Wikipedia", rated(t, Nominal, "1,2,3,4,5", units...).Fleiss(), 0.210, 0.0005)
}

// Shrout and Fleiss (1979), Tables 2 and 4: six targets, four judges.
func TestShroutFleiss(t *testing.T) {
	scale, err := NewScale(Interval, strings.Split("1,2,3,4,5,6,7,8,9,10", ","))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, r := range []string{"9 2 5 8", "6 1 3 2", "8 4 6 8", "7 1 2 6", "10 5 6 9", "6 2 4 7"} {
		rows = append(rows, strings.Fields(r))
	}
	r, err := NewRatings(scale, rows)
	if err != nil {
		t.Fatal(err)
	}
	icc := r.ICC()
	for i, m := range []Measure{icc.Single1, icc.Single2, icc.Single3, icc.Mean1, icc.Mean2, icc.Mean3} {
		near(t, "ICC", m, []float64{0.17, 0.29, 0.71, 0.44, 0.62, 0.91}[i], 0.005)
	}
}

func TestUndefined(t *testing.T) {
	for what, m := range map[string]Measure{
		"one rater":         rated(t, Ordinal, "1,2", "1", "2").Alpha(),
		"no pair":           rated(t, Ordinal, "1,2", "1.", ".2").Alpha(),
		"no variation":      rated(t, Ordinal, "1,2", "11", "11").Alpha(),
		"no common unit":    rated(t, Ordinal, "1,2", "1.", ".2").Cohen(0, 1, Unweighted),
		"weights, nominal":  rated(t, Nominal, "1,2", "12", "21").Cohen(0, 1, Linear),
		"unequal numbers":   rated(t, Nominal, "1,2", "12", "2.").Fleiss(),
		"ICC with a gap":    rated(t, Interval, "1,2", "12", "2.").ICC().Single1,
		"ICC of words":      rated(t, Ordinal, "a,b", "ab", "bb").ICC().Single1,
		"ICC, equal units":  rated(t, Interval, "1,2", "11", "11").ICC().Mean1,
		"raw, without pair": rated(t, Nominal, "1,2", "1.").Raw(),
	} {
		if m.Value != nil || m.Undefined == "" {
			t.Errorf("%s: %v", what, m)
		}
	}
}

// Weights count the declared levels, not the used ones: 1 and 3 of five are nearer to each other than 1 and 3 of three.
func TestScaleIsTheDeclaredOne(t *testing.T) {
	units := []string{"11", "33", "13", "12", "22", "31"}
	five, three := rated(t, Ordinal, "1,2,3,4,5", units...), rated(t, Ordinal, "1,2,3", units...)
	near(t, "linear κ keeps its value, as all weights shrink alike", five.Cohen(0, 1, Linear), *three.Cohen(0, 1, Linear).Value, 1e-12)
	gap := rated(t, Ordinal, "1,2,3", "11", "33", "13", "31", "11") // nobody says 2
	without := rated(t, Ordinal, "1,3", "11", "33", "13", "31", "11")
	near(t, "α with an unused level between", gap.Alpha(), *without.Alpha().Value, 1e-12)
	if got := gap.Report().Unused; !slices.Equal(got, []string{"2"}) {
		t.Errorf("unused levels %v", got)
	}
	interval := rated(t, Interval, "1,2,9", "12", "11", "99")
	if a, b := *interval.Alpha().Value, *rated(t, Ordinal, "1,2,9", "12", "11", "99").Alpha().Value; a == b {
		t.Errorf("interval and ordinal α are both %v", a)
	}
}

// α does not change with the order of raters or units, nor with units that one rater rated; interval α not with the origin
// and unit of the scale, nominal α not with names; equal ratings give 1.
func TestAlphaInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(2, 12).Draw(t, "units"), rapid.IntRange(2, 5).Draw(t, "raters")
		level := rapid.SampledFrom([]Level{Nominal, Ordinal, Interval, Ratio}).Draw(t, "level")
		scale, err := NewScale(level, []string{"1", "2", "3", "5"})
		if err != nil {
			t.Fatal(err)
		}
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "5", "5", ""}), m, m).Draw(t, "ratings")
		}
		alpha := func(scale *Scale, rows [][]string) Measure {
			r, err := NewRatings(scale, rows)
			if err != nil {
				t.Fatal(err)
			}
			return r.Alpha()
		}
		base := alpha(scale, rows)
		same := func(what string, got Measure) {
			if (got.Value == nil) != (base.Value == nil) || base.Value != nil && math.Abs(*got.Value-*base.Value) > 1e-12 {
				t.Fatalf("%s: α changes from %+v to %+v", what, base, got)
			}
		}
		order := rapid.Permutation(rows).Draw(t, "order")
		same("order of units", alpha(scale, order))
		same("order of raters", alpha(scale, mapped(rows, func(row []string) { slices.Reverse(row) })))
		lonely := make([]string, m)
		lonely[0] = "3"
		same("a unit rated once", alpha(scale, append(slices.Clone(rows), lonely)))
		if level == Interval {
			moved, err := NewScale(level, []string{"12", "14", "16", "20"})
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]string{"1": "12", "2": "14", "3": "16", "5": "20", "": ""}
			same("origin and unit", alpha(moved, mapped(rows, func(row []string) {
				for i := range row {
					row[i] = names[row[i]]
				}
			})))
		}
		if base.Value != nil && *base.Value > 1+1e-12 {
			t.Fatalf("α = %v", *base.Value)
		}
	})
	near(t, "equal ratings", rated(t, Ordinal, "1,2,3", "11", "22", "33").Alpha(), 1, 0)
}

func mapped(rows [][]string, change func([]string)) (out [][]string) {
	for _, r := range rows {
		c := slices.Clone(r)
		change(c)
		out = append(out, c)
	}
	return out
}

func TestReadRatings(t *testing.T) {
	scale, _ := NewScale(Ordinal, []string{"low", "high"})
	r, err := ReadRatings(strings.NewReader("unit,Ann,Bob\nR-1,low,high\nR-2,high,\n"), scale)
	if err != nil || !slices.Equal(r.Raters, []string{"Ann", "Bob"}) || !slices.Equal(r.Units, []string{"R-1", "R-2"}) || r.Given[1][1] != missing {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := ReadRatings(strings.NewReader("low,hihg\n"), scale); err == nil || !strings.Contains(err.Error(), "column 2") {
		t.Errorf("a misspelt rating: %v", err)
	}
}
