// Package year lets the product live through a whole year and compares what it recorded, told and sent with a naive
// recomputation. It is all tests: of some hundred cases every day, of thousands by make year. -v tells how much was
// compared, -seed N draws another year.
//
// The life:
//
//	year_test.go       the years and their engines; live_test.go, how time passes in them
//	town_test.go       who lives there, and what is promised to them
//	chance_test.go     what people do, drawn by chance from what the product offers them
//	rounds_test.go     the instances at work, and how they die; kill_test.go, processes that are killed;
//	                   fuse_test.go, how work is cut
//	incidents_test.go  downtime, jumps of the machine's clock, notices of holidays
//	letters_test.go    the post office: it refuses, hangs, and keeps what it is given; ways_test.go, robots, programs and
//	                   short messages, and how their offices fail
//
// The recomputation, which calls nothing of the product that counts, decides or tells:
//
//	rules_test.go      its reading of the rules: what is promised, when somebody is reminded, who hears
//	almanac_test.go    its calendar: days counted one by one, office time minute by minute
//	promise_test.go    when a promise is due and crosses its levels
//	deeds_test.go      what each deed does to a case
//	replay_test.go     each case lived again
//
// The comparison:
//
//	compare_test.go    reminders recorded at their true instants, and inboxes
//	lists_test.go      the morning's and the week's lists
//	post_test.go       what left the house: each once, in sending hours, while it is true; what was not sent has a reason
package year
