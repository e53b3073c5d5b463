package guide

import "slices"

// Reply is a prepared answer to a question that customers ask.
type Reply struct {
	ID        string   `yaml:"id" json:"id"`
	Topic     string   `yaml:"topic" json:"topic"`
	Question  string   `yaml:"question" json:"question"`
	Also      []string `yaml:"also" json:"also"` // the same question in other words
	Keywords  []string `yaml:"keywords" json:"keywords"`
	Answer    string   `yaml:"answer" json:"answer"`
	OnlyIf    string   `yaml:"only_if" json:"only_if"` // must hold before it is sent
	Registers []string `yaml:"registers" json:"registers"`
	Policies  []string `yaml:"policies" json:"policies"`
	Controls  []string `yaml:"controls" json:"controls"`
}

// ReplyFact is a fact of the organisation that replies ask for as {{name}}.
type ReplyFact struct {
	Name    string `yaml:"name" json:"name"`
	Label   string `yaml:"label" json:"label"`
	Example string `yaml:"example" json:"example"`
}

type answerFile struct {
	Note         string      `yaml:"note"`
	Answers      []Reply     `yaml:"answers"`
	Placeholders []ReplyFact `yaml:"placeholders"`
}

var answerFiles = shelf[answerFile]("answers.yaml")

// Replies lists the prepared answers, by topic.
func Replies() []Reply { return slices.Clone(answerFiles()[0].Answers) }

// ReplyFacts lists the facts that replies ask for beyond those of the policies.
func ReplyFacts() []ReplyFact { return slices.Clone(answerFiles()[0].Placeholders) }
