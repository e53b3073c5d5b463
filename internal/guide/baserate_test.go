package guide

import (
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBaseRates(t *testing.T) {
	seen, used := map[string]bool{}, map[string]bool{}
	for _, b := range BaseRates() {
		f := faults{t, "library/base-rates.yaml: " + b.ID}
		f.when(!strings.HasPrefix(b.ID, "baserate."), "ids begin with baserate.")
		f.when(seen[b.ID] || seen[b.Title+b.Publication], "its id, or its title from that publication, is there twice")
		seen[b.ID], seen[b.Title+b.Publication] = true, true
		f.when(b.Title == "" || b.Publisher == "" || b.Publication == "" || b.Region == "" || b.Counted == "" || b.Differs == "", "a text is missing")
		address, err := url.Parse(b.URL)
		f.when(err != nil || address.Scheme != "https" || address.Host == "", "url %q is no https address", b.URL)
		f.dates(&b)
		f.measure(&b)
		f.when(len(b.Uses) == 0, "no scenario uses it")
		for _, u := range b.Uses {
			_, ok := FindScenario(u.Scenario)
			f.when(!ok, "%q is no scenario", u.Scenario)
			f.when(used[b.ID+u.Scenario], "%s is named twice", u.Scenario)
			used[b.ID+u.Scenario] = true
			f.when(u.Units < 0 || (u.Units != 0 && b.Unit == ""), "units of %s must be above 0 and of something", u.Scenario)
		}
	}
}

// dates checks that each is a day, a month or a year, that the period precedes the publication, and that none is to come.
func (f faults) dates(b *BaseRate) {
	for _, d := range []string{b.Published, b.From, b.To} {
		layout := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}[len(d)]
		at, err := time.Parse(layout, d)
		f.when(layout == "" || err != nil, "%q is no day, month or year", d)
		f.when(at.After(time.Now()), "%s is in the future", d)
	}
	f.when(after(b.From, b.To), "the period from %s to %s has no length", b.From, b.To)
	f.when(after(b.To, b.Published), "published %s, before the end of its period %s", b.Published, b.To)
}

// after compares as exactly as the less exact of two dates allows.
func after(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] > b[:n]
}

func (f faults) measure(b *BaseRate) {
	f.when(!slices.Contains([]string{"share", "rate", "part", "loss"}, b.Kind), "kind is %q", b.Kind)
	f.when((b.Unit != "") != (b.Kind == "share" || b.Kind == "rate"), "a unit belongs to shares and rates")
	f.when((b.Years != 0) != (b.Kind == "share") || b.Years < 0, "years belong to shares")
	f.when((b.Of != "") != (b.Kind == "part"), "of belongs to parts")
	f.when((b.Currency != "") != (b.Kind == "loss") || (b.Average != "") != (b.Kind == "loss"), "currency and average belong to losses")
	f.when(b.Kind == "loss" && b.Average != "mean" && b.Average != "median", "average is %q", b.Average)
	f.when(len(b.Values) == 0, "it has no value")
	for _, v := range b.Values {
		f.when(v.For == "" || v.Value <= 0, "a value must be above 0 and say for whom")
		f.when((b.Kind == "share" || b.Kind == "part") && v.Value >= 1, "%g is no share between 0 and 1", v.Value)
	}
}

// A year of a Poisson process with the rate given has an event with the probability the share says.
func TestYearlyOfAShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(1e-9, 0.999).Draw(t, "share")
		years := rapid.Float64Range(0.1, 10).Draw(t, "years")
		b := BaseRate{Kind: "share", Years: years}
		rate, ok := b.Yearly(p)
		if back := -math.Expm1(-rate * years); !ok || math.Abs(back-p) > 1e-12 {
			t.Fatalf("share %g within %g years gives rate %g, which gives %g back", p, years, rate, back)
		}
		if rate*years < p {
			t.Fatalf("rate %g in %g years is below the share %g, yet one unit may have several events", rate, years, p)
		}
	})
}

func TestOnlySharesAndRatesHaveAYearlyRate(t *testing.T) {
	for _, kind := range []string{"part", "loss"} {
		b := BaseRate{Kind: kind}
		if rate, ok := b.Yearly(0.5); ok {
			t.Errorf("a %s has the rate %g", kind, rate)
		}
	}
}

func TestWhereTheJudgementLies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(0.001, 10).Draw(t, "low")
		r := Rate{Low: low, High: low + rapid.Float64Range(0, 10).Draw(t, "width")}
		rate := rapid.Float64Range(0, 25).Draw(t, "rate")
		inside := r.Low <= rate && rate <= r.High
		if got := r.beside(rate); (got == "contains") != inside || (got == "below" && r.High >= rate) || (got == "above" && r.Low <= rate) {
			t.Fatalf("%g to %g seen from %g: %s", r.Low, r.High, rate, got)
		}
	})
}

func TestSayingAValue(t *testing.T) {
	for want, b := range map[string]BaseRate{
		"18.7 % within a year":     {Kind: "share", Years: 1, Values: []BaseValue{{Value: 0.187}}},
		"0.524 % within 2 years":   {Kind: "share", Years: 2, Values: []BaseValue{{Value: 0.00524}}},
		"0.0032 a year per policy": {Kind: "rate", Unit: "policy", Values: []BaseValue{{Value: 0.0032}}},
		"42 % of outages":          {Kind: "part", Of: "outages", Values: []BaseValue{{Value: 0.42}}},
		"median 1,002,034 EUR":     {Kind: "loss", Average: "median", Currency: "EUR", Values: []BaseValue{{Value: 1002034}}},
	} {
		if got := b.Say(b.Values[0]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestEveryUseIsBesideItsScenario follows each use from the file to the scenario and back.
func TestEveryUseIsBesideItsScenario(t *testing.T) {
	uses, beside := 0, 0
	for _, b := range BaseRates() {
		uses += len(b.Uses)
	}
	for _, s := range Scenarios() {
		for _, x := range s.BaseRates {
			beside++
			if len(x.Uses) != 1 || x.Uses[0].Scenario != s.ID {
				t.Errorf("%s has the uses %v of %s", s.ID, x.Uses, x.ID)
			}
			if rated := x.Kind == "share" || x.Kind == "rate"; (len(x.Yearly) > 0) != rated {
				t.Errorf("%s beside %s has %d yearly rates", x.ID, s.ID, len(x.Yearly))
			}
		}
		if (s.Sources() == "") != (len(s.BaseRates) == 0) {
			t.Errorf("%s has %d figures and the sources %q", s.ID, len(s.BaseRates), s.Sources())
		}
	}
	if uses == 0 || uses != beside {
		t.Errorf("the file has %d uses, the scenarios %d", uses, beside)
	}
}
