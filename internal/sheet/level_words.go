package sheet

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// word is what a common word says, whatever the scale: its family and its place in it, counted from 0.
type word struct {
	family string
	place  int
}

const (
	amount = "amount" // magnitude, likelihood and consequence: places 0 to 4
	class  = "class"  // classification: places 0 to 3
)

// common holds the usual words of English, German, French, Spanish, Italian, Dutch and Portuguese scales, from the
// lowest place to the highest. Words whose place differs between methods ("restricted") are left out.
var common = commonWords(map[string][]string{
	amount: {
		"very low, vl, very unlikely, highly unlikely, rare, remote, negligible, insignificant, very small, " +
			"sehr niedrig, sehr gering, sehr tief, sehr unwahrscheinlich, selten, vernachlässigbar, unbedeutend, " +
			"très faible, très bas, très basse, très improbable, très peu probable, négligeable, insignifiant, insignifiante, " +
			"muy bajo, muy baja, muy improbable, raro, rara, remoto, insignificante, despreciable, " +
			"molto basso, molto bassa, molto improbabile, trascurabile, " +
			"zeer laag, zeer onwaarschijnlijk, zeldzaam, verwaarloosbaar, " +
			"muito baixo, muito baixa, muito improvável, desprezível",
		"low, l, unlikely, improbable, minor, small, limited, " +
			"niedrig, gering, tief, klein, unwahrscheinlich, geringfügig, begrenzt, " +
			"faible, bas, basse, peu probable, peu vraisemblable, mineur, mineure, limité, limitée, " +
			"bajo, baja, poco probable, menor, leve, limitado, limitada, " +
			"basso, bassa, improbabile, poco probabile, minore, limitato, limitata, lieve, " +
			"laag, onwaarschijnlijk, beperkt, " +
			"baixo, baixa, improvável, pouco provável",
		"medium, m, mid, middle, moderate, possible, serious, significant, normal, " +
			"mittel, mäßig, moderat, möglich, spürbar, " +
			"moyen, moyenne, modéré, modérée, significatif, significative, " +
			"medio, media, moderado, moderada, posible, significativo, significativa, " +
			"moderato, moderata, possibile, " +
			"gemiddeld, middel, matig, mogelijk, " +
			"médio, média, possível",
		"high, h, likely, probable, major, severe, large, " +
			"hoch, wahrscheinlich, erheblich, schwer, schwerwiegend, groß, " +
			"élevé, élevée, haut, haute, fort, forte, vraisemblable, majeur, majeure, grave, important, importante, " +
			"alto, alta, mayor, " +
			"probabile, maggiore, rilevante, " +
			"hoog, waarschijnlijk, groot, ernstig, " +
			"provável, maior",
		"very high, vh, almost certain, certain, very likely, highly likely, critical, catastrophic, existential, extreme, " +
			"sehr hoch, fast sicher, nahezu sicher, sehr wahrscheinlich, kritisch, katastrophal, existenzbedrohend, existenzgefährdend, extrem, " +
			"très élevé, très élevée, très haut, très haute, très fort, très forte, presque certain, quasi certain, quasi certaine, certaine, " +
			"très probable, très vraisemblable, critique, catastrophique, maximal, maximale, " +
			"muy alto, muy alta, casi seguro, casi segura, muy probable, crítico, crítica, catastrófico, catastrófica, extremo, " +
			"molto alto, molto alta, altissimo, quasi certo, quasi certa, molto probabile, " +
			"zeer hoog, bijna zeker, zeer waarschijnlijk, kritiek, catastrofaal, " +
			"muito alto, muito alta, quase certo, quase certa, muito provável",
	},
	class: {
		"public, unclassified, öffentlich, publique, público, pública, pubblico, pubblica, openbaar",
		"internal, internal use, internal use only, intern, nur intern, nur für den internen Gebrauch, interne, usage interne, " +
			"interno, interna, uso interno, intern gebruik",
		"confidential, vertraulich, confidentiel, confidentielle, confidencial, confidenziale, riservato, vertrouwelijk",
		"strictly confidential, highly confidential, secret, top secret, streng vertraulich, geheim, streng geheim, " +
			"strictement confidentiel, strictement confidentielle, très confidentiel, secrète, secreto, altamente confidencial, " +
			"estrictamente confidencial, strettamente confidenziale, segreto, strikt vertrouwelijk, zeer vertrouwelijk, " +
			"estritamente confidencial, secreto",
	},
})

func commonWords(families map[string][]string) map[string]word {
	m := map[string]word{}
	for family, places := range families {
		for place, words := range places {
			for w := range strings.SplitSeq(words, ", ") {
				m[key(w)] = word{family, place}
			}
		}
	}
	return m
}

// usualPlaces are the places that the steps of a scale have if their names do not tell.
var usualPlaces = map[string]map[int][]int{
	amount: {3: {1, 2, 3}, 4: {0, 1, 3, 4}, 5: {0, 1, 2, 3, 4}},
	class:  {3: {0, 1, 2}, 4: {0, 1, 2, 3}},
}

// placeWord puts a common word on a scale. ok is false, without an error, if it is no common word or says nothing on
// this scale; an error says that it falls between two steps.
func placeWord(text string, scale []Step) (index int, ok bool, err error) {
	w, known := common[key(text)]
	if !known {
		return NoLevel, false, nil
	}
	for i, s := range scale {
		switch named, ok := common[key(s.Name)]; {
		case !ok:
		case named == w:
			return i, true, nil
		case named.family != w.family:
			return NoLevel, false, nil
		}
	}
	places := usualPlaces[w.family][len(scale)]
	if len(places) == 0 {
		return NoLevel, false, nil
	}
	place := min(max(w.place, places[0]), places[len(places)-1])
	i, exact := slices.BinarySearch(places, place)
	if !exact {
		return NoLevel, false, errs.Invalidf("%q falls between %s and %s on this scale. Write one of them.", Clean(text), scale[i-1], scale[i])
	}
	return i, true, nil
}
