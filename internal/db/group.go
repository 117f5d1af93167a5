package db

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// maxGroup bounds how many writes share one commit, and so how long the first waits.
const maxGroup = 64

// group is the writer of SQLite. A commit costs a flush to the disk, much more
// than the statements before it, so writes that wait at the same time share one
// (group commit). The connection is handed from write to write like a baton:
// each runs its func on its own goroutine, in a savepoint of the common
// transaction. Who finds nobody waiting commits, and only then do all of them return.
//
// A func that fails, panics or calls runtime.Goexit takes back its own savepoint
// and leaves the others alone.
type group struct {
	pool   *sql.DB
	conn   *sql.Conn
	texts  *texts
	counts *counts

	mu     sync.Mutex
	held   bool    // some write holds the connection
	closed bool    // no new writes
	queue  []*turn // wait for the connection, in order

	// Only who holds the connection touches these.
	open    bool    // a transaction is open
	members []*turn // have run in it and wait for its commit
}

// turn is one call of Write.
type turn struct {
	news  chan news // capacity 1, so that nobody waits for the reader
	alone bool      // a shared commit failed: commit this one by itself
}

// news is what a waiting turn is told: the connection is yours, or the outcome.
type news struct {
	yours bool
	err   error
}

func (g *group) write(ctx context.Context, fn func(q *Q) error) error {
	t := &turn{news: make(chan news, 1)}
	if err := g.enter(ctx, t); err != nil {
		return err
	}
	for {
		joined, err := g.run(ctx, t, fn)
		if !joined {
			return err
		}
		if n := <-t.news; !n.yours {
			return n.err
		}
		g.counts.reruns.Add(1) // the transaction was lost through another's fault
	}
}

// enter waits until t holds the connection.
func (g *group) enter(ctx context.Context, t *turn) error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return errClosed
	}
	if !g.held {
		g.held = true
		g.mu.Unlock()
		return nil
	}
	g.queue = append(g.queue, t)
	g.mu.Unlock()
	select {
	case n := <-t.news:
		return n.err
	case <-ctx.Done():
	}
	if g.leave(t) {
		return ctx.Err()
	}
	return (<-t.news).err // it was on its way; run sees the cancelled context
}

// leave takes t out of the queue and reports whether it was there.
func (g *group) leave(t *turn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.queue, t)
	if i < 0 {
		return false
	}
	g.queue = slices.Delete(g.queue, i, i+1)
	return true
}

// run holds the connection: it runs fn and passes the connection on. It reports
// whether t joined the transaction and so has to wait for its commit.
func (g *group) run(ctx context.Context, t *turn, fn func(q *Q) error) (joined bool, err error) {
	defer g.pass()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := g.begin(); err != nil {
		return false, err
	}
	q := &Q{engine: SQLite, texts: g.texts, on: g.conn, tx: true, detached: true}
	returned := false
	defer func() { // also when fn panics or exits its goroutine
		err = q.end(err)
		if returned && err == nil {
			err = g.join(t)
		}
		joined = returned && err == nil
		if !joined {
			g.undo()
		}
	}()
	err = fn(q)
	returned = true
	return false, err
}

// begin opens a transaction, or a savepoint in the open one.
func (g *group) begin() error {
	if g.open {
		return g.exec("savepoint turn")
	}
	if err := g.exec("begin immediate"); err != nil {
		g.refuse(err)
		return err
	}
	g.open = true
	return nil
}

// join keeps what t wrote in the transaction.
func (g *group) join(t *turn) error {
	if !inTransaction(g.conn) {
		return fmt.Errorf("%w (the engine ended the transaction)", ErrUnavailable)
	}
	if len(g.members) > 0 {
		if err := g.exec("release turn"); err != nil {
			return err
		}
	}
	g.members = append(g.members, t)
	return nil
}

// undo takes back what the current turn wrote, and nothing else where it can.
func (g *group) undo() {
	if len(g.members) > 0 && inTransaction(g.conn) && g.exec("rollback to turn; release turn") == nil {
		return
	}
	g.lose(false)
}

// lose gives up the transaction and puts its members back at the head of the queue.
func (g *group) lose(alone bool) {
	g.exec("rollback") // fails where the engine has rolled back already
	g.open = false
	for _, t := range g.members {
		t.alone = t.alone || alone
	}
	g.mu.Lock()
	g.queue = append(g.members, g.queue...)
	g.mu.Unlock()
	g.members = nil
}

// pass hands the connection to the next write, after a commit where the
// transaction is full or nobody waits. Before it gives up waiting it lets other
// goroutines run once: under load that nearly doubles the size of a group.
func (g *group) pass() {
	if g.handOver(false) {
		return
	}
	runtime.Gosched()
	if g.handOver(false) {
		return
	}
	done, err := g.commit()
	g.handOver(true)
	for _, t := range done {
		t.news <- news{err: err}
	}
}

// handOver gives the connection to the next in the queue. Unless committed, it
// does so only where the next may join the open transaction. With committed and
// nobody waiting, the connection is free. It reports whether g is out of hands.
func (g *group) handOver(committed bool) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.held = !committed
		return committed
	}
	next := g.queue[0]
	if !committed && !g.roomFor(next) {
		return false
	}
	g.queue = slices.Delete(g.queue, 0, 1)
	next.news <- news{yours: true}
	return true
}

func (g *group) roomFor(next *turn) bool {
	n := len(g.members)
	return n == 0 || n < maxGroup && !next.alone && !g.members[n-1].alone
}

// commit makes the transaction durable and returns who has to be told. When the
// commit of several fails, it is nobody's fault yet: each runs again by itself.
func (g *group) commit() ([]*turn, error) {
	if !g.open {
		return nil, nil
	}
	if len(g.members) == 0 {
		g.lose(false)
		return nil, nil
	}
	if err := g.exec("commit"); err != nil {
		if len(g.members) > 1 {
			g.lose(true)
			return nil, nil
		}
		failed := g.members
		g.members = nil
		g.lose(false)
		return failed, err
	}
	g.counts.commits.Add(1)
	done := g.members
	g.open, g.members = false, nil
	return done, nil
}

// refuse answers all who wait with err, because none of them could begin either.
func (g *group) refuse(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.queue {
		t.news <- news{err: err}
	}
	g.queue = nil
}

func (g *group) exec(sql string) error {
	_, err := g.conn.ExecContext(context.Background(), sql)
	return translate(err)
}

// close lets the accepted writes finish and closes the connection.
func (g *group) close() error {
	t := &turn{news: make(chan news, 1)}
	if err := g.enter(context.Background(), t); err != nil {
		return err
	}
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	done, err := g.commit()
	for _, t := range done {
		t.news <- news{err: err}
	}
	g.refuse(errClosed)
	// Opens the log even where this connection never wrote, so that closing the
	// last connection leaves the database file alone in its folder.
	g.exec("pragma wal_checkpoint")
	if err := g.conn.Close(); err != nil {
		return err
	}
	return g.pool.Close()
}
