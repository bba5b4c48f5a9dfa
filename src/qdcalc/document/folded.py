"""Steps as HTML that folds without script: in a notebook's card and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from qdcalc.document.steps import Line, Step, numbered

_OPEN = 3  # floors of the first step that stand open; print shows all
_STYLE = (
    "<style>"
    ".steps,.steps details,.steps .leaf{font-variant-numeric:tabular-nums;line-height:1.6;"
    "text-align:left}"
    ".steps details,.steps .leaf{margin:2px 0 2px 0;padding-left:1.1em;"
    "border-left:2px solid rgba(128,128,128,.28)}"
    ".steps>details,.steps>.leaf{border-left:0;margin-top:6px}"
    ".steps summary{cursor:pointer;font-weight:400;list-style-position:outside}"
    ".steps .no{opacity:.66;margin-right:.6em}"
    ".steps .what{font-weight:600}"
    ".steps .said{margin:0 0 0 1.2em;padding:0;text-indent:0;font-size:.94em}"
    ".steps .said b{font-weight:400;opacity:.66;margin-right:.4em}"
    ".steps .cell{overflow-wrap:anywhere}"
    "@media print{.steps details::details-content{content-visibility:visible;block-size:auto}"
    ".steps summary,.steps .leaf{break-inside:avoid}}"
    "</style>"
)


def folded(steps: Sequence[Step]) -> str:
    """Return steps as nested ``<details>``; what stands below none is no fold."""
    return f'{_STYLE}<div class="steps">{"".join(_parts(list(numbered(steps))))}</div>'


def _parts(lines: list[Line]) -> Iterator[str]:
    """Yield the lines, each fold closed behind what stands below it."""
    waiting: list[int] = []  # the depths of folds that are open
    for place, line in enumerate(lines):
        while waiting and waiting[-1] >= line.depth:
            waiting.pop()
            yield "</details>"
        has_more = place + 1 < len(lines) and lines[place + 1].depth > line.depth
        if has_more:
            waiting.append(line.depth)
            is_first = line.number.split(".")[0] == "1"
            opened = " open" if is_first and line.depth < _OPEN else ""
            yield f"<details{opened}><summary>{_heading(line)}</summary>{_details(line)}"
        else:
            yield f'<div class="leaf">{_heading(line)}{_beside(line)}</div>'
    yield "</details>" * len(waiting)


def _heading(line: Line) -> str:
    value = f"：{escape(line.step.value)}" if line.step.value else ""
    what = f'<span class="what">{escape(line.step.what)}{value}</span>'
    return f'<span class="no">{line.number}</span>{what}'


def _beside(line: Line) -> str:
    """Return what is said of a step below which none stands: behind its heading."""
    said = "　".join(f"<b>{label}</b>{escape(text)}" for label, text in line.details)
    return f'<span class="said cell">{said}</span>'


def _details(line: Line) -> str:
    return "".join(
        f'<p class="said{" cell" if label == "单元格" else ""}"><b>{label}</b>{escape(text)}</p>'
        for label, text in line.details
    )
