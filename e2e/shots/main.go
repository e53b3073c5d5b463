// Command shots takes pictures of the main pages of the demo, light and dark, on a desk and on a phone, to look at
// them, and for the README: go run ./shots -out DIR.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/assay-isms/assay/e2e/stage"
)

// pages are what there is to see, by the name of the picture.
var pages = []struct{ name, path string }{
	{"home", "/"}, {"annex", "/soa/annex-a"}, {"scenarios", "/risk/scenarios"}, {"scenario-known", "/risk/scenarios?q=unpatched+remote"}, {"attributes", "/soa/attributes"}, {"soa", "/soa"}, {"soa-2013", "/soa?edition=2013"}, {"transition", "/transition?from=2022"}, {"risk", "/risk"}, {"figures", "/risk/figures"}, {"matrix", "/risk/matrix"}, {"movement", "/risk/matrix?show=movement"}, {"ghosts", "/risk/matrix?risk=R-1"}, {"matrix-report", "/criteria/RC-2/report"}, {"what-if", "/risk/what-if?without=A.8.13&without=A.8.5&without=A.5.18"}, {"weighed", "/risk/treatment?budget=60000"}, {"effects", "/r/effects"}, {"criteria", "/criteria/RC-2"}, {"criteria-compare", "/criteria/RC-2/compare?with=RC-1"}, {"risk-due", "/risk/due"}, {"acceptances", "/risk/acceptances"}, {"criteria-form", "/criteria/new?from=RC-2"}, {"control", "/controls/A.8.13"}, {"context", "/context"}, {"assets", "/r/assets"},
	{"access-review", "/access-reviews/AR-3"}, {"access-mine", "/access-reviews/AR-4/mine"},
	{"run", "/assessments/RA-2"}, {"rate", "/assessments/RA-3/rate"}, {"reconcile", "/assessments/RA-2/reconcile"}, {"compare-runs", "/assessments/RA-2/compare?with=RA-1"}, {"rescore", "/assessments/RA-2/rescore?criteria=RC-3"}, {"agreement", "/assessments/agreement"}, {"calibration", "/calibration"}, {"treatment", "/r/treatments"}, {"record", "/r/risks/R-1"}, {"evidence", "/r/evidence-items"}, {"journal", "/journal"}, {"packs", "/packs"},
	{"documents", "/documents"}, {"document", "/documents/D-2"}, {"document-write", "/documents/D-14/edit"}, {"document-compare", "/documents/D-3/compare?from=1&to=2"}, {"document-templates", "/documents/templates"}, {"document-facts", "/documents/facts"}, {"to-read", "/documents/mine"}, {"document-read", "/documents/D-9/read"},
	{"frameworks", "/frameworks"}, {"coverage", "/frameworks/FW-1"}, {"csf", "/frameworks/NIST-CSF-2.0"}, {"guide", "/guide"}, {"clause", "/guide/clauses/2022/6.1.2"}, {"set", "/sets/A.12"}, {"sets", "/sets"}, {"due", "/due?who=all"}, {"shown", "/controls/A.8.13/shown"}, {"coverage", "/controls/A.8.13/coverage"}, {"evidence-form", "/evidence/new?controls=A.8.13"}, {"form", "/r/risks/new"}, {"import", "/r/assets/import"}, {"settings", "/settings"},
	{"incident", "/incidents/INC-4"}, {"incident-closed", "/incidents/INC-3"}, {"continuity", "/continuity"}, {"typical", "/continuity/typical-processes?q=payroll"}, {"typical-all", "/continuity/typical-processes"}, {"impact", "/processes/PR-3/impact"}, {"impact-follows", "/processes/PR-3/impact#follows"}, {"process", "/r/processes/PR-3"}, {"report", "/report"}, {"events", "/r/events"},
	{"leaver", "/r/personnel-checklists/PC-4"}, {"left", "/r/personnel-checklists/PC-2"}, {"person", "/r/people/P-19"}, {"people-set", "/sets/A.7"}, {"task", "/r/checklist-tasks/CLT-60"},
}

