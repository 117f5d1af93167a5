package pages

import (
	"context"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// look is how an offer presents itself.
type look struct {
	icon    string
	forward bool // decides or carries the case on: these stand first, and the first of them is the page's main button
	grave   bool // cannot be taken back
	files   bool // takes attachments
}

// looks gives each action its look; an action that is not listed is a plain button.
var looks = map[cases.Action]look{
	cases.Return:          {icon: "undo"},
	cases.Refile:          {icon: "send", forward: true, files: true},
	cases.Reject:          {icon: "close", grave: true},
	cases.Withdraw:        {icon: "undo", grave: true},
	cases.Route:           {icon: "route", forward: true},
	cases.Reassign:        {icon: "route"},
	cases.Sign:            {icon: "check", forward: true},
	cases.Contact:         {icon: "phone", forward: true, files: true},
	cases.Plan:            {icon: "edit", forward: true, files: true},
	cases.Decline:         {icon: "undo", files: true},
	cases.Uphold:          {icon: "shield", forward: true},
	cases.Ask:             {icon: "chat"},
	cases.Answer:          {icon: "send", forward: true, files: true},
	cases.Extend:          {icon: "calendar"},
	cases.Grant:           {icon: "check", forward: true},
	cases.Refuse:          {icon: "close", forward: true},
	cases.AddCo:           {icon: "users"},
	cases.CoSign:          {icon: "check", forward: true},
	cases.CoAnswer:        {icon: "send", forward: true, files: true},
	cases.CoDecline:       {icon: "undo"},
	cases.Note:            {icon: "lock", files: true},
	cases.Progress:        {icon: "megaphone", files: true},
	cases.Submit:          {icon: "send", forward: true, files: true},
	cases.Approve:         {icon: "check-double", forward: true},
	cases.SendBack:        {icon: "undo", forward: true},
	cases.Reply:           {icon: "send", forward: true, files: true},
	cases.RequestTracking: {icon: "flag"},
	cases.ApproveTracking: {icon: "check", forward: true},
	cases.RefuseTracking:  {icon: "close", forward: true},
	cases.Feedback:        {icon: "megaphone", forward: true, files: true},
	cases.Rate:            {icon: "star", forward: true},
	cases.CallBack:        {icon: "phone", forward: true, files: true},
	cases.Redo:            {icon: "refresh", forward: true},
	cases.Settle:          {icon: "check", forward: true},
	cases.Urge:            {icon: "megaphone"},
	cases.Supervise:       {icon: "flag"},
	cases.Instruct:        {icon: "edit", forward: true},
	cases.Acknowledge:     {icon: "send", forward: true, files: true},
	cases.Explain:         {icon: "info", files: true},
	cases.Seal:            {icon: "lock", grave: true},
	cases.Feature:         {icon: "star"},
	cases.Unfeature:       {icon: "undo"},
	cases.Merge:           {icon: "merge", grave: true},
}

// TakesFiles says whether the action's form takes attachments.
func TakesFiles(action cases.Action) bool { return action == cases.File || looks[action].files }

// offers are the buttons of the page with their small forms, the way forward first.
func (p Case) offers(ctx context.Context) []ui.Offer {
	var forward, others []ui.Offer
	for _, step := range p.Offers {
		offer := p.offer(ctx, step)
		if looks[step.Action].forward {
			forward = append(forward, offer)
		} else {
			others = append(others, offer)
		}
	}
	all := append(forward, others...)
	if len(forward) > 0 {
		all[0].Tone = ui.ToneAccent
		all[0].Open = all[0].Open || p.Actor.Role == cases.RoleCompany && p.Tried == nil
	}
	return all
}

func (p Case) offer(ctx context.Context, step cases.Step) ui.Offer {
	seen, action := looks[step.Action], string(step.Action)
	typed, hint := p.prefilled(step)
	offer := ui.Offer{Action: action, Href: CaseHref(p.No) + "/" + action, Label: in(ctx, step.Label), Icon: seen.icon,
		Hint: offerHint(ctx, action), Key: p.Key, Version: strconv.FormatInt(p.Version, 10)}
	if hint.Zh != "" {
		offer.Hint = in(ctx, hint)
	}
	if i18n.Has("button." + action) {
		offer.Submit = i18n.T(ctx, "button."+action)
	}
	if seen.grave {
		offer.Tone = ui.ToneBad
	}
	var bad cases.Problems
	if p.Tried != nil && p.Tried.Action == step.Action {
		typed, bad, offer.Open = p.Tried.Input, p.Tried.Problems, true
	}
	offer.Fields = Fields(ctx, p.Moment.Refs, step.Asks, typed, bad)
	if seen.files {
		offer.Fields = append(offer.Fields, FilesField(ctx, problemOf(ctx, bad, FieldFiles)))
	}
	if p.Tried != nil && p.Tried.Action == step.Action {
		offer.Fields = append(offer.Fields, kept(ctx, p.Tried.Files)...)
		if offer.Error = unfielded(ctx, bad, offer.Fields); p.Tried.stale() {
			offer.Error = i18n.T(ctx, "case.stale_kept")
		}
	}
	return offer
}

// kept carries files that an earlier try uploaded.
func kept(ctx context.Context, files []cases.Attachment) []ui.Field {
	if len(files) == 0 {
		return nil
	}
	f := ui.Field{Kind: ui.KindChecks, Name: FieldKept, Label: i18n.T(ctx, "form.kept")}
	for _, file := range files {
		id := strconv.FormatInt(file.ID, 10)
		f.Options = append(f.Options, ui.Option{Value: id, Label: file.Name, Hint: i18n.Bytes(file.Size)})
		f.Values = append(f.Values, id)
	}
	return []ui.Field{f}
}

func offerHint(ctx context.Context, action string) string {
	if i18n.Has("offer." + action) {
		return i18n.T(ctx, "offer."+action)
	}
	return ""
}

// prefilled is what the form starts with: the routing rules' suggestion, the text that has to be completed, the reply
// that was sent back.
func (p Case) prefilled(step cases.Step) (cases.Input, cases.Words) {
	switch step.Action {
	case cases.Route, cases.Reassign:
		routing := p.Moment.Refs.SuggestFor(p.View.Case)
		if !routing.Found || step.Action == cases.Reassign {
			return cases.Input{}, routing.Reason
		}
		return routing.Command().Input, routing.Reason
	case cases.Refile:
		return cases.Input{"title": p.Title, "body": p.Body}, cases.Words{}
	case cases.Submit, cases.Reply:
		return cases.Input{"text": p.Reply, "result": string(p.Result)}, cases.Words{}
	}
	return cases.Input{}, cases.Words{}
}

func (p Case) offersHint(ctx context.Context) string {
	if p.outsider() {
		return ""
	}
	return i18n.T(ctx, "case.offers_as", "Party", in(ctx, p.Party.Words()))
}

func (p Case) offered(action cases.Action) bool {
	for _, step := range p.Offers {
		if step.Action == action {
			return true
		}
	}
	return false
}

// summary is what stands above the page after a refusal: all of it when the form is gone, else nothing, because the
// open form says it.
func (t *Tried) summary(ctx context.Context, p Case) string {
	if p.offered(t.Action) && !t.stale() {
		return ""
	}
	return unfielded(ctx, t.Problems, nil)
}

// stale says that somebody changed the case before the action came.
func (t *Tried) stale() bool { return len(t.Problems) > 0 && t.Problems[0].Kind == cases.Stale }

func legTone(s cases.LegState) ui.Tone {
	switch s {
	case cases.LegAnswered:
		return ui.ToneGood
	case cases.LegDeclined:
		return ui.ToneWarn
	case cases.LegStopped:
		return ui.ToneNeutral
	}
	return ui.ToneAccent
}
