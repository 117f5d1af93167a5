// Package reports makes the month (月报): a pure fold over the ledger into a Book of sheets, tables and cells, which
// prints itself as a workbook, as text, and by package web as a page.
//
// Read it in this order:
//
//	book.go      what a Book is; link.go, how a number leads to its cases
//	view.go      a case seen from a period
//	measure.go   the one table of measures: from it come the figures, their definitions and the lists behind them
//	fold.go      counting records; number.go, how figures are printed; scoring.go, points for rates
//	monthly.go   the Book of a period, sheet by sheet: summary.go, breakdown.go, lists.go, ledger.go, notes.go
//	xlsx.go      a Book as a workbook; text.go, as text
//	press.go     the door: reads the ledger, folds, prints; figures.go, past months; issue.go, frozen issues;
//	             trace.go, what they keep of each case; correction.go, what changed since;
//	             release.go, letting them go to the leaders;
//	             schemes.go, the versions of the scoring rules
//	live.go      live Books shared among readers; sharing.go, how
//	ahead.go     reading cases while others are reckoned
//	csv.go       the ledger as CSV; export.go, any list of cases as a ledger
//
// Everything down to monthly.go is pure: no SQL, no clock.
package reports
