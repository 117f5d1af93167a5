package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres is the throw-away server of this test process.
type postgres struct {
	folder string // data, socket and log
	alive  *os.File

	mu   sync.Mutex
	conn *pgx.Conn // to the database postgres, for create and drop
}

// watch runs the server until its standard input ends, which the kernel sees to
// when the test process is gone, even if it was killed; then it cleans up.
const watch = `
"$1/postgres" -D "$2/data" >"$2/log" 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT $server
wait $server
cd / && rm -rf "$2"
`

// server starts the server once per process and makes the migrated template.
var server = sync.OnceValues(func() (*postgres, error) {
	bin, err := findPrograms()
	if err != nil {
		return nil, err
	}
	s, err := start(bin)
	if err != nil {
		return nil, fmt.Errorf("start a throw-away PostgreSQL server: %w", err)
	}
	if err := s.admin("create database template_migrated"); err != nil {
		return nil, err
	}
	return s, migrate(s.url("template_migrated"))
})

// findPrograms returns the folder of initdb and postgres, the newest when several
// versions are installed outside PATH.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("the server programs are not installed; on Debian: apt install postgresql")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// version reads 15 from /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func start(bin string) (*postgres, error) {
	folder, err := os.MkdirTemp(memory(), "jiangqitong-pg-")
	if err != nil {
		return nil, err
	}
	s := &postgres{folder: folder}
	as, err := s.account()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.initialize(bin, as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.launch(bin, as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, s.connect()
}

// memory returns a file system in memory with a gigabyte to spare, where making a
// database takes 20 ms instead of 400, or "" for the usual temporary folder.
func memory() string {
	const folder = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < 1<<30 {
		return ""
	}
	return folder
}

// account returns whom the server runs as: it refuses to run as root.
func (s *postgres) account() (*syscall.SysProcAttr, error) {
	// A process group of its own keeps the watcher alive when Ctrl-C ends the tests.
	as := &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return as, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return as, os.Chown(s.folder, int(uid), int(gid))
}

func (s *postgres) initialize(bin string, as *syscall.SysProcAttr) error {
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", filepath.Join(s.folder, "data"),
		"--username", "test", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync",
		"--no-instructions")
	initdb.Dir, initdb.SysProcAttr = s.folder, as
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	// The server needs no network; what it loses in a crash nobody misses.
	settings := fmt.Sprintf(`
listen_addresses = ''
unix_socket_directories = '%s'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
max_wal_size = 256MB
autovacuum = off
`, s.folder)
	file, err := os.OpenFile(filepath.Join(s.folder, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(settings)
	return errors.Join(err, file.Close())
}

func (s *postgres) launch(bin string, as *syscall.SysProcAttr) error {
	stdin, alive, err := os.Pipe()
	if err != nil {
		return err
	}
	defer stdin.Close()
	watcher := exec.Command("/bin/sh", "-c", watch, "watch", bin, s.folder)
	watcher.Dir, watcher.SysProcAttr, watcher.Stdin = s.folder, as, stdin
	if err := watcher.Start(); err != nil {
		return errors.Join(err, alive.Close())
	}
	s.alive = alive
	return watcher.Process.Release()
}

// connect waits until the server answers.
func (s *postgres) connect() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			s.conn = conn
			return nil
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(s.folder, "log"))
			return errors.Join(fmt.Errorf("the server does not answer: %w\n%s", err, log), s.alive.Close())
		}
	}
}

func (s *postgres) admin(sql string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.conn.Exec(context.Background(), sql)
	return err
}

func (s *postgres) url(name string) string {
	query := url.Values{"host": {s.folder}, "sslmode": {"disable"}}
	return (&url.URL{Scheme: "postgres", User: url.User("test"), Path: "/" + name, RawQuery: query.Encode()}).String()
}
