#!/bin/sh
# Installs what the tests named by the arguments need: postgresql, chromium, npm, libreoffice, hunspell.
# Installs what the tests named by the arguments need: postgresql, chromium, npm, libreoffice, qemu, numpy.
# On Debian as root it installs; elsewhere it stops with the line to type.
set -eu

missing=
need() { # what it is for, how to see that it is there, its packages
	if sh -c "$2" >/dev/null 2>&1; then
		echo "  $1: there"
	else
		echo "  $1: to be installed ($3)"
		missing="$missing $3"
	fi
}

echo "The tests use real parts:"
for part; do
	case $part in
	postgresql)
		need "PostgreSQL, the second database" \
			'[ "${ASSAY_TEST_POSTGRES:-}${ASSAY_TEST_SKIP_POSTGRES:-}" ] || command -v initdb || ls /usr/lib/postgresql/*/bin/initdb' postgresql ;;
	chromium)
		need "Chromium, for the pages" \
			'command -v chromium || command -v chromium-browser || command -v google-chrome' chromium ;;
	npm)
		need "npm, for the accessibility checker axe-core" 'command -v npm' npm ;;
	libreoffice)
		need "LibreOffice Writer, to open the documents we write" \
			'dpkg -s libreoffice-writer-nogui || dpkg -s libreoffice-writer || { ! command -v dpkg && command -v soffice; }' libreoffice-writer-nogui
		need "LibreOffice Calc, to open the workbooks we write" \
			'dpkg -s libreoffice-calc-nogui || dpkg -s libreoffice-calc || { ! command -v dpkg && command -v soffice; }' libreoffice-calc-nogui ;;
	hunspell)
		need "hunspell with British English, for the spelling of the guidance" 'echo colour | hunspell -d en_GB -l' "hunspell hunspell-en-gb" ;;
	fonts)
		need "fonts of many scripts, for PDF" '[ -f /usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf ]' fonts-noto-core
		need "a font of Chinese, Japanese and Korean" '[ -f /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ]' fonts-wqy-microhei
		need "an Arabic font with many ligatures" '[ -f /usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf ]' fonts-hosny-amiri
		need "HarfBuzz, to compare glyphs with" 'command -v hb-shape' libharfbuzz-bin
		need "poppler, to read the PDF we write" 'command -v pdftotext && command -v pdftoppm' poppler-utils
		need "qpdf, to check the PDF we write" 'command -v qpdf' qpdf ;;
	qemu)
		need "qemu-user, to run the tests of other processors" 'command -v qemu-s390x-static && command -v qemu-riscv64-static' qemu-user-static ;;
	numpy)
		need "numpy, to compare benchmarks with" '/usr/bin/python3 -c "import numpy"' python3-numpy ;;
	*) echo "$part: not known" >&2; exit 2 ;;
	esac
done
[ "$missing" ] || exit 0

line="apt-get install --yes --no-install-recommends$missing"
if ! command -v apt-get >/dev/null; then
	echo "Install on this system what Debian calls:$missing. Then run this again." >&2
	exit 1
elif [ "$(id -u)" != 0 ]; then
	echo "Type: sudo $line" >&2
	exit 1
fi
echo "+ $line"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null
$line -qq </dev/null
