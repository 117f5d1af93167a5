package api

import "net/http"

func (s *server) serveReader(w http.ResponseWriter, r *http.Request) {}
