// Package cli is the door for people and scripts at a terminal: everything the API can do, and what only the machine
// itself may. A command is a struct whose fields are its arguments and whose Run does one thing. Answers go to
// standard output, as an aligned table or with --json as JSON; everything else goes to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// The exit codes.
const (
	done   = 0
	failed = 1 // refused or failed
	misuse = 2 // wrong usage
)

// Instance is an open store, as package app puts it together.
type Instance struct {
	DB       *db.DB
	Records  *record.Store
	Identity *identity.Service
	Files    *blob.Store
	// Serve answers until ctx ends; ready is called once with the address it listens on.
	Serve func(ctx context.Context, how config.Serving, ready func(address string)) error
	// DemoLink makes a path that signs in as the user until the program ends.
	DemoLink func(userID string) (path string)
	// Digests are what persons are reminded of today, by organisation; Remind sends them by mail and counts what was sent.
	Digests func(ctx context.Context, m config.Mail) (map[string][]*task.Digest, error)
	Remind  func(ctx context.Context, m config.Mail) (sent int, err error)
	// Backup writes everything; Restore takes it into an empty instance; Move copies it into an empty database.
	Backup  func(ctx context.Context, w io.Writer) error
	Restore func(ctx context.Context, r io.ReaderAt, size int64) error
	Move    func(ctx context.Context, dsn string) error
	Close   func() error
}

// Opener opens the store that the options name and makes it where it is missing.
type Opener func(context.Context, config.Config) (*Instance, error)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs the program's own command line and returns its exit code. An interrupt ends what runs.
func Main(open Opener) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, os.Args[1:], Streams{os.Stdin, os.Stdout, os.Stderr}, open)
}

// globals stand before or after any command.
type globals struct {
	config.Config
	Org  string `env:"ASSAY_ORG" placeholder:"NAME" help:"Organisation, by name or reference. May be left out when there is only one."`
	AsOf string `placeholder:"TIME" help:"Show the past: a time such as 2026-03-14T09:30:00Z, or a day, which means its end (UTC)."`
	JSON bool   `name:"json" help:"Print JSON."`
}

type grammar struct {
	globals

	Serve serveCmd `cmd:"" group:"run" help:"Answer on an address: pages and API."`
	Demo  demoCmd  `cmd:"" group:"run" help:"Serve a sample organisation with a year of history, from a temporary folder."`
	Init  initCmd  `cmd:"" group:"run" help:"Make a store with its first organisation."`

	User  userCmd  `cmd:"" group:"who" help:"People who can sign in, and their roles."`
	Token tokenCmd `cmd:"" group:"who" help:"API tokens."`
	Orgs  orgCmd   `cmd:"" name:"org" group:"who" help:"Organisations of this instance."`

	List    listCmd    `cmd:"" group:"records" help:"List a register."`
	Show    showCmd    `cmd:"" group:"records" help:"Show a record with what refers to it."`
	History historyCmd `cmd:"" group:"records" help:"Show who changed a record, when, what and why."`
	Import  importCmd  `cmd:"" group:"records" help:"Import a spreadsheet into a register."`
	Export  exportCmd  `cmd:"" group:"records" help:"Write a register as a file."`
	Search  searchCmd  `cmd:"" group:"records" help:"Find records of any register."`
	Add     addCmd     `cmd:"" group:"records" help:"Add a record."`
	Set     setCmd     `cmd:"" group:"records" help:"Change fields of a record."`
	Step    stepCmd    `cmd:"" group:"records" help:"Take a step with a record, such as approve, confirm or close; or list its steps."`
	Delete  deleteCmd  `cmd:"" group:"records" help:"Delete a record; its history stays."`
	Revert  revertCmd  `cmd:"" group:"records" help:"Make a record again what it was at a revision."`
	Redact  redactCmd  `cmd:"" group:"records" help:"Erase for good what an old revision of a record said; its hash stays."`
	Undo    undoCmd    `cmd:"" group:"records" help:"Take back everything one change wrote."`

	Catalog      catalogCmd      `cmd:"" group:"isms" help:"Facts of the standards: controls, clauses, the mapping between the editions."`
	Guide        guideCmd        `cmd:"" group:"isms" help:"How to implement and how to audit a control or clause."`
	Procedure    procedureCmd    `cmd:"" group:"isms" help:"The audit procedure of a control or clause: as text, or as a work programme."`
	Approve      approveCmd      `cmd:"" group:"isms" help:"Approve risk criteria, an assessment, a scope, or the Statement of Applicability."`
	Accept       acceptCmd       `cmd:"" group:"isms" help:"Record that a risk's owner accepts it, where the owner signed elsewhere."`
	SoA          soaCmd          `cmd:"" name:"soa" group:"isms" help:"Statement of Applicability."`
	Control      controlCmd      `cmd:"" group:"isms" help:"How controls stand, told by the records."`
	Due          dueCmd          `cmd:"" group:"isms" help:"What is due from every register, most urgent first."`
	Suggest      suggestCmd      `cmd:"" group:"isms" help:"Controls that usually treat a risk's threats and vulnerabilities."`
	Risk         riskCmd         `cmd:"" group:"isms" help:"Risk in figures, and what the criteria can be trusted with."`
	Evidence     evidenceCmd     `cmd:"" group:"isms" help:"Evidence for controls."`
	Quant        quantCmd        `cmd:"" group:"isms" help:"Figures: loss distributions, agreement, calibration, the matrix. Needs no store."`
	Assessment   assessmentCmd   `cmd:"" group:"isms" help:"Runs of the risk assessment: blind ratings, agreement, reconciliation, approval."`
	Calibration  calibrationCmd  `cmd:"" group:"isms" help:"Exercises in estimating, and how well estimates came true."`
	AccessReview accessReviewCmd `cmd:"" name:"access-review" group:"isms" help:"Access reviews: lists of entitlements, decisions, samples. Steps such as start and close: assay step."`
	Scan         scanCmd         `cmd:"" group:"isms" help:"Read facts from systems into registers."`
	Incident     incidentCmd     `cmd:"" group:"isms" help:"Incidents: the clocks that run, playbooks, links for reports."`
	Continuity   continuityCmd   `cmd:"" group:"isms" help:"The impact analysis of processes: what in it cannot be kept, and the impact of one."`
	Supplier     supplierCmd     `cmd:"" group:"isms" help:"Questionnaires to suppliers, and the clauses of agreements."`
	Answers      answersCmd      `cmd:"" group:"isms" help:"Answers to customers' questions about security."`
	Routines     routinesCmd     `cmd:"" group:"isms" help:"The library of routines; take some of them over."`
	Calendar     calendarCmd     `cmd:"" group:"isms" help:"Addresses at which calendar programs read what is due to a user."`
	Readiness    readinessCmd    `cmd:"" group:"isms" help:"The share of controls that work, what is late, and risks above acceptance: now and over twelve months."`
	Raised       raisedCmd       `cmd:"" group:"isms" help:"What an auditor would raise today, at what grade, and where it is mended."`
	Remind       remindCmd       `cmd:"" group:"isms" help:"Who would be reminded of what today; send it by mail."`

	Document   documentCmd   `cmd:"" group:"isms" help:"Documents and policies: versions, approval, who has confirmed them."`
	Framework  frameworkCmd  `cmd:"" group:"isms" help:"Other frameworks, and what the controls do for them."`
	OSCAL      oscalCmd      `cmd:"" name:"oscal" group:"isms" help:"NIST's OSCAL: files in and out."`
	Transition transitionCmd `cmd:"" group:"isms" help:"Move the Statement of Applicability from one edition to the other."`

	Pack       packCmd       `cmd:"" group:"proof" help:"Write the audit pack: one file a stranger can read and check offline."`
	Verify     verifyCmd     `cmd:"" group:"proof" help:"Check that nothing was altered."`
	Checkpoint checkpointCmd `cmd:"" group:"proof" help:"Sign the journal as it stands and print the checkpoint."`
	Proof      proofCmd      `cmd:"" group:"proof" help:"Print the proof that a record is in the journal."`
	Rebuild    rebuildCmd    `cmd:"" group:"proof" help:"Make the tables anew from the journal."`

	Backup  backupCmd  `cmd:"" group:"proof" help:"Write the whole store into one file."`
	Restore restoreCmd `cmd:"" group:"proof" help:"Take a backup into an empty store."`
	Move    moveCmd    `cmd:"" group:"proof" help:"Move the store to another database, every hash as it is."`

	Version versionCmd `cmd:"" group:"run" help:"Print the version."`
}

