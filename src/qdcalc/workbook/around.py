"""What stands around the cells of a sheet, and whether it can be seen: charts, shapes, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from qdcalc.exact.patterns import Lazy
from qdcalc.workbook.marked import plain_format

TRUE, FALSE = ("1", "true"), ("0", "false")
LOW = 6.0  # points, below which a row shows nothing that can be read
NARROW = 2.0  # characters, below which a column shows none whole
_SMALL = 25  # percent, below which nobody reads a page
_FROZEN = {"ySplit": (20, "行"), "xSplit": (15, "列")}  # from so many on the others are not seen
_COLUMN = Lazy(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_MOST_CELLS = 1_000
_WHITE = ("FFFFFF", "BG1", "LT1")
_ENDS = {"min": "起点", "max": "终点"}
_PLAIN_FORMATS = ("general", "0")  # that other programs write of themselves


def local(tag: Any) -> str:
    """Return an element's name without its namespace."""
    return str(tag).rpartition("}")[2]


def has_no_size(anchor: Element) -> bool:
    """Say whether a shape begins and ends in the same place."""
    ends = {local(e.tag): [x.text for x in e] for e in anchor if local(e.tag) in ("from", "to")}
    sizes = [e for e in anchor if local(e.tag) == "ext"]
    is_flat = any(e.get("cx") == "0" or e.get("cy") == "0" for e in sizes)
    return is_flat or ("to" in ends and ends["to"] == ends.get("from"))


def chart_texts(chart: Element) -> Iterator[str]:
    """Yield what a chart says beside its cells: titles, series, formats, ends of axes."""
    for e in chart.iter():
        name, code = local(e.tag), plain_format(e.get("formatCode", ""))
        if name == "t" and e.text:
            yield f"“{e.text}”"
        elif name == "numFmt" and e.get("sourceLinked") not in TRUE and code not in _PLAIN_FORMATS:
            yield f"数字格式 {code}"
        elif name == "ser":
            named = (v.text for tx in e if local(tx.tag) == "tx" for v in tx.iter())
            texts = (text.strip().strip('"') for text in named if text)
            yield from (f"“{text}”" for text in texts if text)
        elif name in ("min", "max") and (end := e.get("val")):
            yield f"坐标轴{_ENDS[name]} {float(end):.6g}"
        elif name == "orientation" and e.get("val") == "maxMin":
            yield "坐标轴倒过来"
        elif name in ("ser", "dPt") and _is_clear(e):
            yield "看不见的数据系列"


def _is_clear(series: Element) -> bool:
    """Say whether the bars or points of a series are not filled, or white."""
    shapes = (fill for e in series if local(e.tag) == "spPr" for fill in e)
    for fill in shapes:
        if local(fill.tag) == "noFill":
            return True
        if local(fill.tag) == "solidFill":
            return any((e.get("val") or "").upper() in _WHITE for e in fill)
    return False


def unseen_by_default(sizes: Element) -> Iterator[str]:
    """Yield what rows and columns without a size of their own hide."""
    if sizes.get("zeroHeight") in TRUE:
        yield "默认隐藏所有行"
    for name, least, said in (
        ("defaultRowHeight", LOW, "默认行高看不见"),
        ("defaultColWidth", NARROW, "默认列宽看不见"),
    ):  # fmt: skip
        if (size := sizes.get(name)) and float(size) < least:
            yield said


def validations(e: Element) -> Iterator[str]:
    """Yield what may be typed into each cell: programs join ranges or part them."""
    texts = {local(x.tag): (x.text or "").strip() for x in e.iter()}
    ranges = (e.get("sqref") or texts.get("sqref", "")).split()
    formulas = [texts[name] for name in ("formula1", "formula2") if texts.get(name)]
    is_list = e.get("type") == "list"  # of which LibreOffice writes a second formula, 0
    allowed = re.sub(r"[$'\s]", "", "，".join(formulas[: 1 if is_list else 2]))
    cells = (cell for one in ranges for cell in _cells(one))
    yield from (f"{cell} {e.get('type', 'none')} {allowed}" for cell in cells)


def _cells(reference: str) -> list[str]:
    """Return the cells of a range of one column, a longer or wider one as it is."""
    found = _COLUMN.fullmatch(reference)
    if not found or found[1] != found[3] or int(found[4]) - int(found[2]) > _MOST_CELLS:
        return [reference]
    return [f"{found[1]}{row}" for row in range(int(found[2]), int(found[4]) + 1)]


def unseen_parts(view: Element) -> Iterator[str]:
    """Yield what of a sheet nobody can scroll to, or read."""
    scale = view.get("zoomScale", "100")
    if scale.isdecimal() and int(scale) < _SMALL:
        yield f"缩放到 {scale}%"
    first = view.get("topLeftCell", "A1")
    for pane in (e for e in view if local(e.tag) == "pane"):
        if not pane.get("state", "split").startswith("frozen"):
            continue
        if first != "A1":
            yield f"冻结窗格从 {first} 起，前面的看不到"
        for name, (most, unit) in _FROZEN.items():
            if (count := float(pane.get(name, "0"))) >= most:
                yield f"冻结了 {count:.0f} {unit}，后面的看不到"
