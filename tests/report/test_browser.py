"""The page in a real browser: read at 1280 and at 390 px, and printed.

Issue 11: no cell narrower than its longest word, no horizontal scroll of the page, title visible.
Chromium lays the page out in a frame of that width, a script measures and the measures are read
from the DOM that it dumps.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qdcalc.report import compose
from qdcalc.report.html import page
from samples import result_of

pytestmark = pytest.mark.thorough
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
DAY = dt.date(2019, 1, 25)
# every text node's words: a word is what no line break goes through
MEASURE = """
const frame = document.getElementById("f"), d = frame.contentDocument;
const root = d.documentElement, narrow = [];
for (const cell of d.querySelectorAll("th, td")) {
  const style = frame.contentWindow.getComputedStyle(cell);
  const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const words = /[0-9A-Za-z.,%\\-]+|[^0-9A-Za-z.,%\\-\\s]{1,4}/g;
  for (const word of cell.textContent.match(words) || []) {
    const probe = d.createElement("span");
    probe.textContent = word;
    probe.style.cssText = "position:absolute;visibility:hidden;white-space:nowrap";
    cell.appendChild(probe);
    const need = probe.getBoundingClientRect().width;
    probe.remove();
    if (need > room + 1) narrow.push([word, need, room]);
  }
}
const title = d.querySelector("h1").getBoundingClientRect();
const out = {scroll: root.scrollWidth, client: root.clientWidth, narrow: narrow.slice(0, 5),
  title: [title.left, title.right, title.top, title.height]};
const told = document.createElement("pre");
told.id = "measures"; told.textContent = JSON.stringify(out);
document.body.appendChild(told);
"""


def chromium(folder: Path, *arguments: str) -> str:
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--disable-background-networking", "--allow-file-access-from-files",
         f"--user-data-dir={folder / 'profile'}", *arguments],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout.decode("utf-8", errors="replace")


@cache
def pages() -> dict[str, str]:
    """Return the pages of the samples: a month, a year."""
    month, year = result_of("water-month"), result_of("water-year")
    return {
        "month": page(compose("water-month", month, day=DAY)),
        "year": page(compose("water-year", year, day=DAY)),
        "quarter": page(compose("water-quarter", year, quarter="2019Q2", day=DAY)),
    }


def measured(name: str, width: int, folder: Path) -> dict[str, Any]:
    (folder / "page.html").write_text(pages()[name], encoding="utf-8")
    outer = (
        f'<!DOCTYPE html><meta charset="utf-8"><body><iframe id="f" src="page.html" '
        f'style="width:{width}px;height:900px;border:0"></iframe>'
        f'<script>window.addEventListener("load", () => {{{MEASURE}}});</script>'
    )
    (folder / "outer.html").write_text(outer, encoding="utf-8")
    told = chromium(folder, "--window-size=1400,1000", "--virtual-time-budget=8000", "--dump-dom",
                    (folder / "outer.html").as_uri())  # fmt: skip
    (found,) = re.findall(r'<pre id="measures">(.*?)</pre>', told, re.DOTALL)
    measures: dict[str, Any] = json.loads(html.unescape(found))
    return measures


@pytest.mark.parametrize(
    ("name", "width"), [("month", 390), ("quarter", 1280), ("year", 390), ("year", 1280)]
)
def test_the_page_on_a_screen(name: str, width: int, tmp_path: Path) -> None:
    found = measured(name, width, tmp_path)
    assert found["client"] == width
    assert found["scroll"] == width, "the page scrolls sideways"
    assert not found["narrow"], "cells narrower than a word"
    left, right, top, height = found["title"]
    assert left >= 0
    assert right <= width
    assert top < 400
    assert height > 10


@pytest.mark.parametrize("name", ["month", "year"])
def test_the_page_printed(name: str, tmp_path: Path) -> None:
    """Nothing is cut off at the paper's edge: every amount of the table is in the PDF's text."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext here")
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(pages()[name], encoding="utf-8")
    chromium(tmp_path, f"--print-to-pdf={target}", "--no-pdf-header-footer", source.as_uri())
    boxes = subprocess.run(["pdftotext", "-bbox", str(target), "-"], capture_output=True,
                           check=True).stdout.decode("utf-8")  # fmt: skip
    edges = [float(x) for x in re.findall(r'<word[^>]* xMax="([0-9.]+)"', boxes)]
    assert max(edges) <= 210 * 72 / 25.4 - 26 * 72 / 25.4 + 8, "beyond the right margin"
    words = re.findall(r"<word[^>]*>(.*?)</word>", boxes)
    amounts = set(re.findall(r'<td class="right">([-0-9,.]+)</td>', pages()[name]))
    assert amounts <= set(words), "an amount is broken over lines"
