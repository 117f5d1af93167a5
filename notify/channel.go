package notify

import (
	"context"
	"time"

	"jiangqitong/cases"
)

// Channel is a way out of the house. An implementation is safe for concurrent use.
type Channel interface {
	// Name is the channel in the database: mail, wecom, sms, …
	Name() string
	// Manner is how it is to be used.
	Manner() Manner
	// Address is where the person is reached this way, empty when they are not.
	Address(Recipient) string
	// Send hands the parcel over. It calls handing, once, right before the step that cannot be taken back, and
	// gives up when handing fails. A refusal that says more than "try again later" is a *Failure.
	Send(ctx context.Context, p Parcel, handing func() error) error
}

// Manner is how a channel is to be used.
type Manner struct {
	Label      cases.Words // its name for people
	Repeatable bool        // a receiver knows a repeated parcel by its ID, so that repeating one does no harm
	Single     bool        // each message goes by itself, not several to one receiver at once
	UrgentOnly bool        // only what is about urgent requests goes this way
	Files      bool        // documents go along
}

// Parcel is one message ready to go. A repeated parcel has the same ID and the same address.
type Parcel struct {
	ID       string // letters, digits and hyphens; no other parcel of any installation has it
	To       string // address in the channel's terms
	Name     string // of the receiver
	Lang     string // zh or en
	At       time.Time
	Urgent   bool
	Subject  string
	Text     string // plain text, the whole message
	HTML     string // the same as a page for mail
	Endpoint Endpoint
	Events   []Payload // the same for programs
	Files    []File    // for channels that take them
}

// File is a document that goes with a message.
type File struct {
	Name    string
	Type    string // media type
	Content []byte
}

// Failure is why a parcel did not get through, in words for an administrator.
type Failure struct {
	cases.Words
	Final   bool          // trying again is of no use
	Gone    bool          // the group or program wants no messages any more: it is switched off
	Down    bool          // the channel itself does not answer: leave it alone for a minute
	Unknown bool          // the receiver may have got it
	Busy    bool          // there were too many at once: it counts as no attempt
	Wait    time.Duration // the receiver asks for this pause
	Cause   error
}

func (f *Failure) Error() string { return f.En }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Endpoint is a group robot or a program that is told, of one bureau's cases or of all. One of the channel mail is a
// reader of released reports (readers.go), who is told of no case.
type Endpoint struct {
	ID        int64
	Channel   string
	Name      string
	Bureau    string // empty for all
	URL       string
	Secret    string
	OldSecret string // still valid beside Secret while a rotation is under way
	Active    bool
}

// Payload is one notice as a program reads it.
type Payload struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Topic     Topic     `json:"topic"`
	Action    string    `json:"action,omitempty"`
	Case      string    `json:"case,omitempty"`
	Milestone string    `json:"milestone,omitempty"`
	Level     int       `json:"level,omitempty"`
	Due       string    `json:"due,omitempty"`
	Urgent    bool      `json:"urgent"`
	Title     string    `json:"title"`
	Text      string    `json:"text"`
	URL       string    `json:"url"`
}
