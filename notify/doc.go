// Package notify decides who hears of an event and makes sure that they really do.
//
// Read it in this order:
//
//	audience.go    who hears of an event: pure, from the lifecycle's Tells
//	facts.go       what there is to tell, kept once; words.go, the words for each reader
//	pump.go        events not yet announced → notices, messages in inboxes, deliveries
//	inbox.go       the inbox inside the product
//	send.go        deliveries that are due → envelopes handed to a channel; claim.go, its statements
//	pack.go        the envelope's content: what is still true, still wanted and for these eyes; letter.go, its look
//	applies.go     is what was to be told still true?
//	channel.go     what a channel is; the channels themselves are in the folder channels
//	digest.go      the morning's list and the week's list
//	report.go      a report's draft, and the released report; readers.go, who gets it besides the leaders
//	deliveries.go  what failed, to be sent again or set aside by an administrator
//
// # What is guaranteed
//
// An event and its notice, messages and deliveries are tied by the transaction that marks the event announced, and
// by unique keys: (event), (notice, person), (notice, receiver, channel). Whatever crashes, restarts or runs twice,
// each person finds each event in the inbox exactly once.
//
// A delivery is claimed durably, handed over and marked sent. Before the step of a channel that cannot be taken
// back, the envelope's number is stored; a program that dies before that has sent nothing and the delivery is
// sent again when its lease ends. A program that dies after it, before the mark, leaves the outcome unknown. A
// channel whose receivers know a repeated message by its identity (mail by Message-ID, signed webhooks by webhook-id)
// then repeats the same envelope with the same identity, so nothing is lost and at most one copy can be double; the
// other channels (group robots, SMS) never repeat: the delivery fails with that reason and an administrator
// decides. In both cases the message stands in the inbox.
//
// A delivery that fails is tried again with growing pauses; when it has failed for good, administrators read so
// in their inbox. A server that does not answer costs one attempt a minute and holds up no other channel.
package notify
