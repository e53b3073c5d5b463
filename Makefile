STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
# More packages at once than processors: much of their time is waiting for disks and for PostgreSQL.
# Vetting is done by check, and nobody debugs a test's program.
GO_TEST = go test -p 4 -vet=off -ldflags='-s -w' -timeout 10m

.PHONY: demo build test test-quick test-bits e2e check lint race bench bench-risk

# A complete sample organisation; prints its address and how to sign in.
demo:
	go run ./cmd/assay demo

# One static program. It learns its version from git (runtime/debug.ReadBuildInfo).
build:
	CGO_ENABLED=0 go build -buildvcs=auto -trimpath -ldflags='-s -w' -o bin/assay ./cmd/assay

# Everything, in a real browser too. Says what it installs and installs it on Debian.
test:
	@scripts/need.sh postgresql chromium npm libreoffice fonts hunspell
	@$(MAKE) --no-print-directory check
	$(GO_TEST) ./...
	@$(MAKE) --no-print-directory e2e

# Without a browser.
test-quick:
	@scripts/need.sh postgresql hunspell
	$(GO_TEST) ./...

# Risk figures have the same bits on seven processors. Takes minutes: six standard libraries are compiled.
test-bits:
	@scripts/need.sh qemu
	@scripts/bits.sh

# The browser runs alone, in a module of its own.
e2e:
	@if [ -d e2e ]; then set -ex; cd e2e; go vet ./...; $(GO_TEST) ./...; fi

check:
	@files="$$(git ls-files -z "*.go" | xargs -0 gofmt -l)"; [ -z "$$files" ] || { echo "Type: gofmt -w" $$files; exit 1; }
	go vet ./...

lint: check
	go run $(STATICCHECK) ./...

# The packages where goroutines meet. Needs a C compiler; the first run compiles SQLite for minutes.
race:
	CGO_ENABLED=1 go test -race -timeout 20m ./internal/db ./internal/journal ./internal/isms

bench:
	cd bench && go run .

# Risk figures beside numpy, on the same portfolios in one run.
bench-risk:
	@scripts/need.sh numpy
	cd bench/risk && go run .
