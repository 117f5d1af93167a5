// Command jiangqitong is the whole product in one program: the server, its set-up, its demonstration, and what an
// operator runs by hand. It only wires: settings and environment, the clock, signals and the timetable live here, the
// rules live in the packages it puts together.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the zone of China is known on every machine

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
)

// commands is the command line: each field is a command, its tags are its help.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Run the server."`
	Config    configCommand    `cmd:"" help:"Print the settings in force, secrets hidden."`
	Init      initCommand      `cmd:"" help:"Prepare a new database: schema, reference data, first administrator."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database's schema up to date."`
	Demo      demoCommand      `cmd:"" help:"Run the server with sample data and a clock that can be moved on."`
	Token     tokenCommand     `cmd:"" help:"Make an API token for a person."`
	Password  passwordCommand  `cmd:"" help:"Give a person a new password, such as the last administrator who forgot theirs."`
	Report    reportCommand    `cmd:"" help:"Print a month as text, or write its workbook."`
	Run       runCommand       `cmd:"" help:"Run one job of the timetable now."`
	Verify    verifyCommand    `cmd:"" help:"Work out anew every due instant and worklist, and print what differs."`
	Lifecycle lifecycleCommand `cmd:"" help:"Print the lifecycle of a request."`
	Version   versionCommand   `cmd:"" help:"Print the version."`

	Lang string `enum:"zh,en" default:"${lang}" help:"Language of messages: zh or en."`
}

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(run(os.Args[1:])) }

// run carries out one command line and says in one sentence what went wrong, if anything did.
func run(args []string) int {
	var c commands
	parser := kong.Must(&c, kong.Name("jiangqitong"),
		kong.Description("江企通 Jiangqitong: enterprise requests (企业诉求) filed, routed, reminded, resolved, and counted at the month's end."),
		kong.DefaultEnvars("JQT"), kong.Vars{"lang": localeLang()})
	parsed, err := parser.Parse(args)
	if err != nil {
		complain(misuse(parser, args, err).In(localeLang()))
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(language(c.Lang))
	switch err := parsed.Run(); {
	case err == nil, errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitOK
	default:
		complain(sentence(err, c.Lang))
		return exitFailed
	}
}

// language is the language of what a command prints, zh or en.
type language string

// localeLang is the language of the terminal: Chinese where its locale is, else English.
func localeLang() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			if strings.HasPrefix(locale, "zh") {
				return "zh"
			}
			break
		}
	}
	return "en"
}

func complain(sentence string) { fmt.Fprintln(os.Stderr, "jiangqitong: "+sentence) }

// say is an error that is told in the person's language.
func say(zh, en string, args ...any) *cases.Problem {
	if len(args) > 0 {
		zh, en = fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)
	}
	return &cases.Problem{Kind: cases.Conflict, Words: cases.Words{Zh: zh, En: en}}
}

// sentence is what a person reads of an error.
func sentence(err error, lang string) string {
	problems := cases.ProblemsOf(err)
	if len(problems) == 0 {
		return strings.Join(strings.Fields(err.Error()), " ")
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.In(lang)
	}
	return strings.Join(lines, " ")
}
