package guide

import "slices"

// Clock is a duty of the library to notify somebody of an incident: on which fact, from which moment, how long, to whom, with what.
type Clock struct {
	ID           string   `yaml:"id" json:"id"`
	Duty         string   `yaml:"duty" json:"duty"` // the law that binds an organisation or not
	Fact         string   `yaml:"fact" json:"fact"` // what must be true of the incident
	Title        string   `yaml:"title" json:"title"`
	Jurisdiction string   `yaml:"jurisdiction" json:"jurisdiction"`
	Law          string   `yaml:"law" json:"law"`
	Article      string   `yaml:"article" json:"article"`
	Concerns     string   `yaml:"concerns" json:"concerns"`
	When         string   `yaml:"when" json:"when"`
	Moment       string   `yaml:"moment" json:"moment"` // aware, classified, mended, or notified by the clock After
	From         string   `yaml:"from" json:"from"`
	After        string   `yaml:"after" json:"after,omitempty"`
	Duration     Duration `yaml:"duration" json:"duration"`
	To           string   `yaml:"to" json:"to"`
	Content      []string `yaml:"content" json:"content"`
	Source       string   `yaml:"source" json:"source"`
	Note         string   `yaml:"note" json:"note,omitempty"`
}

// Duration has one of its units, or none where the law wants a notification without undue delay.
type Duration struct {
	Hours        int `yaml:"hours" json:"hours,omitempty"`
	Days         int `yaml:"days" json:"days,omitempty"`
	BusinessDays int `yaml:"business_days" json:"business_days,omitempty"`
	Months       int `yaml:"months" json:"months,omitempty"`
}

var clockFiles = shelf[struct {
	Note    string  `yaml:"note"`
	Checked string  `yaml:"checked"`
	Clocks  []Clock `yaml:"clocks"`
}]("clocks.yaml")

// Clocks lists the duties to notify, by law.
func Clocks() []Clock { return slices.Clone(clockFiles()[0].Clocks) }

// FindClock looks a clock up by its id.
func FindClock(id string) (Clock, bool) {
	return find(clockFiles()[0].Clocks, func(c Clock) bool { return c.ID == id })
}

// Playbook is what to do about one type of incident.
type Playbook struct {
	ID        string   `yaml:"id" json:"id"`
	Title     string   `yaml:"title" json:"title"`
	Threats   []string `yaml:"threats" json:"threats"`
	Signs     []string `yaml:"signs" json:"signs"`
	FirstHour []string `yaml:"first_hour" json:"first_hour"`
	Call      []Call   `yaml:"call" json:"call"`
	Contain   []string `yaml:"contain" json:"contain"`
	Eradicate []string `yaml:"eradicate" json:"eradicate"`
	Recover   []string `yaml:"recover" json:"recover"`
	Keep      []string `yaml:"keep" json:"keep"`
	Notify    []string `yaml:"notify" json:"notify"`
	Clocks    []string `yaml:"clocks" json:"clocks"`
	Lessons   []string `yaml:"lessons" json:"lessons"`
	Controls  []string `yaml:"controls" json:"controls"`
}

// Call is whom to call, and for what.
type Call struct {
	Role string `yaml:"role" json:"role"`
	For  string `yaml:"for" json:"for"`
}

var playbooks = shelf[Playbook]("incidents/*.yaml")

// Playbooks lists the playbooks.
func Playbooks() []Playbook { return slices.Clone(playbooks()) }

// FindPlaybook looks a playbook up by its id.
func FindPlaybook(id string) (Playbook, bool) {
	return find(playbooks(), func(p Playbook) bool { return p.ID == id })
}

func find[T any](all []T, is func(T) bool) (found T, ok bool) {
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return found, false
	}
	return all[i], true
}
