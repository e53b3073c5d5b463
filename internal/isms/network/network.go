// Package network keeps the services and segments of the networks and the agreements on transferring information
// (A.8.20 to A.8.22, A.5.14; A.13 in 2013).
package network

import (
	"github.com/assay-isms/assay/internal/record"
)

// Service is a service of the network, own or bought (A.8.21).
type Service struct {
	record.Meta
	Name       string
	Type       string
	Supplier   record.Ref
	Owner      record.Ref // person
	Mechanisms string
	Level      string
	Users      string
	Contract   string
	ComparedOn record.Date
	Deviations string
	SettledOn  record.Date
	EndedOn    record.Date
}

// serviceDays is for how long a comparison with the contract holds.
const serviceDays = 365

// Services is the register of network services.
var Services = record.Define(record.Spec[Service]{
	Name: "network_service", Plural: "network-services", Title: "Network services", Singular: "network service", Prefix: "NS", Version: 2, Clause: "A.8.21",
	About: "Lines, name service, remote access, wireless, filters: how each is secured, what level is agreed, and when what is delivered was last compared with the contract.",
	Fields: []record.Field[*Service]{
		{Name: "name", Label: "Service", Required: true, Listed: true, Indexed: true, Ptr: func(s *Service) any { return &s.Name }, Synonyms: []string{"name", "dienst", "netzdienst"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(s *Service) any { return &s.Type }, Synonyms: []string{"art"}, Options: []record.Option{
			{Value: "line", Label: "Line", Synonyms: []string{"internet", "wan", "leitung"}}, {Value: "remote_access", Label: "Remote access", Synonyms: []string{"vpn"}},
			{Value: "name_service", Label: "Name and address service", Synonyms: []string{"dns", "dhcp"}}, {Value: "wireless", Label: "Wireless", Synonyms: []string{"wlan", "wifi"}},
			{Value: "filter", Label: "Firewall or filter", Synonyms: []string{"firewall", "proxy"}}, {Value: "mail", Label: "Mail relay", Synonyms: []string{"smtp"}}, {Value: "other", Label: "Other"}}},
		{Name: "supplier", Label: "Supplier", Help: "Empty for a service of your own.", To: "supplier", Listed: true, Indexed: true, Ptr: func(s *Service) any { return &s.Supplier }, Synonyms: []string{"provider", "anbieter"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *Service) any { return &s.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "mechanisms", Label: "Security mechanisms", Help: "Authentication, encryption, who may connect, what is logged.", Long: true, Ptr: func(s *Service) any { return &s.Mechanisms }, Synonyms: []string{"security", "sicherheitsmechanismen"}},
		{Name: "level", Label: "Service level", Listed: true, Ptr: func(s *Service) any { return &s.Level }, Synonyms: []string{"sla", "verfügbarkeit"}},
		{Name: "users", Label: "Who may use it", Ptr: func(s *Service) any { return &s.Users }, Synonyms: []string{"nutzer"}},
		{Name: "contract", Label: "Contract", Ptr: func(s *Service) any { return &s.Contract }, Synonyms: []string{"vertrag"}},
		{Name: "compared_on", Label: "Compared on", Past: true, Help: "The day mechanisms and level were compared with what is agreed.", Listed: true, Indexed: true, Ptr: func(s *Service) any { return &s.ComparedOn }, Synonyms: []string{"reviewed on", "geprüft am"}},
		{Name: "deviations", Label: "Deviations", Long: true, Ptr: func(s *Service) any { return &s.Deviations }, Synonyms: []string{"abweichungen"}},
		{Name: "settled_on", Label: "Deviations settled on", Past: true, From: "compared_on", Indexed: true, Ptr: func(s *Service) any { return &s.SettledOn }, Synonyms: []string{"erledigt am"}},
		{Name: "ended_on", Label: "Ended on", Past: true, Indexed: true, Ptr: func(s *Service) any { return &s.EndedOn }, Synonyms: []string{"ende"}},
	},
	Whole: true,
	Proves: func(s *Service) []record.Proof {
		switch {
		case s.EndedOn != "":
			return nil
		case s.deviates() && s.ComparedOn != "":
			return []record.Proof{{On: s.ComparedOn, Failed: true}}
		case s.Mechanisms == "" || s.Level == "" || s.Owner == "":
			return []record.Proof{{}}
		}
		return []record.Proof{{On: s.ComparedOn}}
	},
	Owes: func(s *Service) []record.Due {
		switch {
		case s.EndedOn != "":
			return nil
		case s.deviates():
			return []record.Due{{What: "Settle the deviations", Day: s.ComparedOn.Plus(settleDays), Who: s.Owner, Weight: record.Grave}}
		}
		return []record.Due{{What: "Compare with the contract", Day: s.Again(s.ComparedOn, serviceDays), Who: s.Owner}}
	},
})

// settleDays is how soon a deviation is settled.
const settleDays = 30

func (s *Service) deviates() bool { return s.Deviations != "" && s.SettledOn == "" }
