package typeset

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	ubidi "golang.org/x/text/unicode/bidi"
)

// Unicode's own 91,000 cases, which the shaping module carries for its tests.
func TestBidirectionalAlgorithmConforms(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-text/typesetting").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "bidi", "test", "BidiCharacterTest.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cases, wrong := 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(lines.Text(), ";")
		if len(fields) != 5 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		cases++
		var text []rune
		for code := range strings.FieldsSeq(fields[0]) {
			r, _ := strconv.ParseUint(code, 16, 32)
			text = append(text, rune(r))
		}
		base, _ := strconv.Atoi(fields[2])
		got := levelsOf(text, int8(base))
		forLine(text, got, int8(base))
		for i, want := range strings.Fields(fields[3]) {
			if want != "x" && want != strconv.Itoa(int(got[i])) {
				if wrong++; wrong <= 10 {
					t.Errorf("%s: levels %v, want %s", fields[0], got, fields[3])
				}
				break
			}
		}
	}
	if cases < 90_000 || wrong > 0 {
		t.Errorf("%d of %d cases are wrong", wrong, cases)
	}
}

// forLine is rule L1: white space at the end of a line and before a separator falls back. Lines here end without it.
func forLine(text []rune, levels []int8, base int8) {
	end := true
	for i := len(text) - 1; i >= 0; i-- {
		p, _ := ubidi.LookupRune(text[i])
		switch p.Class() {
		case ubidi.B, ubidi.S:
			levels[i], end = base, true
		case ubidi.WS, ubidi.LRI, ubidi.RLI, ubidi.FSI, ubidi.PDI:
			if end {
				levels[i] = base
			}
		case ubidi.BN, ubidi.RLE, ubidi.LRE, ubidi.RLO, ubidi.LRO, ubidi.PDF:
		default:
			end = false
		}
	}
}
