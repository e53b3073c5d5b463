#!/bin/sh
# Runs the test of the figures' bits as built for seven processors: this one natively, the others under qemu-user.
set -eu

cd "$(dirname "$0")/../internal/quant"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

run() { # name, how to run it, settings for the Go command
	name=$1 emulator=$2
	shift 2
	env CGO_ENABLED=0 GOOS=linux "$@" go test -c -o "$out/$name" .
	if $emulator "$out/$name" -test.run '^TestBits$' -test.timeout 10m >"$out/said" 2>&1; then
		echo "  $name: the same bits"
	else
		cat "$out/said"
		echo "  $name: OTHER BITS" >&2
		exit 1
	fi
}

emulator() { # nothing where the processor is this one
	[ "$(go env GOHOSTARCH)" = "$1" ] || echo "qemu-$2-static"
}

echo "Figures have the bits of testdata/bits.txt on:"
run amd64-v1 "$(emulator amd64 x86_64)" GOARCH=amd64 GOAMD64=v1
run amd64-v3 "$(emulator amd64 x86_64)" GOARCH=amd64 GOAMD64=v3
# Signals that preempt goroutines confuse qemu's 386; where the processor runs such programs itself, it does.
case $(go env GOHOSTARCH) in amd64 | 386) run 386 "" GOARCH=386 ;; *) GODEBUG=asyncpreemptoff=1 run 386 "qemu-i386-static" GOARCH=386 ;; esac
run arm64 "$(emulator arm64 aarch64)" GOARCH=arm64
run s390x "qemu-s390x-static" GOARCH=s390x
run ppc64le "qemu-ppc64le-static" GOARCH=ppc64le
run riscv64 "qemu-riscv64-static" GOARCH=riscv64
