package pages

import (
	"net/url"

	"jiangqitong/cases"
	"jiangqitong/reports"
)

// PathMonth leads to the report that people come for, and to every other below it.
const PathMonth = "/month"

// Report is the address of a report.
type Report struct {
	Period cases.Period
	// CutOff is the cut-off that was asked for, empty for the usual one; Live asks for the live figures of a frozen period.
	CutOff string
	Live   bool
}

// Href is the page of the report.
func (r Report) Href() string { return r.at("", url.Values{}) }

// at is an address below the report's, with more in its query.
func (r Report) at(below string, query url.Values) string {
	if r.CutOff != "" {
		query.Set("cut_off", r.CutOff)
	}
	if r.Live {
		query.Set("live", "yes")
	}
	href := PathMonth + "/" + r.Period.Name() + below
	if len(query) > 0 {
		href += "?" + query.Encode()
	}
	return href
}

// number leads from a number of the report to exactly its cases, empty when it has none. A number of an earlier period
// leads to the cases of that.
func (r Report) number(link *reports.Link) string {
	if link == nil {
		return ""
	}
	if link.Period != "" {
		earlier, err := cases.ParsePeriod(link.Period)
		if err != nil {
			return ""
		}
		r = Report{Period: earlier}
	}
	return r.at("/cases", link.Query())
}

// asOfNow is the address of what a frozen report would be by the records of now, with its own cut-off.
func (r Report) asOfNow(issue reports.Issue) Report {
	return Report{Period: r.Period, CutOff: cases.CutOffName(issue.Period.CutOff)}
}

// exact is the address whose lists hold what the report of a period that still runs counted, however late they are read.
func (r Report) exact(book *reports.Book) Report {
	if p := book.Period; r.CutOff == "" && p.End().Before(p.Last.End()) {
		r.CutOff = cases.CutOffName(p.CutOff)
	}
	return r
}
