#!/usr/bin/env bash
# Make the pictures of the README from a real result (LibreOffice, poppler, ImageMagick).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python -m qdcalc run water-month data/水质月度_2018-11.xlsx -o "$work/month.xlsx"
soffice --headless --convert-to pdf --outdir "$work" "$work/month.xlsx" > /dev/null
pdftoppm -r 110 -f 1 -l 1 -png "$work/month.pdf" "$work/page"
convert "$work"/page-*1.png -crop 100%x72%+0+0 +repage -trim -bordercolor white -border 12 \
  -colors 64 docs/images/month.png
