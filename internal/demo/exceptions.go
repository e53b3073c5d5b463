package demo

import (
	"github.com/assay-isms/assay/internal/isms/exception"
	"github.com/assay-isms/assay/internal/record"
)

type waiver struct {
	key, title, controls, policy, reason, compensation, owner, asked string
	begun, ends                                                      int // working days ago; negative ahead
	end                                                              string
}

var waivers = []waiver{
	{"plc", "Nine controllers without updates", "A.8.8", "Patch rule, line 4", "The maker gives no release; replacing line 2 is planned for the year after next.", "Own segment, only the programming notebook reaches them; rules read each quarter.", "halloran", "okafor", 205, -40, ""},
	{"scanner", "Handhelds without a malware sensor", "A.8.7", "", "No sensor exists for the system of the scanners.", "Signed programs only, no way to the internet.", "szabo", "weber", 180, -60, ""},
	{"info", "Shared mailbox info@", "A.5.16", "", "Three people of sales answer in turns.", "Own identities send on behalf; the log names them.", "fontaine", "fontaine", 150, 9, "expired"},
	{"shop-login", "Shop back office with a password alone", "A.8.5", "", "Klickwerk's version has no second factor.", "Reached from two addresses only.", "fontaine", "weber", 130, 30, "closed"},
	{"usb", "USB sticks for the laboratory", "A.7.10", "", "The balance writes to sticks only.", "", "petersen", "petersen", 88, -20, "rejected"},
	{"coldmon", "Self-signed certificate of cold-chain monitoring", "A.8.24", "", "Frostware's update comes in the next quarter.", "Reached from the plant network only.", "marchetti", "weber", 3, -60, "requested"},
}

// exceptions plans what is knowingly not followed: approved by the management, one run out, one closed, one refused, one waiting.
func (y *year) exceptions() {
	for _, x := range waivers {
		who := y.hand(x.owner)
		y.during(x.begun, who, "", func(w *record.Writer) error {
			return put(y, w, exception.Exceptions, x.key, &exception.Exception{Title: x.title, Controls: y.refs("control", x.controls), Policy: x.policy, Reason: x.reason, Compensation: x.compensation,
				Owner: y.ref("person", x.owner), RequestedBy: y.ref("person", x.asked), Expires: y.date(x.ends)})
		})
		switch x.end {
		case "requested":
		case "rejected":
			take(y, x.begun-3, "duval", "", exception.Exceptions, x.key, "reject", func(e *exception.Exception) {
				e.ClosedBecause = "No compensation named; the balance can print."
			})
		case "closed":
			take(y, x.begun-2, "duval", "", exception.Exceptions, x.key, "approve")
			take(y, x.ends+6, "weber", "", exception.Exceptions, x.key, "close", func(e *exception.Exception) {
				e.ClosedBecause = "Klickwerk delivers the second factor with the release of this month."
			})
		default:
			take(y, x.begun-2, "duval", "", exception.Exceptions, x.key, "approve")
		}
	}
}
