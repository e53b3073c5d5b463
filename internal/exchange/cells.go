package exchange

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/sheet"
)

// value reads a text that does not name other records; the same text is read once a column.
func (c *column) value(text string) value {
	v, known := c.read[text]
	if !known {
		v.stored, v.note, v.err = c.understand(text)
		c.read[text] = v
	}
	return v
}

func (c *column) understand(text string) (stored, note string, err error) {
	switch c.field.Type() {
	case "choice":
		stored, err = c.pick(text)
	case "set":
		stored, err = c.pickSet(text)
	case "bool":
		var yes, ok bool
		if yes, ok, err = sheet.YesNo(text); ok {
			stored = strconv.FormatBool(yes)
		}
	case "int":
		if len(c.steps) > 0 {
			return c.step(text)
		}
		return c.number(text)
	case "float":
		return c.number(text)
	case "date":
		return c.date(text)
	case "json":
		return text, "", nil
	default:
		return c.text(text)
	}
	if err == nil && sheet.Blank(text) && stored == "" {
		note = placeholder(text)
	}
	return stored, note, err
}

func placeholder(text string) string { return fmt.Sprintf("%q was read as empty.", text) }

// formula is a formula that a spreadsheet program did not work out; a text such as "=> see policy" is none.
var formula = regexp.MustCompile(`^=[-+(]*\$?[A-Za-z]+\$?[\d(!.]`)

func (c *column) text(text string) (stored, note string, err error) {
	switch {
	case formula.MatchString(text):
		return "", "", errs.Invalidf("the cell holds the formula %q without its result; write the value instead", shorten(text))
	case c.field.Required && sheet.Blank(text):
		return "", placeholder(text), nil
	case !c.field.Long && strings.Contains(text, "\n"):
		return strings.Join(strings.Fields(text), " "), "Its lines were joined to one.", nil
	}
	return text, "", nil
}

// pick reads a choice; a label comes before a value or a synonym of another option.
func (c *column) pick(text string) (string, error) {
	for _, o := range c.options {
		if strings.EqualFold(o.Label, text) {
			return o.Value, nil
		}
	}
	return sheet.Pick(text, c.options)
}

// pickSet reads several choices: a list, "C/I/A", or letters such as "CIA".
func (c *column) pickSet(text string) (string, error) {
	var picked []string
	for _, name := range sheet.Names(text) {
		v, err := c.pick(name)
		if err == nil {
			picked = append(picked, v)
			continue
		}
		several, ok := c.pickAll(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("/+& \n", r) }))
		if !ok && utf8.RuneCountInString(name) <= len(c.options) {
			several, ok = c.pickAll(strings.Split(name, ""))
		}
		if !ok {
			return "", err
		}
		picked = append(picked, several...)
	}
	return strings.Join(picked, " "), nil
}

func (c *column) pickAll(words []string) (picked []string, ok bool) {
	for _, w := range words {
		v, err := c.pick(w)
		if err != nil || v == "" {
			return nil, false
		}
		picked = append(picked, v)
	}
	return picked, len(picked) > 1
}

func (c *column) step(text string) (stored, note string, err error) {
	i, note, err := sheet.Level(text, c.steps)
	switch {
	case err != nil:
		return "", "", err
	case i == sheet.NoLevel:
		return "", placeholder(text), nil
	}
	return strconv.Itoa(c.steps[i].Value), note, nil
}

func (c *column) number(text string) (stored, note string, err error) {
	n, ok, err := sheet.Number(strings.TrimSpace(strings.TrimSuffix(text, c.field.Unit)), c.mark)
	switch {
	case err != nil && c.field.Scale != nil:
		return "", "", errs.Invalidf("%q cannot be read, as there is no scale in force; approve one first", shorten(text))
	case err != nil:
		return "", "", err
	case !ok:
		return "", placeholder(text), nil
	case c.field.Type() == "float":
		return strconv.FormatFloat(n, 'f', -1, 64), "", nil
	case n != math.Trunc(n) || math.Abs(n) > 1<<53:
		return "", "", errs.Invalidf("%q is not a whole number", shorten(text))
	}
	return strconv.FormatFloat(n, 'f', 0, 64), "", nil
}

// until names the fields that are the end of something: of a month given without its day they take the last.
var until = regexp.MustCompile(`(?:^|_)(?:due|until|end|ends|next|to|expiry|expires|left)(?:_|$)`)

func (c *column) date(text string) (stored, note string, err error) {
	d, err := sheet.Date(text, c.order)
	if err != nil {
		return "", "", err
	}
	day := d.From
	if until.MatchString(c.field.Name) {
		day = d.To
	}
	note = d.Note
	switch {
	case day == "":
		note = placeholder(text)
	case d.Precision != sheet.ByDay:
		note = fmt.Sprintf("%q names a %s; it was read as %s.", text, d.Precision, day)
	}
	return day, note, nil
}
