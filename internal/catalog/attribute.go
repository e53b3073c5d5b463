package catalog

import (
	"slices"
	"strings"
	"sync"
)

// Value is one value of an attribute: a stable key in the standard's own spelling without the hash sign, such as
// "Identity_and_access_management".
type Value string

// Label is the value as people read it: "Identity and access management".
func (v Value) Label() string { return strings.ReplaceAll(string(v), "_", " ") }

// Attributes are the five attributes of a control of 2022, each with one or more values.
type Attributes struct {
	ControlType                   []Value `json:"control_type"`
	InformationSecurityProperties []Value `json:"information_security_properties"`
	CybersecurityConcepts         []Value `json:"cybersecurity_concepts"`
	OperationalCapabilities       []Value `json:"operational_capabilities"`
	SecurityDomains               []Value `json:"security_domains"`
}

// Attribute is one of the five: its stable key (the column's name in exports), its label, and the values that
// controls have, in the order in which the standard first uses them.
type Attribute struct {
	Key    string
	Label  string
	Values []Value
	of     func(Attributes) []Value
}

// Of lists the values a control has; none if it is a control of 2013.
func (a Attribute) Of(c Control) []Value { return a.of(c.Attributes) }

// AllAttributes lists the five attributes in the standard's order.
func AllAttributes() []Attribute { return slices.Clone(attributes()) }

var attributes = sync.OnceValue(func() []Attribute {
	all := []Attribute{
		{Key: "control_type", Label: "Control type",
			of: func(a Attributes) []Value { return a.ControlType }},
		{Key: "information_security_properties", Label: "Information security properties",
			of: func(a Attributes) []Value { return a.InformationSecurityProperties }},
		{Key: "cybersecurity_concepts", Label: "Cybersecurity concepts",
			of: func(a Attributes) []Value { return a.CybersecurityConcepts }},
		{Key: "operational_capabilities", Label: "Operational capabilities",
			of: func(a Attributes) []Value { return a.OperationalCapabilities }},
		{Key: "security_domains", Label: "Security domains",
			of: func(a Attributes) []Value { return a.SecurityDomains }},
	}
	for i := range all {
		all[i].Values = valuesInUse(all[i])
	}
	return all
})

func valuesInUse(a Attribute) []Value {
	var out []Value
	for _, c := range known().controls[Edition2022] {
		for _, v := range a.Of(c) {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// parseValues reads a cell such as "#Preventive;#Corrective".
func parseValues(cell string) []Value {
	var out []Value
	for _, word := range splitList(cell) {
		out = append(out, Value(strings.TrimPrefix(word, "#")))
	}
	return out
}
