package testdb

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/assay-isms/assay/internal/db"
)

// The server is one for all test processes of a user, because starting one takes two seconds. Every process that
// uses it holds a shared lock on the file "users"; the kernel drops the lock however the process ends. server.sh
// runs the server and stops it some seconds after the last lock is gone.

//go:embed server.sh
var serverScript string

const startTimeout = time.Minute

// startServer returns the DSN of the running server, which it starts if need be. The server runs while users is open.
func startServer() (dsn string, users *os.File, err error) {
	bin, err := findBinaries()
	if err != nil {
		return "", nil, err
	}
	dir := fmt.Sprintf("%s/assay-testdb-%d", parentFolder(), os.Getuid())
	cred, err := prepareFolder(dir)
	if err != nil {
		return "", nil, err
	}
	starting, err := lock(filepath.Join(dir, "start"), syscall.LOCK_EX)
	if err != nil {
		return "", nil, err
	}
	defer starting.Close()
	if users, err = lock(filepath.Join(dir, "users"), syscall.LOCK_SH); err != nil {
		return "", nil, err
	}
	dsn = "postgres://assay@/postgres?port=5432&host=" + dir
	if ready(dsn) == nil {
		return dsn, users, nil
	}
	c := exec.Command("/bin/sh", "-c", serverScript, "assay-testdb", bin)
	c.Dir = dir
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: cred}
	if err := c.Start(); err != nil {
		return "", nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	go func() { _ = c.Wait() }()
	return dsn, users, await(dsn, filepath.Join(dir, "log"))
}

func await(dsn, log string) error {
	deadline := time.Now().Add(startTimeout)
	for {
		err := ready(dsn)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(log)
			return fmt.Errorf("the server did not start: %w\n%s", err, text)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// ready reports whether the server answers. Opening also makes the role the program works as, here where only one
// process is at it.
func ready(dsn string) error {
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		return err
	}
	return d.Close()
}

// parentFolder is in memory if there is room, where making a database takes 20 ms rather than up to 300. Otherwise it
// is not os.TempDir, since a socket's path holds only 107 bytes and the user postgres must reach it.
func parentFolder() string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > 2<<30 {
		return "/dev/shm"
	}
	return "/tmp"
}

// prepareFolder makes the server's folder and, since PostgreSQL refuses to run as root, tells whom to run it as.
func prepareFolder(dir string) (*syscall.Credential, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("as root, PostgreSQL runs as the user postgres: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Lchown(dir, uid, gid)
}

func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o644)
	if err != nil {
		return nil, err
	}
	for err = syscall.EINTR; err == syscall.EINTR; {
		err = syscall.Flock(int(f.Fd()), how)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// findBinaries returns the folder of PostgreSQL's programs: on the PATH, or the newest where Debian keeps them.
func findBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path) // a link may stand alone, without the other programs
		return filepath.Dir(path), err
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", fmt.Errorf("not installed. Type: apt-get install postgresql. Or set %s to a server's DSN, or %s=1", existing, skip)
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
	return filepath.Dir(newest), nil
}
