package demo

import (
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// keptRoutine is a routine of the library with the days on which it was done; one that stops early is late.
type keptRoutine struct {
	id, owner, found string
	every, until     int // working days between, and before now the last
}

var keptRoutines = []keptRoutine{
	{"routine.scan-outside", "weber", "No new hosts; two ports asked for and explained", 5, 3},
	{"routine.patches", "okafor", "Late ones named with owner and reason", 5, 2},
	{"routine.changes", "okafor", "Three planned changes looked at, none failed", 5, 4},
	{"routine.feeds", "weber", "One item fits us and went to the vulnerabilities", 5, 16},
}

// tasks plans what people do beside their registers: routines, tasks, questions, and one who stands in for another.
func (y *year) tasks() {
	for _, k := range keptRoutines {
		y.on(170, "08:20", "roth", "From the library of routines", func(w *record.Writer) error {
			made, err := task.Adopt(w, []string{k.id}, y.ref("person", k.owner))
			if err == nil {
				y.all["routine/"+k.id] = made[0]
			}
			return err
		})
		for ago := 165; ago >= k.until; ago -= k.every {
			y.during(ago, k.owner, "", func(w *record.Writer) error {
				return task.Done(w, the(y, task.Routines, k.id).ID, task.Doing{Note: k.found})
			})
		}
	}
	y.toDo()
	y.asked()
}

func (y *year) toDo() {
	for _, t := range []struct {
		ago    int
		who    string
		due    int
		done   int
		weight string
		title  string
	}{
		{34, "okafor", 6, 0, "grave", "Agree with the plant on a window to restart the ERP hosts"}, {22, "weber", -4, 0, "light", "Write to all staff how to report a strange message"},
		{40, "mbeki", 12, 14, "light", "Have the lock of the server room in plant 2 mended"}, {15, "brandt", -9, 0, "light", "Say what a day without the web shop costs in December"}, {9, "roth", -2, 0, "critical", "Send the auditor the plan of the stage 2 audit"}} {
		y.during(t.ago, "roth", "", func(w *record.Writer) error {
			return put(y, w, task.Tasks, t.title, &task.Task{Title: t.title, Owner: y.ref("person", t.who), Due: y.date(t.due), Weight: t.weight})
		})
		if t.done > 0 {
			y.during(t.done, t.who, "", func(w *record.Writer) error {
				x, err := task.Tasks.Get(w.Reader, the(y, task.Tasks, t.title).ID)
				if err != nil {
					return err
				}
				return w.Take(task.Tasks.Kind(), x, "done", func() error {
					x.Result = "Done by the locksmith; the old keys are destroyed."
					return nil
				})
			})
		}
	}
}

func (y *year) asked() {
	about := func(kind, key string) string { return kind + "/" + string(y.ref(kind, key)) }
	say := func(ago int, who, kind, key, text string) {
		y.during(ago, who, "", func(w *record.Writer) error {
			return task.Comments.Put(w, &task.Comment{About: about(kind, key), Text: text})
		})
	}
	say(19, "roth", "asset", "erp", "@Okafor, is the second host in the inventory of the platform by now?")
	say(17, "okafor", "asset", "erp", "Yes, since last week; the list of the platform has both.")
	say(5, "lindqvist", "asset", "erp", "@Okafor and @Weber: who looks at the log of the administrators while one of you is away?")
	y.on(8, "16:10", "okafor", "", func(w *record.Writer) error {
		return task.Delegations.Put(w, &task.Delegation{Title: "Leave until the end of the month", Person: y.ref("person", "okafor"), To: y.ref("person", "weber"), Since: y.date(6), Until: y.date(-8)})
	})
}
