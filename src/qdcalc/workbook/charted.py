"""What the charts and shapes of a sheet say, and whether they can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from qdcalc.workbook.marked import plain_format

TRUE, FALSE = ("1", "true"), ("0", "false")
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
