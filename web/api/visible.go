package api

import (
	"fmt"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// viewOf shows a case to its reader.
func viewOf(v cases.View, a cases.Actor, lang string) *Case {
	c := &Case{No: v.No, Version: v.Version, State: string(v.State), Round: v.Round, YouAre: v.Party.Words().In(lang),
		Company: Party{v.Company, v.CompanyName}, Filer: v.FilerName, ContactName: v.ContactName, ContactPhone: phoneFor(v),
		VisitTimes: v.VisitTimes, Category: v.Category, Street: v.Street, Title: v.Title, Body: v.Body, Source: string(v.Source),
		Urgent: v.Urgent, Confidential: v.Confidential, Against: v.Against, Lead: v.Lead, CoBureaus: listed(v.CoBureaus()),
		RouteReason: v.RouteReason.In(lang), Policy: fmt.Sprintf("%s/%d", v.Policy, v.PolicyVersion), Result: string(v.Result),
		ReasonCode: v.ReasonCode, Reply: v.Reply, Final: v.Final, Score: v.Score, IsSolved: string(v.IsSolved),
		FirstDue: at(v.FirstDue), Due: at(v.Due), Promise: v.Promise.String(), Feedback: v.NextFeedback.String(),
		FiledAt: at(v.FiledAt), SentAt: at(v.DispatchedAt), SignedAt: at(v.SignedAt), ContactedAt: at(v.ContactedAt),
		PlannedAt: at(v.PlannedAt), RepliedAt: at(v.RepliedAt), ClosedAt: at(v.ClosedAt), UpdatedAt: at(v.UpdatedAt),
		Legs: []Leg{}, Clocks: []Clock{}, Events: []Event{}, Files: []File{}, Offers: []Offer{}}
	c.Light, c.NextDue = string(v.Light), at(v.NextDue)
	for _, leg := range v.Legs {
		c.Legs = append(c.Legs, Leg{leg.N, leg.Bureau, leg.Round, string(leg.State), leg.Task, leg.Answer, at(leg.AddedAt), at(leg.SignedAt), at(leg.AnsweredAt)})
	}
	for i := range v.Clocks {
		c.Clocks = append(c.Clocks, clockOf(&v.Clocks[i], v.Moment, lang))
	}
	for _, e := range v.Events {
		c.Events = append(c.Events, eventOf(e, lang))
	}
	for _, r := range v.Rounds {
		c.Rounds = append(c.Rounds, Round{r.N, r.Lead, string(r.Result), r.Score, r.Reply, at(r.FirstDue), at(r.Due), at(r.RepliedAt), at(r.ClosedAt)})
	}
	for _, f := range v.Files {
		c.Files = append(c.Files, fileOf(f, v.No))
	}
	for _, step := range v.Offers {
		c.Offers = append(c.Offers, offerOf(step, v.No, lang))
	}
	if !a.Role.Outside() {
		c.Internal = internalOf(v.Case)
	}
	return c
}

func internalOf(c *cases.Case) *Internal {
	return &Internal{c.Disputed, c.Supervised, c.Instructed, c.Explained, c.Dissatisfied, c.CallBack, c.ExtendTo.String(),
		c.TrackTo.String(), c.Returns, c.ImproperReturns, c.Extensions, c.Reminders, c.Typical}
}

// phoneFor masks the number for all but the company whose own it is.
func phoneFor(v cases.View) string {
	if v.Party.Has(cases.Filer) {
		return v.ContactPhone
	}
	return cases.MaskPhone(v.ContactPhone)
}

func clockOf(k *cases.Clock, m cases.Moment, lang string) Clock {
	c := Clock{N: k.N, Milestone: string(k.Milestone), Label: k.Milestone.Words().In(lang), Round: k.Round, Leg: k.Leg,
		Budget: k.InForce().Budget.String(), Until: k.Until.String(), Policy: k.InForce().Policy, Start: at(k.Start), FirstDue: at(k.FirstDue), Due: at(k.Due),
		Provisional: k.Provisional, State: "running", Light: string(k.LightAt(m.Now, m.Calendar())), EndedAt: at(k.EndedAt),
		OnTime: k.OnTime(), AsPromised: k.AsPromised(), Ledger: ledgerOf(k)}
	switch {
	case k.Ended != "":
		c.State = string(k.Ended)
	case k.Paused():
		c.State = string(cases.Paused)
	}
	return c
}

// ledgerOf is what happened to the promise.
func ledgerOf(k *cases.Clock) []Entry {
	list := make([]Entry, len(k.Ledger))
	for i, e := range k.Ledger {
		list[i] = Entry{Kind: string(e.Kind), At: at(e.At), Actor: e.Actor, Reason: e.Reason, Until: e.Until.String(),
			Policy: e.Terms.Policy, Budget: e.Terms.Budget.String(), Calendar: e.Calendar, Due: at(e.Due)}
	}
	return list
}

func eventOf(e cases.Event, lang string) Event {
	return Event{At: at(e.At), Action: string(e.Action), Label: e.Action.Words().In(lang), Actor: e.ActorName, Role: string(e.ActorRole),
		Bureau: e.Bureau, From: string(e.From), To: string(e.To), Round: e.Round, Leg: e.Leg, Milestone: string(e.Milestone),
		Level: e.Level.Words().In(lang), Public: e.Public, Text: e.Text, Data: e.Data, Version: e.Seq}
}

func offerOf(step cases.Step, no, lang string) Offer {
	o := Offer{Action: string(step.Action), Label: step.Label.In(lang), Href: Prefix + "/cases/" + no + "/" + string(step.Action),
		To: string(step.To), Fields: []Field{}}
	for _, f := range step.Asks {
		o.Fields = append(o.Fields, Field{f.Name, f.Label.In(lang), string(f.Kind), f.Required, f.Max, optionsOf(f.Options, lang)})
	}
	return o
}

func optionsOf(list []cases.Option, lang string) (options []Option) {
	for _, o := range list {
		options = append(options, Option{o.Value, o.Label.In(lang)})
	}
	return options
}

// at shows an instant in Asia/Shanghai; never stays never.
func at(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(workday.Zone)
}

// listed makes an empty list of none.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