var desk = stage.Look{Width: 1440, Height: 900}

var looks = []struct {
	name string
	stage.Look
}{{"", desk}, {"-dark", desk.InDark()}, {"-phone", stage.Phone}, {"-phone-dark", stage.Phone.InDark()}}

func main() {
	out := flag.String("out", "out", "folder of the pictures")
	only := flag.String("only", "", "one page, such as soa")
	flag.Parse()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err := shoot(*out, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func shoot(out, only string) error {
	data, err := os.MkdirTemp("", "assay-shots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	i, err := stage.Run("demo", data, "")
	if err != nil {
		return err
	}
	defer i.Stop() // the pictures are taken; the data goes anyway
	b, err := stage.Open()
	if err != nil {
		return err
	}
	defer b.Close()
	tab, err := b.Tab()
	if err != nil {
		return err
	}
	defer tab.Close()
	ctx, cancel := context.WithTimeout(tab.Ctx, 5*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(i.Links[0])); err != nil {
		return err
	}
	home, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if only == "" || strings.HasPrefix(only, "guest") {
		if err := guests(ctx, tab, strings.TrimSuffix(home, "/"), out); err != nil {
			return err
		}
	}
	for _, p := range pages {
		if only != "" && p.name != only {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(strings.TrimSuffix(home, "/")+p.path)); err != nil {
			return err
		}
		for _, l := range looks {
			if err := picture(ctx, tab, l.Look, filepath.Join(out, p.name+l.name+".png")); err != nil {
				return fmt.Errorf("%s%s: %w", p.name, l.name, err)
			}
		}
	}
	return nil
}

// guests takes pictures of what a supplier sees by its link, and of a link that does not work.
func guests(ctx context.Context, tab *stage.Tab, home, out string) error {
	make := chromedp.CSS(`form[action$="/link"] button`)
	if err := chromedp.Do(ctx, chromedp.Navigate(home+"/r/supplier-assessments?status=sent"), chromedp.Click(chromedp.CSS("tbody a")), chromedp.WaitVisible(make), chromedp.Click(make), chromedp.WaitVisible(chromedp.CSS(".said .wrap"))); err != nil {
		return err
	}
	link, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".said .wrap").textContent`))
	if err != nil {
		return err
	}
	for name, address := range map[string]string{"guest": link, "guest-last": link + "#send", "guest-refused": link + "x"} {
		if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
			return err
		}
		for _, l := range looks {
			if err := picture(ctx, tab, l.Look, filepath.Join(out, name+l.name+".png")); err != nil {
				return err
			}
		}
	}
	return nil
}

// picture saves what the tab shows on its screen, without scrolling.
func picture(ctx context.Context, tab *stage.Tab, look stage.Look, path string) error {
	if err := tab.Show(look); err != nil {
		return err
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	small, err := reduce(shot)
	if err != nil {
		return err
	}
	return os.WriteFile(path, small, 0o644)
}

// reduce writes a PNG anew with 256 colours, which for a page of text is nearly all it has.
func reduce(shot []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	reduced := image.NewPaletted(full.Bounds(), palette(full))
	draw.Draw(reduced, full.Bounds(), full, full.Bounds().Min, draw.Src)
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, reduced)
	return b.Bytes(), err
}

// palette takes the colours used most, but first one of every sort, so that a red word among much ink stays red.
func palette(m image.Image) (chosen color.Palette) {
	n := map[color.RGBA]int{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			n[color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)]++
		}
	}
	most := slices.SortedFunc(maps.Keys(n), func(a, b color.RGBA) int { return n[b] - n[a] })
	sorts := map[[3]uint8]bool{}
	var rest []color.RGBA
	for _, c := range most {
		if sort := [3]uint8{c.R >> 5, c.G >> 5, c.B >> 5}; !sorts[sort] && len(chosen) < 256 {
			sorts[sort] = true
			chosen = append(chosen, c)
		} else {
			rest = append(rest, c)
		}
	}
	for _, c := range rest[:min(len(rest), 256-len(chosen))] {
		chosen = append(chosen, c)
	}
	return chosen
}
