// Package stage puts up what the browser tests and the pictures need: an instance of Assay with data of its own, and a
// browser that looks at it.
package stage

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/assay-isms/assay/internal/app"
	"github.com/assay-isms/assay/internal/cli"
)

// Instance is the program, run by a command as people type it, in this process and on a port of its own.
type Instance struct {
	URL   string   // such as http://127.0.0.1:40123
	Links []string // that the command printed: to set the instance up, or to sign in
	out   *output
	stop  context.CancelFunc
	done  chan int
}

// Run runs a command that serves, such as "serve" or "demo", until Stop. data is the folder of its data; db names
// another database than the file there, if it is not "".
func Run(command, data, db string) (*Instance, error) {
	args := []string{command, "--addr", "127.0.0.1:0", "--data", data}
	if db != "" {
		args = append(args, "--db", db)
	}
	ctx, stop := context.WithCancel(context.Background())
	i := &Instance{out: &output{ready: make(chan struct{})}, stop: stop, done: make(chan int, 1)}
	go func() {
		i.done <- cli.Run(ctx, args, cli.Streams{In: strings.NewReader(""), Out: i.out, Err: os.Stderr}, app.ForCommands)
	}()
	select {
	case <-i.out.ready:
	case code := <-i.done:
		stop()
		return nil, fmt.Errorf("assay %s ended with %d: %s", command, code, i.out.text())
	}
	text := i.out.text()
	i.URL, i.Links = address.FindString(text), link.FindAllString(text, -1)
	return i, nil
}

var (
	address = regexp.MustCompile(`http://[0-9.]+:[0-9]+`)
	link    = regexp.MustCompile(`http://\S+token=\S+`)
)

// Stop ends the command as an interrupt does.
func (i *Instance) Stop() error {
	i.stop()
	if code := <-i.done; code != 0 {
		return fmt.Errorf("the server ended with %d", code)
	}
	return nil
}

// output keeps what the command prints, and tells when it has said where it answers.
type output struct {
	mu    sync.Mutex
	b     bytes.Buffer
	ready chan struct{}
}

var said = regexp.MustCompile(`Set it up here, once: \S+\n|The links work while this runs`)

// Write is called by the command.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := said.Match(o.b.Bytes())
	n, err := o.b.Write(p)
	if !before && said.Match(o.b.Bytes()) {
		close(o.ready)
	}
	return n, err
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