var groups = []kong.Group{
	{Key: "run", Title: "Run:"}, {Key: "records", Title: "Registers:"}, {Key: "isms", Title: "Management system:"},
	{Key: "proof", Title: "Proof and upkeep:"}, {Key: "who", Title: "Who may:"},
}

const about = `Assay runs an information security management system (ISO/IEC 27001) and proves it.

Every command has --help. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.`

// Run runs one command and returns its exit code.
func Run(ctx context.Context, args []string, streams Streams, open Opener) int {
	var g grammar
	exited := -1
	parser, err := kong.New(&g, kong.Name("assay"), kong.Description(about), kong.Writers(streams.Out, streams.Err),
		kong.ExplicitGroups(groups), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(code int) { exited = code }))
	if err != nil {
		return fail(streams.Err, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err == nil {
		s := &session{ctx: ctx, globals: g.globals, Streams: streams, open: open}
		err = command.Run(s)
		err = errors.Join(err, s.close())
	} else {
		err = misusef("%v", err)
	}
	return fail(streams.Err, err)
}

// misusef is a command that cannot be understood.
func misusef(format string, args ...any) error { return errs.New(errs.BadRequest, format, args...) }

// fail prints the error as sentences and returns the exit code.
func fail(w io.Writer, err error) int {
	if err == nil {
		return done
	}
	if quiet, ok := errors.AsType[answered](err); ok {
		return int(quiet)
	}
	if e, ok := errors.AsType[*errs.Error](err); ok {
		fmt.Fprintln(w, "assay: "+sentence(e.Message))
		for _, f := range e.Fields {
			fmt.Fprintf(w, "  %s: %s\n", f.Name, f.Message)
		}
	} else {
		fmt.Fprintln(w, "assay: "+sentence(err.Error()))
	}
	if errs.Is(err, errs.BadRequest) {
		fmt.Fprintln(w, "Run with --help to see how it is used.")
		return misuse
	}
	return failed
}

// answered is a failure that the command's answer has told already.
type answered int

func (answered) Error() string { return "the answer says what is wrong" }

func sentence(s string) string {
	if s = strings.TrimSpace(s); s != "" && !strings.ContainsAny(s[len(s)-1:], ".?\"") {
		s += "."
	}
	return s
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(s *session) error {
	version, revision := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				revision = setting.Value
			}
		}
	}
	return s.facts([]fact{{"version", version}, {"revision", revision}})
}
