#!/usr/bin/env bash
# Make the pictures of the README from real results (LibreOffice, poppler, Chromium; Pillow).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python -m qdcalc run water-month data/水质月度_2018-11.xlsx -o "$work/answer.xlsx"
soffice --headless --convert-to pdf --outdir "$work" "$work/answer.xlsx" > /dev/null
pdftoppm -r 95 -f 1 -l 1 -png -singlefile "$work/answer.pdf" "$work/answer"

python -m qdcalc report water-month data/水质月度_2018-11.xlsx --day 2018-12-10 \
  -o "$work/publication.docx" --pdf
pdftoppm -r 60 -f 1 -l 1 -png -singlefile "$work/publication.pdf" "$work/publication-1"
pdftoppm -r 60 -f 2 -l 2 -png -singlefile "$work/publication.pdf" "$work/publication-2"

python - "$work/card.html" <<'PYTHON'
import sys
from pathlib import Path

import qdcalc

card = qdcalc.water.month("data/水质月度_2018-11.xlsx")._repr_html_()
Path(sys.argv[1]).write_text(f"<meta charset='utf-8'><body>{card}</body>", encoding="utf-8")
PYTHON
chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
  --user-data-dir="$work/browser" --window-size=1000,930 --screenshot="$work/card.png" \
  "file://$work/card.html" > /dev/null 2>&1

python - "$work" <<'PYTHON'
import sys
from pathlib import Path

from PIL import Image, ImageChops

work, out = Path(sys.argv[1]), Path("docs/images")


def trimmed(name: str) -> Image.Image:
    """Return a picture without its white borders."""
    page = Image.open(work / f"{name}.png").convert("RGB")
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    right, bottom = min(box[2] + 12, page.width), min(box[3] + 12, page.height)
    return page.crop((max(box[0] - 12, 0), max(box[1] - 12, 0), right, bottom))


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """Return pages next to each other."""
    both = Image.new("RGB", (sum(p.width for p in pages), max(p.height for p in pages)), "white")
    for number, page in enumerate(pages):
        both.paste(page, (sum(p.width for p in pages[:number]), 0))
    return both


pages = [trimmed(f"publication-{n}") for n in (1, 2)]
for name, picture in (
    ("answer", trimmed("answer")),
    ("card", trimmed("card")),
    ("publication", side_by_side(pages)),
):
    picture.quantize(96).save(out / f"{name}.png", optimize=True)
PYTHON
