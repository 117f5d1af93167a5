package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// metrics are what the operator's Prometheus reads at /metrics.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(more ...prometheus.Collector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jqt_http_requests_total",
			Help: "Requests answered, by method, route pattern and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "jqt_http_request_seconds",
			Help:    "Time to answer a request, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(more...)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

func (m *metrics) answered(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(known(method), route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// known keeps made-up methods from making endless series.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions:
		return method
	}
	return "other"
}

// queues reports how long the centre's lists are, asked for when Prometheus comes by.
type queues struct {
	desk   *cases.Desk
	length *prometheus.Desc
}

func newQueues(desk *cases.Desk) *queues {
	return &queues{desk, prometheus.NewDesc("jqt_queue_cases", "Requests on each list of the centre.", []string{"list"}, nil)}
}

// Describe names the series.
func (q *queues) Describe(out chan<- *prometheus.Desc) { out <- q.length }

// Collect reads the kept counts.
func (q *queues) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	centre := cases.Actor{Role: cases.RoleCentre}
	counts, err := q.desk.Counts(ctx, centre)
	if err != nil {
		out <- prometheus.NewInvalidMetric(q.length, err)
		return
	}
	for _, list := range cases.ListsOf(centre) {
		out <- prometheus.MustNewConstMetric(q.length, prometheus.GaugeValue, float64(counts[list]), list)
	}
}

// outbox reports what the notifier did since it started.
type outbox struct {
	notify *notify.Notifier
	done   *prometheus.Desc
}

func newOutbox(n *notify.Notifier) *outbox {
	return &outbox{n, prometheus.NewDesc("jqt_notify_total", "Events announced, messages put into inboxes, and deliveries by outcome.",
		[]string{"what"}, nil)}
}

// Describe names the series.
func (o *outbox) Describe(out chan<- *prometheus.Desc) { out <- o.done }

// Collect reads the counts.
func (o *outbox) Collect(out chan<- prometheus.Metric) {
	stats := o.notify.Stats()
	for what, n := range map[string]int64{"announced": stats.Announced, "messages": stats.Messages, "queued": stats.Queued,
		"sent": stats.Sent, "dropped": stats.Dropped, "retried": stats.Retried, "failed": stats.Failed} {
		out <- prometheus.MustNewConstMetric(o.done, prometheus.CounterValue, float64(n), what)
	}
}
