package year_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
)

type notifyChannel = notify.Channel

var (
	seed  = flag.Uint64("seed", 20210630, "by which the years are drawn")
	count = flag.Int("cases", 300, "filed in each year")
	from  = flag.String("from", "", "month and day on which each year begins, such as 01-01; by default the second is half as long")
	idle  = flag.Duration("idle", 8*time.Hour, "longest time by day in which no instance works, but for disasters")
)

// extent is from which day on is lived, and how many are filed. Every day two instances live through its second half, and
// where that takes too long both years begin in September.
func extent(instances int) (day string, filings int) {
	switch {
	case *from != "":
		return *from, *count
	case testing.Short() || raceDetector:
		return "09-01", *count / 4
	case instances > 1:
		return "07-01", *count / 2
	}
	return "01-01", *count
}

// year is the town's year: its clock, its cases, and all that happened, in order.
type year struct {
	filings int
	r       *rand.Rand
	seq     int          // of all deeds and rounds
	clock   atomic.Int64 // Unix seconds: the one clock of the machine

	// What there is: people and cases, and what people will do next.
	town   *town
	files  []*file
	byNo   map[string]*file
	visits visits

	// The product at work.
	instances []*instance
	chances   []*rand.Rand // of the instances, which work side by side
	urls      []string     // of their databases
	folder    string
	office    *office
	working   atomic.Int64 // number of the present round
	rounds    []round

	// The calendars that were in force one after the other, and the places in the order at which they came.
	calendars  []*almanac
	changes    []int
	calendar   int // the present one
	notices    int // versions of next year's notice
	renewals   []renewal
	earChanges []earChange

	lives                            map[string]*life // by case, as lived again
	firstTried                       map[string]int64 // by letter
	turns, refused, killed, survived int
	tales                            int

	workLived, deedLived deaths // how long the last process lived that was not killed
}

func (y *year) book() string { return filepath.Join(y.folder, "letters") }

func (y *year) now() int64 { return y.clock.Load() }

// desk is that of one instance after the other, as a load balancer would have it.
func (y *year) desk() *desk {
	y.turns++
	return y.instances[y.turns%len(y.instances)].Desk
}

func when(at int64) string {
	if at == never {
		return "never"
	}
	return time.Unix(at, 0).UTC().Add(8 * time.Hour).Format("2006-01-02 15:04:05")
}

// TestYearOfOneInstance lives through a year in which the calendar of the next is missing until November.
func TestYearOfOneInstance(t *testing.T) {
	serveFrom(t, "UTC")
	t.Setenv("TMPDIR", memory())
	liveThrough(t, 2026, dbtest.SQLite(t))
}

// TestYearOfTwoInstances lives through the year of the epidemic's Spring Festival and its National Day; next year's days
// are announced anew in November.
func TestYearOfTwoInstances(t *testing.T) {
	serveFrom(t, "America/New_York")
	url := dbtest.PostgresURL(t)
	liveThrough(t, 2021, connect(t, url), connect(t, url))
}

// serveFrom lets the server stand in another time zone, where clocks are put forward and back.
func serveFrom(t *testing.T, zone string) {
	t.Helper()
	elsewhere, err := time.LoadLocation(zone)
	must(t, err)
	local := time.Local
	time.Local = elsewhere
	t.Cleanup(func() { time.Local = local })
}

// memory is a file system in memory where there is one: a commit to a disk takes longer than all the rest.
func memory() string {
	if _, err := os.Stat("/dev/shm"); err == nil {
		return "/dev/shm"
	}
	return os.TempDir()
}

func connect(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(background(), url)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func liveThrough(t *testing.T, of int, databases ...*db.DB) {
	from, filings := extent(len(databases))
	t.Logf("the year %d from %s on by the seed %d: %d cases on %d instances; -seed, -cases, -from and -idle change that", of, from, *seed, filings, len(databases))
	y := &year{filings: filings, r: newRandom(*seed), folder: t.TempDir(), byNo: map[string]*file{},
		workLived: deaths{Looks: 100, Steps: 1000}, deedLived: deaths{Looks: 10, Steps: 100}}
	var err error
	y.office, err = openOffice(y.book(), *seed)
	must(t, err)
	first, last := dayNamed(fmt.Sprintf("%d-%s", of, from)), dayNamed(fmt.Sprintf("%d-12-31", of))
	y.clock.Store(on(first, 0, 0))
	for n, d := range databases {
		i, err := open(d, y.folder, y.now, y.number, y.office)
		must(t, err)
		y.instances, y.urls = append(y.instances, i), append(y.urls, d.URL())
		y.chances = append(y.chances, rand.New(rand.NewPCG(*seed, uint64(n))))
	}
	began := time.Now()
	y.town = settle(t, y.instances[0].App)
	y.begin(t, of)
	y.live(t, first, last)
	t.Logf("lived in %s: %d cases, %d deeds, %d refused, %d rounds, %d processes killed at their work, %d escaped",
		time.Since(began).Round(time.Millisecond), len(y.files), y.deedCount(), y.refused, len(y.rounds), y.killed, y.survived)
	began = time.Now()
	y.compare(t)
	t.Logf("compared in %s", time.Since(began).Round(time.Millisecond))
}

// begin lets the year begin before next year's days are announced. The product comes with the days of some years: there a
// first version names New Year's Day alone, and the whole notice comes in November.
func (y *year) begin(t *testing.T, of int) {
	y.calendars = []*almanac{outsideAlmanac(of-1, of)}
	if days := outsideYear(of + 1); len(days) > 0 {
		y.calendars[0].last = of + 1
		y.notices = 1
		y.announce(t, of+1, map[int]bool{dayNamed(fmt.Sprintf("%d-01-01", of+1)): false}, false)
	}
}
