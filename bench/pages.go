package main

import (
	"fmt"
	"net/http"
	"time"
)

// pages measures what people look at most, at the size of a prefecture: a bureau's queue of 50 rows and a case. First as
// many as 16 clients can get that never pause, and how long those wait for one another; then how long a page takes while
// just as many are asked for as the goal says.
func pages(r *run, show func(row)) error {
	p, queuePath, casePath, err := r.openPages()
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.serve(); err != nil {
		return err
	}
	cookie, err := p.signIn("officer1")
	if err != nil {
		return err
	}
	const clients = 16
	for _, measure := range []struct {
		what, path string
		rate       int
	}{{"queue page of 50 rows", queuePath, 400}, {"case page", casePath, 600}} {
		request := func(int64) []byte { return p.get(measure.path, cookie) }
		if _, err := hammer(p.addr, clients, r.spell/5, http.StatusOK, request); err != nil {
			return err
		}
		most, err := hammer(p.addr, clients, r.spell, http.StatusOK, request)
		if err != nil {
			return err
		}
		show(row{what: fmt.Sprintf("%s, %d clients, %d cases", measure.what, clients, r.cases), product: fmt.Sprintf("%.0f/s", most.perSecond),
			raw: p99(most), goal: fmt.Sprintf("%d/s", measure.rate)})
		paced, err := drive(p.addr, clients, measure.rate, r.spell, http.StatusOK, request)
		if err != nil {
			return err
		}
		show(row{what: fmt.Sprintf("the same, asked for %d times a second", measure.rate), product: fmt.Sprintf("%.0f/s", paced.perSecond),
			raw: p99(paced), goal: "p99 25 ms"})
	}
	return nil
}

func p99(l load) string { return "p99 " + l.p99.Round(100*time.Microsecond).String() }

// openPages opens a world in which the officer's queue fills its page, and names the paths of that page and of a case on it.
func (r *run) openPages() (p *product, queuePath, casePath string, err error) {
	if p, err = r.open("pages.db"); err != nil {
		return nil, "", "", err
	}
	people, err := r.hire(p)
	if err != nil {
		return nil, "", "", err
	}
	if err := r.play(p, people, 200, true); err != nil {
		return nil, "", "", err
	}
	if err := r.grow(p, r.cases); err != nil {
		return nil, "", "", err
	}
	page, err := p.Desk.Queue(r.ctx, people["officer1"], "red", "", 50)
	if err != nil {
		return nil, "", "", err
	}
	if len(page.Lines) != 50 {
		return nil, "", "", fmt.Errorf("the queue shows %d rows", len(page.Lines))
	}
	return p, "/queue?list=red", "/cases/" + page.Lines[7].No, nil
}
