"""The card as a browser lays it out.

Issue 11: "the notebook's display breaks names into one character a line"; "browser tests with real
Chromium: no cell narrower than its longest word, no horizontal scroll of the page".
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from samples import result_of
from seeds import at_first

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
MEASURE = """
<pre id="told"></pre><script>
const cells = [...document.querySelectorAll('.qdcalc td, .qdcalc th')].filter(c => c.offsetParent);
const one = c => getComputedStyle(c).whiteSpace === 'nowrap';
const text = c => {
  const range = document.createRange();
  range.selectNodeContents(c);
  return range.getBoundingClientRect();
};
const box = document.querySelector('.sheet');
const colours = getComputedStyle(document.querySelector('.qdcalc'));
document.getElementById('told').textContent = JSON.stringify({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  tall: Math.max(...cells.filter(one).map(c => text(c).height)),
  names: cells.filter(one).length,
  narrow: Math.min(...cells.filter(c => !one(c)).map(c => c.getBoundingClientRect().width), 999),
  scrolls: box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === 'auto',
  ink: colours.color, paper: colours.backgroundColor,
  bars: [...document.querySelectorAll('.fill')].filter(b => b.getBoundingClientRect().width > 1)
    .length,
});
</script>"""


def told(page: str, folder: Path, *options: str) -> dict[str, Any]:
    """Return what a page measures of itself in Chromium."""
    path = folder / "页.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{page}{MEASURE}", encoding="utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
        "--disable-background-networking", f"--user-data-dir={folder / 'profile'}", *options,
        path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout.decode("utf-8"), re.DOTALL)
    assert found
    measured: dict[str, Any] = json.loads(unescape(found[1]))
    return measured


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize(
    ("name", "width"),
    at_first([("expo", 1280), ("water-month", 600), ("expo", 600), ("water-month", 1280)], 1),
)
def test_names_stand_on_one_line_and_the_page_never_scrolls(
    name: str, width: int, tmp_path: Path
) -> None:
    card = result_of(name)._repr_html_()
    seen = told(card, tmp_path, f"--window-size={width},900")
    assert seen["wide"] <= 0
    assert seen["names"] > 100
    assert seen["tall"] < 28  # one line of letters of 13 px
    assert seen["narrow"] > 90  # sentences
    assert seen["scrolls"]
    assert seen["bars"] > 1


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize(
    ("body", "is_dark"),
    [("<body>", False), ('<body data-jp-theme-light="false">', True),
     ('<body style="--jp-layout-color0:#111;--jp-content-font-color0:#eee">', True)],
)  # fmt: skip
def test_ink_and_paper_follow_the_theme(body: str, is_dark: bool, tmp_path: Path) -> None:
    card = result_of("staffing")._repr_html_()
    seen = told(body + card, tmp_path)
    light = [sum(map(int, re.findall(r"\d+", seen[part])[:3])) > 382 for part in ("ink", "paper")]
    assert light == ([True, False] if is_dark else [False, True])
