// Package notify decides who hears of an event and makes sure that they really do.
//
// Read it in this order:
//
//	audience.go    who hears of an event: pure, from the lifecycle's Tells
//	facts.go       what there is to tell, kept once; words.go, the words for each reader
//	pump.go        events not yet announced → notices, messages in inboxes, deliveries; crowd.go, whom it asks about
//	bundle.go      what belongs together: one line of the inbox and one part of a letter for many requests
//	inbox.go       the inbox inside the product
//	send.go        deliveries that are due → envelopes handed to a channel; claim.go, who sends what; outcome.go, how it went
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
// A delivery is claimed durably under a lease, handed over and marked sent. Before the step of a channel that cannot be
// taken back, the envelope's number is stored and the lease begins anew; the hand-over is broken off after half a lease,
// so that no second instance takes up what the first is still handing over. Every outcome is written only by whoever
// holds the lease, but for an acceptance, which counts whoever learns it. It is recorded also while the program is
// stopping, and again and again for a while when the database does not answer.
//
// What remains is a program that is killed, or loses its database for long, between the receiver's acceptance and our
// record of it: nobody knows the outcome then. A program that dies before the hand-over has sent nothing, and the
// delivery is sent when its lease ends. A channel whose receivers know a repeated message by its identity (mail by
// Message-ID, signed webhooks by webhook-id) repeats the same envelope with the same identity, so nothing is lost and at
// most one copy can be double; the other channels (group robots, SMS) never repeat: the delivery fails with that reason
// and an administrator decides. In both cases the message stands in the inbox. This is the only repetition there is.
//
// What is about urgent cases goes at any hour, in envelopes of its own, and everything else in sending hours: also when it
// has to be repeated.
//
// A delivery that fails is tried again with growing pauses; when it has failed for good, administrators read so
// in their inbox. A server that does not answer costs one attempt a minute and holds up no other channel.
package notify
