package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// TableProps is a table that turns into cards on a phone.
type TableProps struct {
	// Caption says what the table shows; it is read out, and seen unless HideCaption.
	Caption     string
	HideCaption bool
	Columns     []Column
	Rows        []Row
	// Foot is a row of totals; may be empty.
	Foot []Cell
	// Empty is the sentence shown when there are no rows.
	Empty string
	// Dense is for wide statistics: small type, no cards on a phone but sideways scrolling.
	Dense bool
	// Pairs is for many rows of a short cell and a sentence: close, and a table on a phone too.
	Pairs bool
}

// Column heads one column.
type Column struct {
	Label string
	// Num sets figures flush right.
	Num bool
	// Short says that what stands in the column is short and is not broken into lines.
	Short bool
}

// Row is one line of a table.
type Row struct {
	Cells []Cell
	// Light colours the row's edge.
	Light LightColor
}

// Cell is one field of a row.
type Cell struct {
	// Text leads to Href when there is one; Sub stands below it in small type.
	Text, Href, Sub string
	// Body stands in place of Text.
	Body templ.Component
	// Main is the cell that names the row; on a phone it heads the card and its link covers it.
	Main bool
}

// empty says that there is nothing to read in the cell, so that a phone need not show its heading.
func (c Cell) empty() bool { return c.Body == nil && c.Text == "" && c.Sub == "" }

// CaseItem is one case in a list.
type CaseItem struct {
	No, Href, Title string
	// State is the lifecycle's name, StateLabel its words.
	State, StateLabel string
	Light             LightColor
	LightText         string
	// Dues says below the light what the promise was at first and is now, where that differs, and whether it is provisional.
	Dues string
	// Facts are the quiet words below the title: company, category, bureau, date.
	Facts []string
	// Mark is a small label, such as 紧急.
	Mark string
}

// Tab is one view of a list.
type Tab struct {
	Label, Href string
	// Count stands beside the label; below zero it is left out.
	Count   int
	Light   LightColor
	Current bool
}

// Pager leads through a list by its keys; an empty address leaves that way out. First leads to the beginning, from pages
// beyond it.
type Pager struct {
	First, Prev, Next string
	// Info says where the reader is, such as 第 51–100 条; may be empty.
	Info string
}

// File is one attachment.
type File struct {
	Name, Href string
	// Thumb is the address of a small picture; empty draws the sort of file.
	Thumb string
	// Detail is the size, and who added it when.
	Detail string
}

// Failure is a page that says what went wrong.
type Failure struct {
	// Status is the HTTP status; Title and Text say what is wrong and what to do.
	Status      int
	Title, Text string
	// RequestID lets the operator find the request in the log; may be empty.
	RequestID string
	// Back leads out; the label defaults to the person's first page.
	Back Link
}

func (t Tab) count() string {
	if t.Count > 9999 {
		return "9999+"
	}
	return strconv.Itoa(t.Count)
}
