"""A section list and its months as arrays: districts are numbers, no workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.lists import Lists
from qdcalc.water.inputs.grid import Grid, Readings
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import CROSS, Sections
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.monthly.flows import Flows
from qdcalc.water.standard import RIVER

Row = dict[str, Any]
ITEMS = {indicator.name: indicator for indicator in INDICATORS}


def list_of(owned: Sequence[Sequence[int]]) -> Lists:
    """Return lists of numbers, one an owner."""
    owners = np.repeat(np.arange(len(owned)), [len(items) for items in owned])
    items = np.array([i for items in owned for i in items], dtype=np.int64)
    return Lists.of(owners, items, len(owned))


def sections_of(rows: Sequence[Row]) -> Sections:
    """Return a list: each row's ``number``, ``level``, ``responsible``, ``destination`` … ."""
    plain: Row = {
        "kind": CROSS, "level": "市控", "responsible": [1], "destination": [2], "target": 3,
        "body": RIVER, "source": False, "upstream": [], "since": -OPEN, "until": OPEN,
    }  # fmt: skip
    given = [{**plain, "number": n, **row} for n, row in enumerate(rows)]
    of: dict[str, Any] = {name: [row[name] for row in given] for name in (*plain, "number")}
    texts = {"river": ["河"] * len(given), "section": ["断面"] * len(given)}
    texts["responsible"] = ["、".join(map(str, names)) for names in of["responsible"]]
    small = {name: np.array(of[name], dtype=np.int8) for name in ("kind", "target", "body")}
    none = np.zeros(len(given), dtype=bool)
    return Sections(
        np.array([str(n + 1) for n in of["number"]], dtype=object), lambda: pd.DataFrame(texts),
        small["kind"], list_of(of["responsible"]), list_of(of["destination"]), small["target"],
        np.array(of["level"], dtype=object), small["body"], np.array(of["source"]), none,
        list_of(of["upstream"]), small["kind"], True,
        *(np.array(of[name], dtype=np.int64) for name in ("number", "since", "until")),
    )  # fmt: skip


def grid_of(
    sections: Sections, months: Sequence[int], values: Sequence[Sequence[float]] | None = None,
    items: Sequence[str] = (), rows: Sequence[int] | None = None,
) -> Grid:  # fmt: skip
    """Return section-months, the readings in their order; ``rows`` where they are in another."""
    known = np.array(months)
    every = np.repeat(known, sections.width)
    place = sections.at(np.tile(np.arange(sections.width), len(known)), every)
    given = np.zeros((len(every), 0)) if values is None else np.array(values, dtype=np.float64)
    row_at = np.arange(len(every)) if rows is None else np.array(rows)
    return Grid(known, sections, row_at, Readings.of(given), tuple(ITEMS[name] for name in items),
                np.zeros(len(every), dtype=bool), place, sections.holds(place, every))  # fmt: skip


def told(flows: Flows) -> list[tuple[int, ...]]:
    """Return owner, kind, payer, payee and fen of each flow."""
    columns = (flows.owner, flows.kind, flows.payer, flows.payee, flows.amount_fen)
    return [tuple(row) for row in zip(*(c.tolist() for c in columns), strict=True)]
