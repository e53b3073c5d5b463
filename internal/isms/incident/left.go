package incident

import (
	"fmt"
	"time"
)

// Left says in words how long it is until due, or since.
func Left(now, due time.Time) string {
	d := due.Sub(now)
	if d < 0 {
		return span(-d) + " late"
	}
	return span(d) + " left"
}

// span is a length of time in its two greatest units.
func span(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours := minutes/1440, minutes/60
	switch {
	case days >= 4:
		return fmt.Sprintf("%d days", days)
	case hours >= 1:
		return fmt.Sprintf("%d h %02d min", hours, minutes%60)
	}
	return fmt.Sprintf("%d min", minutes)
}

// Took is how long a clock had run when it was sent.
func Took(n *Notification) string { return span(Moment(n.SentAt).Sub(Moment(n.FromAt))) }
