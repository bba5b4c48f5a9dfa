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
python -m qdcalc report water-quarter data/水质周期_2018-2019 --quarter 2018Q4 --day 2019-01-25 \
  -o "$work/report.docx" --pdf
pdftoppm -r 60 -f 1 -l 2 -png "$work/report.pdf" "$work/report"
convert "$work"/report-1.png "$work"/report-2.png -bordercolor "#BBBBBB" -border 1 +append \
  -colors 64 docs/images/report.png
