// Package ui is the product's design system: typed, server-rendered components that every page is put together from.
//
// A page is a templ component wrapped in Layout:
//
//	@ui.Layout(ui.Page{Title: "诉求详情", Viewer: viewer, Nav: nav, Path: r.URL.RequestURI()}) {
//		@ui.PageHead("门口道路水浸", "沿江路 12 号") {
//			@ui.LinkButton("打印", "/cases/1/print", ui.ToneNeutral, "print")
//		}
//		@ui.Card(ui.CardProps{Title: "时限"}) {
//			@ui.ClockRow(ui.Clock{Label: "签收", Due: "6月30日 17:30", Light: ui.LightGreen, Spent: 40})
//		}
//	}
//
// Frame and parts: Layout, PageHead, Section, Card, Columns, Halves, Stack, Gate (sign-in), Figures with KeyFigure, DL, Avatar, Person,
// CaseNo, Empty, Prose, Icon. Status: Light, Badge, StateBadge, ClockRow, Steps, Timeline, Time, RatingView. Lists: Table,
// CaseList, Tabs, Pagination, Breadcrumb, Attachments. Forms: Input and Inputs over Field, Form, FormErrors, Button,
// LinkButton, PostButton, Offers and OfferForm, FilterBar. Messages: Alert, Page.Flash, ErrorPage. Charts are in package
// ui/chart. StyleGuide shows them all.
//
// Rules that hold for all of them:
//
//   - Components take plain strings and structs and know nothing of cases.
//   - The language comes from the context (package i18n); labels that a page passes in are already translated.
//   - No style attributes and no scripts in the page, since the content security policy is default-src 'self'. Looks live
//     in static/css, behaviour that may be missing in static/app.js.
//   - Colour never speaks alone: each light has a shape and words, each chart a table.
package ui

//go:generate go tool templ generate
