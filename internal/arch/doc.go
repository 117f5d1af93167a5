// Package arch holds the shape of the house: who may import whom, which package
// is the door of each dependency, and what the rules of the field must not touch.
// It is all tests; they fail with the name of the file that breaks a rule.
//
//	             cmd/jiangqitong
//	web ──► reports    notify    accounts    migrations
//	  └────────┬─────────┴──────────┘            │
//	         cases                               │
//	 internal/workday   internal/db ◄────────────┘
package arch
