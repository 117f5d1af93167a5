package arch

// mayImport says for each room, a package with those beneath it, which other
// rooms it may import. Everything may be wired together in cmd and measured in bench.
var mayImport = map[string][]string{
	"internal/workday":   {},
	"internal/db":        {},
	"internal/db/dbtest": {"internal/db", "migrations"},
	"internal/arch":      {},
	"internal/jobs":      {"internal/db"},
	"internal/year":      {}, // all tests
	"internal/demo":      {"cases", "notify", "internal/accounts", "internal/files", "internal/workday", "internal/db"},
	"migrations":         {"internal/db"},
	"cases":              {"internal/workday", "internal/db"},
	"internal/accounts":  {"cases", "internal/workday", "internal/db"},
	"internal/files":     {"cases"},
	"internal/exports":   {"cases", "reports", "internal/files", "internal/workday", "internal/db"},
	"notify":             {"cases", "internal/workday", "internal/db"},
	"reports":            {"cases", "internal/workday", "internal/db"},
	"web": {"cases", "notify", "reports", "internal/accounts", "internal/exports", "internal/files", "internal/jobs", "migrations",
		"internal/workday", "internal/db"},
	"internal/app": {"web", "cases", "notify", "reports", "internal/accounts", "internal/exports", "internal/files", "internal/jobs", "internal/workday", "internal/db"},
	"e2e":          {},
	"cmd": {"internal/app", "web", "cases", "notify", "reports", "internal/accounts", "internal/demo", "internal/files", "internal/jobs", "migrations",
		"internal/workday", "internal/db"},
	"bench": {"internal/app", "web", "cases", "notify", "reports", "internal/accounts", "internal/demo", "internal/exports", "internal/files", "internal/jobs", "migrations",
		"internal/workday", "internal/db", "internal/db/dbtest"},
}

// doors says for each dependency, an import path with those beneath it, which
// rooms may import it. Tests are free, except that drivers stay where they are.
var doors = map[string][]string{
	"github.com/go-chi":               {"web"},
	"github.com/a-h/templ":            {"web"},
	"github.com/danielgtaylor/huma":   {"web"},
	"github.com/nicksnyder/go-i18n":   {"web"},
	"github.com/prometheus":           {"web", "cmd"},
	"github.com/alexedwards/scs":      {"internal/accounts", "web"},
	"golang.org/x/crypto":             {"internal/accounts"},
	"golang.org/x/image":              {"internal/files"},
	"github.com/gabriel-vasile":       {"internal/files"},
	"github.com/richardlehane":        {"internal/files"},
	"github.com/xuri/excelize":        {"reports", "bench"},
	"github.com/mattn/go-sqlite3":     {"internal/db", "bench"},
	"github.com/jackc":                {"internal/db"},
	"github.com/pressly/goose":        {"migrations"},
	"github.com/wneessen/go-mail":     {"notify/channels"},
	"github.com/standard-webhooks":    {"notify/channels"},
	"net/smtp":                        {"notify/channels"},
	"github.com/robfig/cron":          {"cmd"},
	"github.com/alecthomas/kong":      {"cmd"},
	"flag":                            {"cmd", "bench"},
	"os/signal":                       {"cmd"},
	"net/http":                        {"web", "internal/accounts", "notify/channels", "internal/app", "cmd", "bench"},
	"html/template":                   {"notify"}, // letters
	"text/template":                   {},
	"testing":                         {"internal/db/dbtest", "bench"},
	"github.com/emersion":             {"bench"},
	"github.com/chromedp":             {},
	"github.com/google/go-cmp":        {},
	"github.com/6tail/lunar-go":       {},
	"pgregory.net/rapid":              {},
	"github.com/rogpeppe/go-internal": {},
}

// named says how the files begin that import a dependency, so that its door is found by its name.
var named = map[string]string{"github.com/xuri/excelize": "xlsx", "github.com/wneessen/go-mail": "mail"}

// calls says for each function which rooms may call it.
var calls = map[string][]string{
	"os.Getenv":                  {"cmd", "bench", "internal/db/dbtest"},
	"os.LookupEnv":               {"cmd", "bench"},
	"log.Fatal":                  {}, // logs are structured: log/slog
	"log.Printf":                 {},
	"log.Println":                {},
	"os.Exit":                    {"cmd", "bench"},
	"time.Now":                   {"cmd", "bench"},
	"time.Since":                 {"cmd", "bench"},
	"time.Until":                 {"cmd", "bench"},
	"time.LoadLocation":          {"internal/workday"}, // the zone is the calendar's
	"sql.Open":                   {"bench"},            // everybody else goes through internal/db
	"sql.OpenDB":                 {"internal/db"},
	"http.Get":                   {"bench"}, // has no timeout
	"http.Post":                  {"bench"},
	"http.NewRequestWithContext": {"notify/channels", "cmd", "bench"},
	"http.ListenAndServe":        {}, // has no timeouts
	"templ.Raw":                  {}, // writes without escaping
	"prometheus.MustRegister":    {}, // global
	"slog.SetDefault":            {"cmd"},
}

// wallClock names the files that may ask the computer's own clock, which the
// product's clock, given from cmd, does not replace there, and why.
var wallClock = map[string]string{
	"cases/refs_read.go":     "age of a cache",
	"web/middleware.go":      "how long a request took",
	"internal/files/disk.go": "age of files, which the disk's own clock dates",
}

// pure names the files that hold the rules of the field. They are told the moment
// and compute: no SQL, no context, no clock, no input or output.
var pure = []string{
	"cases/actor.go", "cases/apply.go", "cases/case.go", "cases/changes.go", "cases/clock.go", "cases/closing.go",
	"cases/crossing.go", "cases/effect.go", "cases/fields.go", "cases/filing.go", "cases/guard.go", "cases/legs.go", "cases/lifecycle.go",
	"cases/milestone.go", "cases/moment.go", "cases/party.go", "cases/refs.go", "cases/routing.go", "cases/worklist.go",
	"internal/workday/budget.go", "internal/workday/date.go", "internal/workday/hours.go", "internal/workday/reckon.go",
	"internal/workday/step.go",
}

// impure names what a pure file must not import.
var impure = []string{
	"context", "database/sql", "jiangqitong/internal/db", "os", "io", "net", "log", "log/slog", "time/tzdata", "math/rand/v2", "sync",
}

// never names imports that a room must not have, whatever its files are called.
var never = map[string][]string{
	"cases":            {"net/http", "os", "log", "log/slog", "github.com"},
	"reports":          {"net/http", "os", "log/slog"},
	"internal/workday": {"github.com", "net", "os", "log/slog"},
}

// emptyNames are names of folders and files that say nothing.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "manager", "managers",
	"service", "services", "misc", "base", "shared", "core"}
