#!/bin/sh
# Prints a report as a person would see it on paper: PAGE.html to OUT/page.pdf and OUT/page-NN.png.
# Needs chromium 131 or later and pdftoppm (poppler-utils).
set -eu
if [ $# -ne 2 ]; then
    echo "usage: tests/render.sh PAGE.html OUT-FOLDER" >&2
    exit 2
fi
mkdir -p "$2"
page=$(realpath "$1")
out=$(realpath "$2")
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
    --user-data-dir="$profile" --print-to-pdf="$out/page.pdf" "file://$page" 2>"$profile/log" ||
    { cat "$profile/log" >&2; exit 1; }
rm -f "$out"/page-*.png
pdftoppm -r "${DPI:-80}" -png "$out/page.pdf" "$out/page"
find "$out" -name 'page-*.png' | wc -l
