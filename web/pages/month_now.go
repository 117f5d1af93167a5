package pages

import (
	"context"
	"time"

	"jiangqitong/internal/workday"
	"jiangqitong/reports"
	"jiangqitong/web/ui"
)

// toSecond is an instant to the second, in China.
func toSecond(t time.Time) string { return t.In(workday.Zone).Format("15:04:05") }

// unfrozen is the same period by the records of now.
func (p Month) unfrozen() Report { return Report{Period: p.Period, Live: true} }

// light is one number of how requests stand now.
type light struct {
	label, value, href, tip string
	color                   ui.LightColor
}

// lights are the requests in hand now by their promises, each with its cases.
func (p Month) lights(ctx context.Context) (list []light) {
	at := Report{Period: p.Present.Period}.exact(p.Present)
	for _, l := range []struct {
		code  string
		color ui.LightColor
	}{{"in_hand", ""}, {"overdue", ui.LightRed}, {"near_due", ui.LightYellow}, {"on_track", ui.LightGreen}, {"tracked", ""}} {
		m, _ := reports.MeasureOf(l.code)
		cell := reports.Cell{Kind: reports.Count, N: p.Present.Figures[l.code].N}
		list = append(list, light{in(ctx, m.Name), cell.Print(lang(ctx)), at.number(&reports.Link{Measure: l.code}), in(ctx, m.Tip()), l.color})
	}
	return list
}
