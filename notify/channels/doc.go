// Package channels holds the ways out of the house: mail, group robots, SMS and signed webhooks. Each is one small
// type that implements notify.Channel; it alone knows its wire format and what the other side's answers mean.
package channels
