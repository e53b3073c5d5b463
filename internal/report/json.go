package report

import (
	"bufio"
	"encoding/json"
	"io"
	"time"
)

type jsonFact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

type jsonColumn struct {
	Key   string `json:"key"`
	Title string `json:"title"`
}

type jsonHead struct {
	Title        string     `json:"title"`
	Subtitle     string     `json:"subtitle,omitempty"`
	Organisation string     `json:"organisation"`
	Language     string     `json:"language"`
	Time         string     `json:"time"`
	Provenance   []jsonFact `json:"provenance"`
}

type jsonSection struct {
	Heading    string     `json:"heading"`
	Paragraphs []string   `json:"paragraphs,omitempty"`
	Facts      []jsonFact `json:"facts,omitempty"`
	List       []string   `json:"list,omitempty"`
}

type jsonTable struct {
	Name    string       `json:"name"`
	Columns []jsonColumn `json:"columns"`
}

// writeJSON writes {title, …, sections: [{heading, …, table: {columns, rows: [{key: value}]}}]}, one row a line. Dates
// are text as in RFC 3339, an empty cell is null; keys stand in the order of the columns.
func writeJSON(w io.Writer, d Document, _ Options) error {
	out := bufio.NewWriter(w)
	out.Write(opened(jsonHead{d.Title, d.Subtitle, d.Organisation, d.Language, d.Time.Format(time.RFC3339Nano), jsonFacts(d.Provenance)}))
	out.WriteString(`,"sections":[`)
	for i, s := range d.Sections {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(opened(jsonSection{s.Heading, s.words(), jsonFacts(s.Facts), s.List}))
		if s.Table != nil {
			if err := writeJSONTable(out, s.Table, d.Words); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	}
	out.WriteString("]}\n")
	return out.Flush()
}

func writeJSONTable(out *bufio.Writer, t *Table, words Words) error {
	head := jsonTable{Name: t.Name}
	keys := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		head.Columns = append(head.Columns, jsonColumn{c.Key, c.title()})
		keys[i] = append(marshal(c.Key), ':')
	}
	out.WriteString(`,"table":`)
	out.Write(opened(head))
	out.WriteString(`,"rows":[`)
	between := "\n{"
	for row, err := range t.rows() {
		if err != nil {
			return err
		}
		for i, c := range row {
			out.WriteString(between)
			out.Write(keys[i])
			out.Write(c.json(words))
			between = ","
		}
		out.WriteByte('}')
		between = ",\n{"
	}
	out.WriteString("]}")
	return nil
}

func (c Cell) json(w Words) []byte {
	plain := c.plain(w)
	switch {
	case c.kind == integer, c.kind == number, c.kind == boolean:
		return []byte(plain)
	case c.kind == empty && plain == "":
		return []byte("null")
	}
	return marshal(plain)
}

func jsonFacts(facts []Fact) []jsonFact {
	all := make([]jsonFact, len(facts))
	for i, f := range facts {
		all[i] = jsonFact(f)
	}
	return all
}

// opened is the object without its closing brace, for more members to follow.
func opened(v any) []byte {
	b := marshal(v)
	return b[:len(b)-1]
}

// marshal is for values made of strings only, which cannot fail.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
