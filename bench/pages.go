package main

import (
	"fmt"
	"net/http"
	"time"
)

// pages measures what people look at most, at the size of a prefecture: a bureau's queue of 50 rows and a case.
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
	for _, measure := range []struct{ what, path, goal string }{
		{"queue page of 50 rows", queuePath, "400/s, p99 25 ms"},
		{"case page", casePath, "600/s, p99 25 ms"},
	} {
		request := func(int64) []byte { return p.get(measure.path, cookie) }
		if _, err := hammer(p.addr, 16, r.spell/5, http.StatusOK, request); err != nil {
			return err
		}
		got, err := hammer(p.addr, 16, r.spell, http.StatusOK, request)
		if err != nil {
			return err
		}
		show(row{what: fmt.Sprintf("%s, 16 clients, %d cases", measure.what, r.cases),
			product: fmt.Sprintf("%.0f/s", got.perSecond), raw: "p99 " + got.p99.Round(100*time.Microsecond).String(), goal: measure.goal})
	}
	return nil
}

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
