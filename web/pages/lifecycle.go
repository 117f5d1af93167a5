package pages

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// place is where a state stands in the drawing, by its middle.
type place struct{ x, y float64 }

// places lays the life out from left to right, what waits above it and the other endings below.
var places = map[cases.State]place{
	cases.Filed: {100, 190}, cases.Dispatched: {310, 190}, cases.Handling: {520, 190}, cases.Reviewing: {730, 190},
	cases.Replied: {940, 190}, cases.Closed: {1150, 190},
	cases.Returned: {205, 50}, cases.Waiting: {520, 50}, cases.Tracking: {730, 50},
	cases.Rejected: {205, 340}, cases.Withdrawn: {415, 340}, cases.Merged: {625, 340},
}

// The size of the drawing and of a state in it, and how far an arrow bends aside, so that two that go to and fro between
// the same states lie apart.
const (
	drawWidth, drawHeight = 1250, 390
	boxWidth, boxHeight   = 158, 44
	bend                  = 16
)

// arrow is a way from one state to another, with the actions that go it.
type arrow struct {
	path, actions string
	ending        bool // leads to an ending beside the main one
}

// arrows are the ways between the states, as the lifecycle's rows have them.
func arrows(ctx context.Context) []arrow {
	type way struct{ from, to cases.State }
	labels, order := map[way][]string{}, []way(nil)
	for _, step := range cases.Lifecycle {
		for _, from := range step.From {
			if step.To == "" || step.To == from {
				continue
			}
			w := way{from, step.To}
			if labels[w] == nil {
				order = append(order, w)
			}
			if label := in(ctx, step.Label); !slices.Contains(labels[w], label) {
				labels[w] = append(labels[w], label)
			}
		}
	}
	list := make([]arrow, len(order))
	for i, w := range order {
		list[i] = arrow{path: curve(places[w.from], places[w.to]), actions: strings.Join(labels[w], i18n.T(ctx, "shell.list_mark")),
			ending: !w.to.Open() && w.to != cases.Closed}
	}
	return list
}

// curve draws a bent line between the edges of two boxes.
func curve(a, b place) string {
	dx, dy := b.x-a.x, b.y-a.y
	length := math.Hypot(dx, dy)
	lift := bend + max(0, length-220)*0.16
	middle := place{(a.x+b.x)/2 - dy/length*-lift, (a.y+b.y)/2 + dx/length*-lift}
	start, end := edge(a, middle), edge(b, middle)
	return fmt.Sprintf("M%.1f %.1fQ%.1f %.1f %.1f %.1f", start.x, start.y, middle.x, middle.y, end.x, end.y)
}

// edge is where the line from a box's middle towards a point leaves the box.
func edge(box, towards place) place {
	dx, dy := towards.x-box.x, towards.y-box.y
	scale := math.Min((boxWidth/2+3)/math.Max(math.Abs(dx), 1e-9), (boxHeight/2+3)/math.Max(math.Abs(dy), 1e-9))
	return place{box.x + dx*scale, box.y + dy*scale}
}

func px(v float64) string { return fmt.Sprintf("%.0f", v) }

// lifecycleTable is the table in words.
func lifecycleTable(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "lifecycle.table"), HideCaption: true, Columns: columns(ctx,
		"lifecycle.action", "lifecycle.way", "lifecycle.who", "lifecycle.when", "lifecycle.asks", "lifecycle.clocks", "lifecycle.tells")}
	for _, step := range cases.Lifecycle {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: in(ctx, step.Label), Sub: string(step.Action), Main: true}, {Text: stateNames(ctx, step.From), Sub: arrowTo(ctx, step.To)},
			{Text: in(ctx, step.Who.Words())}, {Text: in(ctx, step.When.Says)}, {Text: askNames(ctx, step.Asks)}, {Text: effects(ctx, step.Clocks)},
			{Text: in(ctx, step.Tells.Words()), Sub: map[bool]string{true: i18n.T(ctx, "lifecycle.public")}[step.Public]}}})
	}
	return t
}

func arrowTo(ctx context.Context, to cases.State) string {
	if to == "" {
		return ""
	}
	return "→ " + in(ctx, to.Words())
}

func stateNames(ctx context.Context, states []cases.State) string {
	if len(states) == len(cases.States()) {
		return i18n.T(ctx, "lifecycle.any")
	}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = in(ctx, s.Words())
	}
	return strings.Join(names, i18n.T(ctx, "shell.list_mark"))
}

func askNames(ctx context.Context, asks []cases.Field) string {
	names := make([]string, len(asks))
	for i, ask := range asks {
		names[i] = in(ctx, ask.Label)
		if !ask.Required {
			names[i] += i18n.T(ctx, "lifecycle.optional")
		}
	}
	return strings.Join(names, i18n.T(ctx, "shell.list_mark"))
}

func effects(ctx context.Context, list []cases.Effect) string {
	said := make([]string, len(list))
	for i, e := range list {
		names := make([]string, len(e.Milestones))
		for j, m := range e.Milestones {
			names[j] = in(ctx, m.Words())
		}
		what := strings.Join(names, i18n.T(ctx, "shell.list_mark"))
		if len(names) == 0 {
			what = i18n.T(ctx, "lifecycle.all_clocks")
		}
		said[i] = i18n.T(ctx, "op."+string(e.Op)) + i18n.T(ctx, "shell.colon") + what
	}
	return strings.Join(said, "; ")
}
