package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// channelRoutes keep the ways out of the house: which there are, and the group robots and programs that are told.
func (s *server) channelRoutes(r chi.Router) {
	r.Get(pages.PathChannels, s.page(s.channels))
	r.Post(pages.PathChannels+"/test", s.page(s.testChannel))
	r.Get(pages.PathChannels+"/new", s.page(s.newEndpoint))
	r.Post(pages.PathChannels+"/new", s.page(s.addEndpoint))
	r.Get(pages.PathChannels+"/{id}", s.page(s.endpoint))
	r.Post(pages.PathChannels+"/{id}", s.page(s.saveEndpoint))
	r.Post(pages.PathChannels+"/{id}/test", s.page(s.testEndpoint))
	r.Post(pages.PathChannels+"/{id}/rotated", s.page(s.endRotation))
}

func (s *server) channels(w http.ResponseWriter, r *http.Request) error {
	return s.showChannels(w, r, http.StatusOK, nil)
}

// showChannels lists the ways out. tested is what came of a try, nil when none was made.
func (s *server) showChannels(w http.ResponseWriter, r *http.Request, status int, tested *pages.Tested) error {
	ctx := r.Context()
	p := pages.Channels{List: s.Notify.Channels(), Tested: tested}
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Endpoints, err = s.Notify.Endpoints(ctx); err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.channels"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.ChannelsPage(frame, p))
}

// testChannel sends the administrator a message by a channel and says what came of it.
func (s *server) testChannel(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	person := personOf(r)
	err = s.Notify.TestPerson(r.Context(), f.line("channel"), notify.Recipient{Actor: person.Actor(), Email: person.Email, Phone: person.Phone, Lang: person.Lang})
	return s.tried(w, r, err)
}

func (s *server) testEndpoint(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	return s.tried(w, r, s.Notify.Test(r.Context(), id))
}

// tried tells what came of a test message; that it failed is an answer, not a fault of the page.
func (s *server) tried(w http.ResponseWriter, r *http.Request, err error) error {
	var failure *notify.Failure
	var refused *cases.Problem
	switch {
	case errors.As(err, &failure):
		return s.showChannels(w, r, http.StatusOK, &pages.Tested{Failed: &failure.Words, Cause: failure.Cause})
	case errors.As(err, &refused) && refused.Kind != cases.NotFound:
		return s.showChannels(w, r, answerTo(err).Code, &pages.Tested{Failed: &refused.Words})
	case err != nil:
		return err
	}
	return s.showChannels(w, r, http.StatusOK, &pages.Tested{})
}

func (s *server) newEndpoint(w http.ResponseWriter, r *http.Request) error {
	return s.showEndpoint(w, r, http.StatusOK, notify.Endpoint{Active: true}, nil)
}

func (s *server) endpoint(w http.ResponseWriter, r *http.Request) error {
	e, err := s.endpointOf(r)
	if err != nil {
		return err
	}
	return s.showEndpoint(w, r, http.StatusOK, e, nil)
}

func (s *server) endpointOf(r *http.Request) (notify.Endpoint, error) {
	id, err := idOf(r)
	if err != nil {
		return notify.Endpoint{}, err
	}
	all, err := s.Notify.Endpoints(r.Context())
	if err != nil {
		return notify.Endpoint{}, err
	}
	i := slices.IndexFunc(all, func(e notify.Endpoint) bool { return e.ID == id })
	if i < 0 {
		return notify.Endpoint{}, errNoPage
	}
	return all[i], nil
}

func (s *server) showEndpoint(w http.ResponseWriter, r *http.Request, status int, e notify.Endpoint, bad cases.Problems) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	return s.showForm(w, r, status, pages.EndpointForm(r.Context(), refs, s.Notify.Channels(), e, bad))
}

func endpointFrom(f form) notify.Endpoint {
	return notify.Endpoint{Channel: f.line("channel"), Name: f.line("name"), Bureau: f.line("bureau"), URL: f.line("url"), Secret: f.line("secret"),
		Active: f.ticked("active")}
}

// addEndpoint adds a group robot or program. The same form sent twice adds one.
func (s *server) addEndpoint(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, asked := r.Context(), endpointFrom(f)
	all, err := s.Notify.Endpoints(ctx)
	if err != nil {
		return err
	}
	same := func(e notify.Endpoint) bool {
		return e.Channel == asked.Channel && e.Name == asked.Name && e.Bureau == asked.Bureau && e.URL == asked.URL
	}
	if i := slices.IndexFunc(all, same); i >= 0 {
		return seeOther(w, r, pages.EndpointHref(all[i].ID))
	}
	return s.keepEndpoint(w, r, asked)
}

func (s *server) saveEndpoint(w http.ResponseWriter, r *http.Request) error {
	before, err := s.endpointOf(r)
	if err != nil {
		return err
	}
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	asked := endpointFrom(f)
	asked.ID = before.ID
	return s.keepEndpoint(w, r, asked)
}

func (s *server) keepEndpoint(w http.ResponseWriter, r *http.Request, asked notify.Endpoint) error {
	saved, err := s.Notify.SaveEndpoint(r.Context(), actorOf(r), asked)
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showEndpoint(w, r, answerTo(err).Code, asked, bad)
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, pages.EndpointHref(saved.ID))
}

// endRotation makes the former secret worthless.
func (s *server) endRotation(w http.ResponseWriter, r *http.Request) error {
	e, err := s.endpointOf(r)
	if err != nil {
		return err
	}
	if err := s.Notify.EndRotation(r.Context(), actorOf(r), e.ID); err != nil {
		return err
	}
	leaveFlash(w, "rotated")
	return seeOther(w, r, pages.EndpointHref(e.ID))
}
