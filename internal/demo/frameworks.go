package demo

import (
	"strings"

	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/record"
)

// frameworks plans what the largest customer asks of its suppliers, read against Annex A once the controls were decided.
func (y *year) frameworks() {
	y.on(118, "10:24", "roth", "Halden's annex 4 read against Annex A with C. Fontaine", func(w *record.Writer) error {
		f, err := framework.Open("halden-annex-4.csv", strings.NewReader(haldenAnnex))
		if err != nil {
			return err
		}
		_, err = framework.Import(w, f, framework.Options{Title: "Halden supplier security, annex 4"})
		return err
	})
}

// haldenAnnex is the table as Halden sends it, with our two columns on the right.
const haldenAnnex = `Requirement;Title;Description;Section;Annex A;Relationship;Remarks
H1.1;Someone answers for security;The supplier names one person with access to its management who answers questions within two working days.;Governance;A.5.2;superset of;Halden wants a name and a telephone number besides
H1.2;Certificate or plan;A certificate to ISO/IEC 27001, or a dated plan to obtain one, is shown each January.;Governance;A.5.35;intersects with;
H1.3;Subcontractors are bound alike;Whoever sees Halden's information for the supplier accepts the same rules in writing.;Governance;A.5.20;subset of;
H2.1;Recipes stay apart;Jointly developed recipes lie in an area that only the named project team can open.;Secrecy;A.8.3, A.5.12;subset of;
H2.2;Secrecy in writing;Each person of the project team has signed before the first meeting.;Secrecy;A.6.6;equal;
H2.3;Visitors to the laboratory;Visits are announced, accompanied and kept in a log for a year.;Secrecy;A.7.2;subset of;
H3.1;Second factor from outside;Nobody reaches systems with Halden's data from outside with a password alone.;Technology;A.8.5;subset of;
H3.2;Encrypted order exchange;Orders and invoices travel encrypted by a version that both sides accept.;Technology;A.8.24, A.5.14;intersects with;
H3.3;Restore in a day;Order intake is back within 24 hours of a total loss, shown once a year.;Technology;A.8.13, A.5.30;superset of;The 24 hours are Halden's own
H3.4;Patches;Serious weaknesses of reachable systems are closed within fourteen days.;Technology;A.8.8;superset of;
H4.1;Told within a day;Halden hears of an incident that touches its data within 24 hours.;Incidents;A.5.26, A.5.24;intersects with;
H4.2;Evidence is kept;Logs of an incident are kept unchanged until both sides have closed it.;Incidents;A.5.28;equal;
H4.3;Joint exercise;Both crisis teams exercise together every second year.;Incidents;;;"Agreed for next spring. Annex A asks for nothing of the kind"
`
