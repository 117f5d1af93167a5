// Package cases is the heart of Jiangqitong (江企通): the enterprise request (企业诉求), its life, its
// promises and the people who may touch it.
//
// Read it in this order:
//
//	case.go       what a case is
//	actor.go      who acts; party.go, how an actor is related to a case and what they may see
//	lifecycle.go  the one table of who may do what when
//	changes.go    what each action changes beyond the state; legs.go and closing.go go on with it;
//	              merge.go, what a merge does to two cases
//	apply.go      the table at work: Case.Apply, pure
//	milestone.go  which promises there are, who owes them, how far their reminders go
//	clock.go      a promise counted on the working-day calendar, with its ledger; effect.go, what a row does to it
//	refs.go       policies, how long each promise is; routing.go, who leads
//	desk.go       the one write door: load, apply, save
//	timer.go      what happens when nobody acts
//	resettle.go   what happens to promises when the calendar (recount.go) or a policy (repromise.go) changes; renewal.go,
//	              many cases promised anew in the background
//	worklist.go   who has what to do
//	verify.go     what is stored, worked out anew
//
// Rules are pure: they know the outside world only as a Moment. Only desk.go, store.go and the files of
// reads and edits touch the database.
package cases
