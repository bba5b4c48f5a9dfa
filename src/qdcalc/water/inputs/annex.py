"""The annex's own sections, and what they have that the notice does not print (clause 二)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import keys
from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import parsed
from qdcalc.record import record
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.tables import SECTIONS
from qdcalc.water.words import WaterBody


@cache
def annex() -> TableData:
    """Return the annex's 28 sections as a parsed table, read once a process."""
    return parsed(as_cells(), Problems())


def as_cells() -> RawTable:
    """Return the annex as the cells of a table that is not validated yet."""
    text = resources.files("qdcalc.water").joinpath("sections_2018_2019.csv")
    rows = list(csv.DictReader(text.read_text(encoding="utf-8").splitlines()))
    labels = {c.label: c.name for c in SECTIONS.columns}
    columns = {
        labels[label]: np.array([row[label] for row in rows], dtype=object) for label in rows[0]
    }
    return RawTable(
        SECTIONS,
        [Part("", "通知附件断面清单")],
        columns,
        np.arange(1, len(rows) + 1),
        np.zeros(len(rows), dtype=np.int64),
    )


@record
class Defaults:
    """What the annex's own sections have by default; ``upstream`` None where none has any."""

    is_lake: Bools
    is_dry_exempt: Bools
    upstream: pd.Series[str] | None


def defaults_of(data: TableData, named: Mapping[str, Coded]) -> Defaults:
    """Return the defaults of the sections whose river and section names are the annex's."""
    theirs = annex().frame
    together = named["section"].together
    if not together.may_have(_annex_keys()) or _annex_keys().isdisjoint(together.keys):
        none = np.zeros(len(data.typed), dtype=bool)
        return Defaults(none, none, None)
    frame = data.frame.reindex(columns=[c.name for c in SECTIONS.columns])
    known = theirs.assign(name=_pair_key(theirs)).drop_duplicates("name").set_index("name")
    own = _pair_key(frame)
    matched = known.reindex(own)
    # annex number of the upstream section → its name → this list's number
    name_of = pd.Series(known.index, index=known["section_id"])
    id_of = pd.Series(frame["section_id"].to_numpy(dtype=object), index=own)
    is_timed = bool({"since", "until"} & set(frame.columns[frame.notna().any()]))
    id_of = _together(id_of) if is_timed else id_of[~id_of.index.duplicated()]
    return Defaults(
        (matched["water_body"] == WaterBody.LAKE).to_numpy(dtype=bool),
        matched["is_dry_exempt"].fillna(False).to_numpy(dtype=bool),
        matched["upstream"].map(name_of).map(id_of).reset_index(drop=True),
    )


@cache
def _annex_keys() -> frozenset[str]:
    """Return what the names of the annex's sections are compared by."""
    return frozenset(keys(annex().frame["section"]).tolist())


def _together(ids: pd.Series[str]) -> pd.Series[str]:
    """Join the numbers that one section has in the course of time."""
    named = ids.dropna()
    is_several = named.index.duplicated(keep=False)
    joined = named[is_several].groupby(level=0).agg(lambda own: "、".join(own.unique()))
    return pd.concat([named[~is_several], joined])


def _pair_key(frame: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(keys(frame["river"]) + "\n" + keys(frame["section"]), dtype=object)
