package reports

// ledgerFields are the columns of the ledger (台账) after its running number, in the order of the field's printed form;
// the last three say how the period counts the case.
var ledgerFields = []field{noField, filedField, sourceField, companyField, usccField, streetField, industryField, scaleField,
	contactField, phoneField, categoryField, titleField, bodyField, urgentField, leadField, coField, liaisonField, routedField,
	signedField, reachedField, firstDueField, dueField, extendedField, returnedField, progressField, expectedField, doneField,
	resultField, onTimeField, lateField, calledField, scoreField, solvedField, redoneField, supervisedFld, remarkField,
	groupField, intakeField, wasDueField}

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
