package sheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// numberKind is what a cell's number format makes of the number in it.
type numberKind int

const (
	asNumber numberKind = iota
	asDate
	asMonth // month and year are shown, the day is not
	asTime
)

// builtinKind knows the formats that a workbook uses by number without spelling them out (ECMA-376 18.8.30).
func builtinKind(id int) numberKind {
	switch {
	case id == 17 || id == 55:
		return asMonth
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return asTime
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return asDate
	}
	return asNumber
}

var formatNoise = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]hms][^\]]*\]|am/pm|a/p`)

// formatKind reads a format such as `dd/mm/yyyy` or `#,##0.00 "kg"`.
func formatKind(code string) numberKind {
	code = strings.ToLower(code)
	code, _, _ = strings.Cut(code, ";")
	code = formatNoise.ReplaceAllString(code, "")
	switch has := func(letters string) bool { return strings.ContainsAny(code, letters) }; {
	case strings.Contains(code, "general"):
		return asNumber
	case has("d"):
		return asDate
	case has("hs"):
		if has("y") {
			return asDate
		}
		return asTime
	case has("y"):
		return asMonth
	case has("m"):
		return asDate
	}
	return asNumber
}

type xmlStyles struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Cells []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

func (b *book) readStyles(part string) error {
	if part == "" {
		return nil
	}
	var styles xmlStyles
	if err := b.decode(part, &styles); err != nil {
		return err
	}
	custom := map[int]string{}
	for _, f := range styles.Formats {
		custom[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		kind := builtinKind(c.Format)
		if code, ok := custom[c.Format]; ok {
			kind = formatKind(code)
		}
		b.kinds = append(b.kinds, kind)
	}
	return nil
}

// format writes a stored number as its owner means it.
func (k numberKind) format(value string, from1904 bool) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return value
	}
	if k == asNumber || f < 0 || f >= 2_958_466 { // the year 10000
		return plainNumber(f)
	}
	t := serialTime(f, from1904)
	midnight := t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0
	switch {
	case k == asTime && f < 1000: // a time of day, or a duration
		s := int(math.Round(f * 86_400))
		return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
	case k == asMonth && t.Day() == 1 && midnight:
		return t.Format("2006-01")
	case midnight:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

// plainNumber writes a whole number in full, another with at most the 15 significant digits a spreadsheet program
// shows, so that 0.1+0.2 reads 0.3; never with an exponent.
func plainNumber(f float64) string {
	if f == math.Trunc(f) {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		rounded = f
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// serialTime is the moment of a spreadsheet's day number, rounded to the second. Day 60 of the 1900 system is a
// 29 February that never was.
func serialTime(serial float64, from1904 bool) time.Time {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if serial < 60 {
		base = base.AddDate(0, 0, 1)
	}
	days := math.Floor(serial)
	seconds := math.Round((serial - days) * 86_400)
	return base.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
}
