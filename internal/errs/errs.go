// Package errs holds the one error type that is meant for people: it says what is wrong, where, and how to
// mend it. Every other error is internal; doors log it and show only that something failed.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies an error for people; one table maps it to an HTTP status and an exit code.
type Kind int

const (
	Internal   Kind = iota // not for people
	Invalid                // the input is wrong
	NotFound               // no such thing, or none the caller may see
	Conflict               // clashes with what exists
	Stale                  // someone changed it first
	Denied                 // the caller may not
	SignIn                 // the caller is unknown
	TooMany                // slow down
	BadRequest             // the request itself cannot be read
)

var table = map[Kind]struct {
	code   string
	status int
}{
	Internal:   {"internal", 500},
	Invalid:    {"invalid", 422},
	NotFound:   {"not-found", 404},
	Conflict:   {"conflict", 409},
	Stale:      {"stale", 412},
	Denied:     {"denied", 403},
	SignIn:     {"sign-in", 401},
	TooMany:    {"too-many", 429},
	BadRequest: {"bad-request", 400},
}

// String is the kind's stable code, as used in problem documents.
func (k Kind) String() string { return table[k].code }

// Status is the HTTP status of the kind.
func (k Kind) Status() int { return table[k].status }

// Field names what is wrong with one field.
type Field struct {
	Name    string `json:"field"`
	Message string `json:"message"`
}

// Error is an error for people. Message is a sentence that says what is wrong and how to mend it.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field // what is wrong with which field, if the error is about fields
	Err     error   // the cause, for logs only
}

func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Name + ": " + f.Message
	}
	return e.Message + " " + strings.Join(parts, "; ")
}

func (e *Error) Unwrap() error { return e.Err }

// New makes an error for people of the given kind.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Invalidf is the commonest: the input is wrong.
func Invalidf(format string, args ...any) *Error { return New(Invalid, format, args...) }

// InField is an Invalid error about one field.
func InField(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Message: "The record cannot be saved.", Fields: []Field{{field, fmt.Sprintf(format, args...)}}}
}

// KindOf tells the kind of any error; an error not made for people is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is an error for people of that kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
