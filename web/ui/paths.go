package ui

import "jiangqitong/web/static"

// Addresses that the page frame itself points to. The server mounts its handlers at these.
const (
	// PathHome leads each signed-in person to their own first page.
	PathHome = "/"
	// PathSignIn shows the sign-in form.
	PathSignIn = "/signin"
	// PathSignOut ends the session (POST).
	PathSignOut = "/signout"
	// PathInbox lists the person's messages.
	PathInbox = "/inbox"
	// PathAccount is the person's own settings.
	PathAccount = "/account"
	// PathLanguage takes a POST with lang and next, keeps lang in a cookie and redirects to next.
	PathLanguage = "/language"
)

// Names of the hidden fields that every changing form sends.
const (
	// FieldKey carries the idempotency key: the same key sent twice changes things once.
	FieldKey = "idempotency_key"
	// FieldVersion carries the version of the record that the person looked at.
	FieldVersion = "version"
)

// Asset is the address of a file of package static, such as app.css.
func Asset(name string) string { return static.URL(name) }
