package reports

import (
	"time"

	"jiangqitong/cases"
)

// ledgerFields are the columns of the ledger (台账) after its running number, in the order of the field's printed form;
// periodFields follow.
var ledgerFields = append([]field{noField, filedField, sourceField, companyField, usccField, streetField, industryField, scaleField,
	contactField, phoneField, categoryField, titleField, bodyField, urgentField, leadField, coField, liaisonField, routedField,
	signedField, reachedField, firstDueField, dueField, extendedField, returnedField, progressField, expectedField, doneField,
	resultField, onTimeField, lateField, calledField, scoreField, solvedField, redoneField, supervisedFld, remarkField,
	groupField}, periodFields...)

// periodFields say how the period counts a case: with them every figure of a report can be reckoned again from its ledger.
var periodFields = []field{intakeField, wasDueField, begunField, ratedField, pausedField, improperField, disputedField,
	keptField(cases.RouteBy, "按时交办", "Routed on time"), keptField(cases.SignBy, "按时签收", "Signed on time"),
	keptField(cases.ContactBy, "按时联系", "Contacted on time"), keptField(cases.PlanBy, "按时提方案", "Planned on time"), answersField}

var (
	begunField    = field{column("本轮起算", "Round begun", 17), when(func(v *View) time.Time { return v.Begun(v.Round) })}
	ratedField    = field{column("计满意度", "Counted for satisfaction", 9), func(_ *printer, v *View) Cell { return text(yesNo[tri(v.Category.Rated)]) }}
	pausedField   = field{column("暂停天数", "Days paused", 9), count((*View).pausedDays)}
	disputedField = field{column("退单待裁定", "Return to rule on", 9), func(_ *printer, v *View) Cell { return text(yesNo[tri(v.disputed())]) }}
	answersField  = field{column("协办答复", "Co-bureaus' answers", 28), (*printer).answers}
)

// keptField says of a promise that fell due in the period whether it was kept; empty for one that did not.
func keptField(m cases.Milestone, zh, en string) field {
	return field{column(zh, en, 9), func(_ *printer, v *View) Cell {
		if !v.due(m) {
			return Cell{}
		}
		return text(yesNo[tri(v.onTime(m))])
	}}
}

// ledgerSheet is the place of the ledger in the Book. Its rows are streamed.
func ledgerSheet() *Sheet {
	return &Sheet{Code: "ledger", Name: Words{Zh: "台账", En: "Ledger"}, Ledger: true, Tables: []*Table{{
		Title:   Words{Zh: "企业诉求办理台账", En: "Ledger of enterprise requests"},
		Columns: numbered(ledgerFields),
		Notes: []Words{{Zh: "含本期承办的全部诉求，以及此前已办结、仅时限落在本期的诉求；联系电话已脱敏，保密诉求隐去企业和内容。",
			En: "Every request handled in the period, and those done before whose promise fell due in it. Phones are masked; confidential requests keep company and text to themselves."}}}}}
}

// numbered are the columns of a ledger with these fields, after its running number.
func numbered(fields []field) []Column {
	return append([]Column{column("序号", "No.", 7)}, fieldColumns(fields)...)
}

// ledgerRow prints a case as the n-th line of the ledger into row, which has a cell for each column.
func (p *printer) ledgerRow(n int64, v *View, row []Cell) { p.row(ledgerFields, n, v, row) }

func (p *printer) row(fields []field, n int64, v *View, row []Cell) {
	row[0] = Cell{Kind: Count, N: n}
	for i, f := range fields {
		row[i+1] = f.cell(p, v)
	}
}
