package web

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// inboxRoutes are about what the signed-in person was told.
func (s *server) inboxRoutes(r chi.Router) {
	r.Get(ui.PathInbox, s.page(s.inbox))
	r.Get(ui.PathInbox+"/{id}", s.page(s.openMessage))
	r.Post(ui.PathInbox+"/read", s.page(s.readMessages))
	r.Get(pages.PathBundles+"/{id}", s.page(s.bundle))
	r.Get(pages.PathMessageSettings, s.page(s.messageSettings))
	r.Post(pages.PathMessageSettings, s.page(s.chooseMessages))
}

// messagesShown is how many messages one page of the inbox shows.
const messagesShown = 30

func (s *server) inbox(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	box, err := s.Notify.Inbox(ctx, actorOf(r), string(i18n.Lang(ctx)), query.Get("cursor"), messagesShown)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "inbox.title"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.InboxPage(frame, pages.Inbox{Box: box, Query: query, Now: s.Now()}))
}

// bundle shows the messages of one occasion that stand behind one line of the inbox.
func (s *server) bundle(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	ctx, query := r.Context(), r.URL.Query()
	head, box, found, err := s.Notify.Bundle(ctx, actorOf(r), string(i18n.Lang(ctx)), id, query.Get("cursor"), messagesShown)
	switch {
	case err != nil:
		return err
	case !found:
		return errNoPage
	}
	frame, err := s.frame(w, r, head.Subject)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.BundlePage(frame, pages.Bundle{Inbox: pages.Inbox{Box: box, Query: query, Now: s.Now()}, ID: id, Head: head}))
}

// openMessage marks a message as read and leads to what it is about.
func (s *server) openMessage(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	if err := s.Notify.MarkRead(r.Context(), actorOf(r).ID, id); err != nil {
		return err
	}
	to := inside(r.URL.Query().Get("to"))
	if to == ui.PathHome {
		to = ui.PathInbox
	}
	return seeOther(w, r, to)
}

// readMessages marks everything as read that the person had before them: what came in since stays unread.
func (s *server) readMessages(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	if err := s.Notify.MarkAllRead(r.Context(), actorOf(r).ID, f.id("newest")); err != nil {
		return err
	}
	leaveFlash(w, "inbox_read")
	return seeOther(w, r, ui.PathInbox)
}

// messageSettings shows which messages the person also gets outside the product.
func (s *server) messageSettings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	choices, err := s.Notify.Choices(ctx, personOf(r).ID)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "inbox.settings"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.MessageSettingsPage(frame, pages.MessageSettings{Person: personOf(r), Choices: choices}))
}

// chooseMessages keeps the choices: a box that is not ticked is not sent, so every choice there is is asked for.
func (s *server) chooseMessages(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, person := r.Context(), personOf(r)
	choices, err := s.Notify.Choices(ctx, person.ID)
	if err != nil {
		return err
	}
	for _, c := range choices {
		if wanted := f.Get(pages.ChoiceField(c)) != ""; wanted != c.Wanted {
			if err := s.Notify.Choose(ctx, person.ID, c.Channel, c.Topic, wanted); err != nil {
				return err
			}
		}
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, pages.PathMessageSettings)
}
