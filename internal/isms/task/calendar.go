package task

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/record"
)

// CalendarEntry is something due in a calendar.
type CalendarEntry struct {
	record.Owed
	Org, OrgName string
	Link         string
}

// calendarEntries is the most that a calendar holds of one organisation.
const calendarEntries = 500

// ForCalendar lists what is due to a person for a calendar: their own things, and those for which they stand in today.
func ForCalendar(r *record.Reader, person record.Ref) ([]record.Owed, error) {
	q, err := Of(r, person)
	if err != nil {
		return nil, err
	}
	q.Limit = calendarEntries
	items, _, err := r.Dues(q)
	return items, err
}

// Calendar writes entries as an iCalendar (RFC 5545): an event of a whole day each, which blocks no time.
func Calendar(name string, entries []CalendarEntry, now time.Time) []byte {
	var b bytes.Buffer
	line := func(property, value string) { fold(&b, property+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Assay//Due//EN")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escape(name))
	for _, e := range entries {
		day, err := time.Parse(time.DateOnly, string(e.Day))
		if err != nil {
			continue // no day, no event
		}
		sum := sha256.Sum256([]byte(strings.Join([]string{e.Org, e.ID, e.What, string(e.Who)}, "\n")))
		line("BEGIN", "VEVENT")
		line("UID", hex.EncodeToString(sum[:16])+"@assay")
		line("DTSTAMP", now.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE", day.Format("20060102"))
		line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
		line("SUMMARY", escape(e.What+": "+e.Title))
		line("DESCRIPTION", escape(e.Ref+", "+e.OrgName+"\n"+e.Link))
		if e.Link != "" {
			line("URL", strings.Map(graphic, e.Link))
		}
		line("TRANSP", "TRANSPARENT")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.Bytes()
}

// escape writes a text as a property's value (3.3.11). Control characters have no place in one.
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, ""))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(strings.Map(func(c rune) rune {
		if c == '\n' {
			return c
		}
		return graphic(c)
	}, s))
}

func graphic(c rune) rune {
	if c < ' ' && c != '\t' || c == 0x7f {
		return -1
	}
	return c
}

// longestLine is how many octets a line has at most, without its end (3.1).
const longestLine = 75

// fold writes a line in pieces of whole characters; each further piece begins with a space.
func fold(b *bytes.Buffer, line string) {
	room := longestLine
	for len(line) > room {
		n := room
		for !utf8.RuneStart(line[n]) {
			n--
		}
		b.WriteString(line[:n] + "\r\n ")
		line, room = line[n:], longestLine-1
	}
	b.WriteString(line + "\r\n")
}
