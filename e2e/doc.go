// Package e2e plays the product from outside: people in a real browser (Chromium), mail in a real SMTP conversation, a
// workbook that is opened again, all against the whole server put together as it is in earnest.
//
// The tests speak as people do. A person opens, follows, presses, fills in and reads; controls are found by the words
// that stand on them, so a label that is missing fails the story. While they do so everything that must not happen
// is watched for: errors of scripts, requests that fail or leave the server, breaches of the content policy. Every page
// they come to is looked at: nothing wider than the window, every control named, one heading, the right language.
//
// Read it in this order:
//
//	house_test.go    the server under test, its people, clock and mail
//	browser_test.go  one Chromium for all; person_test.go, a person before it; hands_test.go, what they press and type
//	watch_test.go    what must not happen; look_test.go, what every page must be
//	story_test.go    one request from registration to the month's end; month_test.go, the month held against its
//	                 cases and the workbook
//	rooms_test.go    every kind of page, by every role, over the sample data
//
// go test ./e2e -screenshots DIR keeps a picture of every page.
package e2e
