// Package pages holds the product's pages: one templ file a page, with the struct of what it shows. Pages read cases as
// the desk hands them out and put them together from the components of package ui; they ask no database and know no
// request.
package pages

//go:generate go tool templ generate
