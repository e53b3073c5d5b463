package operations

import "github.com/assay-isms/assay/internal/record"

// severity is a step of severity, from which CVSS base score it begins, and within how many days such a vulnerability has to
// be gone.
type severity struct {
	value, label string
	synonyms     []string
	from         float64
	days         int
	weight       record.Weight
}

// Deadlines, worst first. The scores are those of the qualitative scale of CVSS v3.1, section 5; the days are the defaults of
// Assay, in use at many organisations, and kept nowhere else.
var deadlines = []severity{
	{"critical", "Critical", []string{"kritisch", "critique", "4"}, 9.0, 7, record.Critical},
	{"high", "High", []string{"hoch", "élevé", "3"}, 7.0, 30, record.Grave},
	{"medium", "Medium", []string{"mittel", "moyen", "2"}, 4.0, 90, record.Light},
	{"low", "Low", []string{"niedrig", "faible", "info", "none", "1"}, 0, 180, record.Light},
}

func severities() (out []record.Option) {
	for _, s := range deadlines {
		out = append(out, record.Option{Value: s.value, Label: s.label, Synonyms: s.synonyms})
	}
	return out
}

// step is the severity that counts: what is exploited elsewhere is critical whatever its score.
func (v *Vulnerability) step() severity {
	for _, s := range deadlines {
		if s.value == v.Severity || v.Exploited {
			return s
		}
	}
	return deadlines[len(deadlines)-1]
}

func (v *Vulnerability) complete() {
	if v.Status == "" {
		v.Status = "open"
	}
	if v.FixedOn != "" && v.Status == "open" {
		v.Status = "fixed"
	}
	if v.Status != "fixed" {
		v.FixedOn, v.RescannedOn = "", ""
	}
	for i := 0; v.Severity == ""; i++ {
		if v.CVSS >= deadlines[i].from {
			v.Severity = deadlines[i].value
		}
	}
	v.Due = v.FoundOn.Plus(v.step().days)
}

// shows is the vulnerability as evidence: rescanned as gone; failed from the day after its limit, or after its exception, until
// it is.
func (v *Vulnerability) shows() record.Proof {
	late := max(v.Due, v.AcceptedUntil).Plus(1)
	if v.RescannedOn != "" && v.RescannedOn < late {
		return record.Proof{On: v.RescannedOn}
	}
	return record.Proof{On: late, Until: v.RescannedOn, Failed: true}
}

func (v *Vulnerability) owes() []record.Due {
	d := record.Due{Who: v.Owner, Weight: v.step().weight}
	switch {
	case v.Status == "open":
		d.What, d.Day = "Fix", v.Due
	case v.Status == "accepted":
		d.What, d.Day = "Fix or renew the exception", v.AcceptedUntil
	case v.Status == "fixed" && v.RescannedOn == "":
		d.What, d.Day = "Rescan", min(v.FixedOn.Plus(7), max(v.Due, v.FixedOn))
	}
	return []record.Due{d}
}
