package stage

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is a Chromium of our own, without a window and with nobody's profile.
type Browser struct {
	ctx  context.Context
	stop func()
}

// Open starts the Chromium that is installed.
func Open() (*Browser, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "assay-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(profile), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-GB"))
	allocated, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {})) // events newer than the library
	b := &Browser{ctx: ctx, stop: func() { stopBrowser(); stopAllocator(); _ = os.RemoveAll(profile) }}
	if err := chromedp.Do(ctx); err != nil {
		b.Close()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no Chromium; on Debian: apt-get install chromium")
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() { b.stop() }

// Tab is a page with cookies of its own. It says yes to every question a page asks.
type Tab struct {
	Ctx   context.Context
	Close func()

	mu       sync.Mutex
	problems []string
}

// Tab opens an empty one.
func (b *Browser) Tab() (*Tab, error) {
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t := &Tab{Ctx: ctx, Close: stop}
	if err := chromedp.Listen(ctx, t.hear); err != nil {
		stop()
		return nil, err
	}
	return t, nil
}

// hear runs in the loop that reads the tab's messages and must not wait.
func (t *Tab) hear(event any) {
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		go func() {
			_, _ = chromedp.Call(t.Ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the tab may be closing
		}()
	case *runtime.EventExceptionThrown:
		t.note(fmt.Sprintf("exception: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			t.note(fmt.Sprintf("console.error: %v", e.Args))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError {
			t.note(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func (t *Tab) note(problem string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = append(t.problems, problem)
}

// Problems are the errors on the browser's console since the last call: exceptions, refusals of the content security
// policy, files that did not load.
func (t *Tab) Problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := t.problems
	t.problems = nil
	return found
}

// Look is how a page is shown.
type Look struct {
	Width, Height int64
	Dark          bool
}

// Desktop and Phone are what people mostly have; a phone of 360 pixels is the narrowest that is sold.
var (
	Desktop = Look{Width: 1280, Height: 860}
	Phone   = Look{Width: 360, Height: 740}
)

// InDark is the same look with the dark colours.
func (l Look) InDark() Look {
	l.Dark = true
	return l
}

// Show sets how the tab shows its pages, also the one it has open.
func (t *Tab) Show(l Look) error {
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(t.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		return err
	}
	return chromedp.Do(t.Ctx, chromedp.EmulateViewport(l.Width, l.Height))
}
