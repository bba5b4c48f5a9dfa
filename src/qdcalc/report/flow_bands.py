"""The picture of who pays whom: bands of money between two columns of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import cycle
from typing import Any

from qdcalc.document.model import Flows
from qdcalc.report.drawing_area import BODY, DrawingArea, wan
from qdcalc.report.fonts import fitted, text_width
from qdcalc.table import tones as palette

MOST_NAMES = 12  # names on each side
_OTHERS = "其他（"


def flows(area: DrawingArea, drawing: Flows) -> None:
    """Draw bands between two columns of names; the axes count millimetres."""
    pairs = _largest(drawing)
    if not pairs:
        area.empty()
        return
    axes, width, edge = area.axes, area.width, 0.33 * area.width
    sides = [_side(pairs, 0), _side(pairs, 1)]
    scale = min(max(7.5 * max(map(len, sides)), 60.0), 100.0) / sum(pairs.values())  # mm a fen
    room = [[max(fen * scale, 5.0) + 1.8 for fen in side.values()] for side in sides]
    area.height = max(map(sum, room)) + 8
    axes.set(xlim=(0, width), ylim=(area.height, 0), xticks=[], yticks=[])
    look: dict[str, Any] = {"fontsize": area.body, "va": "center", "color": palette.BLACK}
    tops: list[dict[str, float]] = [{}, {}]
    for n, (side, align) in enumerate(zip(sides, ("right", "left"), strict=True)):
        at = (edge - 1.5, width - edge + 1.5)[n]
        y = 7 + (area.height - 8 - sum(room[n])) / 2
        for (name, fen), height in zip(side.items(), room[n], strict=True):
            amount, middle = f"　{wan(fen)}", y + height / 2
            name_room = edge - 2 - text_width(amount, BODY)
            axes.text(at, middle, fitted(name, name_room, BODY) + amount, ha=align, **look)
            tops[n][name] = middle - fen * scale / 2
            y += height
        thick = [fen * scale for fen in side.values()]
        axes.barh(list(tops[n].values()), 2.5, thick, (edge, width - edge - 2.5)[n], align="edge",
                  color=palette.CAPTION)  # fmt: skip
        axes.text(at, 3, ("付款方", "收款方")[n], ha=align, **look)
    axes.text(width / 2, 3, "单位：万元", ha="center", **look)
    bands = dict(zip(sides[0], cycle(palette.BANDS), strict=False))
    colours = {n: palette.OTHERS if n.startswith(_OTHERS) else band for n, band in bands.items()}
    for payer in sides[0]:
        for payee in sides[1]:
            if thick_mm := pairs.get((payer, payee), 0) * scale:
                _band(area, (edge + 2.5, tops[0][payer]), (width - edge - 2.5, tops[1][payee]),
                      thick_mm, colours[payer])  # fmt: skip
                tops[0][payer] += thick_mm
                tops[1][payee] += thick_mm


def _band(
    area: DrawingArea,
    left: tuple[float, float],
    right: tuple[float, float],
    thick: float,
    fill: str,
) -> None:
    """Draw a band of one thickness between the points of its upper edge, bent twice."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (a, above), (b, over) = left, right
    m, below, under = (a + b) / 2, above + thick, over + thick
    points = [(a, above), (m, above), (m, over), (b, over), (b, under), (m, under),
              (m, below), (a, below), (a, above)]  # fmt: skip
    codes = [1, 4, 4, 4, 2, 4, 4, 4, 79]  # move, curve of three points, line, curve, close
    area.axes.add_patch(PathPatch(Path(points, codes), facecolor=fill, alpha=0.6,
                                   edgecolor="white", linewidth=0.4 * area.scale))  # fmt: skip


def _largest(drawing: Flows) -> dict[tuple[str, str], int]:
    """Return amounts by payer and payee, the smallest of over 12 on a side together as 其他."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for payer, payee, fen in drawing.flows:
        if fen:  # what is paid back flows the other way
            pairs[(payer, payee) if fen > 0 else (payee, payer)] += abs(int(fen))
    for n in (0, 1):
        side = _side(pairs, n)
        if len(side) > MOST_NAMES:
            small = dict.fromkeys(
                list(side)[MOST_NAMES - 1 :], f"{_OTHERS}{len(side) - MOST_NAMES + 1} 个）"
            )
            merged: dict[tuple[str, str], int] = defaultdict(int)
            for (payer, payee), fen in pairs.items():
                names = (small.get(payer, payer), payee), (payer, small.get(payee, payee))
                merged[names[n]] += fen
            pairs = merged
    return pairs


def _side(pairs: Mapping[tuple[str, str], int], n: int) -> dict[str, int]:
    """Return each payer's (0) or payee's (1) sum, the largest first, 其他 last."""
    sums: dict[str, int] = defaultdict(int)
    for pair, fen in pairs.items():
        sums[pair[n]] += fen
    return dict(sorted(sums.items(), key=lambda i: (i[0].startswith(_OTHERS), -i[1])))
