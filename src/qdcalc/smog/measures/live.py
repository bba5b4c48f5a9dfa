"""The live formulas of the measures: from the list to shares, verdicts and runs (四(三)2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.decimals import common_places
from qdcalc.exact.dtypes import Texts
from qdcalc.exact.months import of_date
from qdcalc.smog.measures.facts import INDUSTRY_FIGURES, LEVEL_FIGURES
from qdcalc.smog.measures.inputs import AMOUNTS, COUNTED, SOURCE_SHARES
from qdcalc.smog.words import (
    ADDED_UP,
    BOTH,
    CITY,
    GIVEN,
    Amounts,
    CleaningKind,
    Ice,
    Level,
    Pollutant,
    Sprinkle,
    Swap,
    Verdict,
)
from qdcalc.table.live import Place, Sheets, text, where

SETTING = "响应级别"
_MET, _NOT_MET = text(Verdict.MET), text(Verdict.NOT_MET)
_LEAST_PLACES, _MOST_PLACES = 6, 10


def month_of(sheets: Sheets) -> int | None:
    """Return the month whose figures are in force: that of the last AQI, None for the newest."""
    if not sheets.has("hours") or not len(sheets.of("hours")):
        return None
    return of_date(sheets.of("hours").frame["ended_at"].max().date())


def places_of(sheets: Sheets) -> int:
    """Return the decimals to which sums are rounded: those of the list, and some for edits."""
    listed = sheets.of("counted_reductions").frame
    columns = [listed[name].to_numpy() for name in ("base_kg", *AMOUNTS.values())]
    return min(max(common_places(*columns), _LEAST_PLACES), _MOST_PLACES)


def counted_reductions(sheets: Sheets) -> Mapping[str, Any]:
    """Return what counts of each row: exempt ones 0, additions added up (四(三)1(2))."""
    place, places = sheets.of("counted_reductions"), places_of(sheets)
    is_added = sheets.chosen("amounts", Amounts.ADDED)
    first, made = place.cells(AMOUNTS[Level.YELLOW]), {}
    for level, name in COUNTED.items():
        own = place.cells(AMOUNTS[Level(level)])
        total = f"IF({is_added},ROUND(SUM(" + first + ":" + own + f"),{places})," + own + ")"
        made[name] = "IF(" + place.cells("is_exempt") + '="是",0,' + total + ")"
    return made


def bases_used(sheets: Sheets) -> Mapping[str, Any]:
    """Return the bases: the city's where given, else the list's added up."""
    place, of = sheets.of("bases_used"), sheets.of("counted_reductions")
    own = {name: place.cells(name) for name in place.frame.columns}
    listed = f"ROUND(SUMIFS({of.column('base_kg')},{of.column('pollutant')},"
    blank = own["city_kg"] + '=""'
    return {
        "listed_kg": listed + own["pollutant"] + f"),{places_of(sheets)})",
        "used_kg": "IF(" + blank + "," + own["listed_kg"] + "," + own["city_kg"] + ")",
        "origin": "IF(" + blank + f",{text(ADDED_UP)},{text(GIVEN)})",
    }


def targets(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 减排核对: sums, shares, targets, verdicts, gaps."""
    place, of, places = sheets.of("targets"), sheets.of("counted_reductions"), places_of(sheets)
    if not len(place):
        return {}
    rows = place.frame
    own = {name: place.cells(name) for name in rows.columns}
    is_both = (rows["pollutant"] == BOTH).to_numpy()
    has_target = rows["target"].notna().to_numpy() | _may_be_held(rows)
    which = _which(of, place)
    level = rows["level"].map({a: of.column(name) for a, name in COUNTED.items()})
    column = level.to_numpy(dtype=object)
    base, reduced, target = own["base_kg"], own["reduced_kg"], own["target"]
    share = "IF(" + base + '=0,"",' + reduced + "/" + base + ")"
    two = {name: _two(place, name) for name in ("share", *SOURCE_SHARES.values())}
    met = f"IF(ROUND({{}},{places})>=0,{_MET},{_NOT_MET})"
    single = met.split("{}")[0] + reduced + "-" + target + "*" + base + met.split("{}")[1]
    both = f"IF(ROUND({{}},12)>=0,{_MET},{_NOT_MET})".split("{}")
    both_met = both[0] + own["gap"] + both[1]
    missing = "MAX(0,ROUND(" + target + "*" + base + "-" + reduced + f",{places}))"
    none = "IF(" + target + '="","",'
    return {
        "base_kg": where(is_both, None, _bases(sheets, place, which, places)),
        "reduced_kg": where(is_both, None, "ROUND(SUMIFS(" + column + "," + which + f"),{places})"),
        "share": where(is_both, two["share"], share),
        "target": where(has_target, _targets(sheets, rows)),
        "gap": where(has_target, none + "ROUND(" + own["share"] + "-" + target + ",15))"),
        "verdict": where(has_target, none + where(is_both, both_met, single) + ")"),
        "missing_kg": where(has_target & ~is_both, none + missing + ")"),
        "not_met": "IF(" + own["verdict"] + f"={_NOT_MET},1,0)",
        **{
            name: where(is_both, two[name], _of_source(of, column, which, kind, base))
            for kind, name in SOURCE_SHARES.items()
        },
    }  # fmt: skip


def _may_be_held(rows: pd.DataFrame) -> Any:
    """Return the city's rows: SO₂ and NOx have a target under another option."""
    return (rows["district"] == CITY).to_numpy() & rows["share"].notna().to_numpy()


def _which(of: Place, place: Place) -> Texts:
    """Return which rows of 减排明细 a row adds up, as SUMIFS takes it."""
    pollutant = f"{of.column('pollutant')}," + place.cells("pollutant")
    district = f",{of.column('district')}," + place.cells("district")
    return where(place.frame["district"] == CITY, pollutant, pollutant + district)


def _bases(sheets: Sheets, place: Place, which: Texts, places: int) -> Texts:
    """Return each base: the city's from 采用的基数, a district's from what it lists."""
    of, used = sheets.of("counted_reductions"), sheets.of("bases_used")
    summed = f"ROUND(SUMIFS({of.column('base_kg')}," + which + f"),{places})"
    at = pd.Index(used.frame["pollutant"]).get_indexer(place.frame["pollutant"])
    return where(place.frame["district"] == CITY, used.cells("used_kg", at), summed)


def _two(place: Place, name: str) -> Texts:
    """Return the sum of the shares of SO₂ and NOx of the same district and level."""
    keys = pd.MultiIndex.from_frame(place.frame[["district", "level", "pollutant"]])
    cells = []
    for pollutant in (Pollutant.SO2, Pollutant.NOX):
        wanted = place.frame[["district", "level"]].assign(pollutant=str(pollutant))
        at = keys.get_indexer(pd.MultiIndex.from_frame(wanted))
        cells.append(place.cells(name, at))  # −1, where there is none, is of no row that is asked
    one, other = cells
    made: Texts = "IF(OR(" + one + '="",' + other + '=""),"",' + one + "+" + other + ")"
    return made


def _targets(sheets: Sheets, rows: pd.DataFrame) -> Texts:
    """Return the target of each row; SO₂ and NOx have one of their own only if both are asked."""
    month = month_of(sheets)
    figures = _figures(
        sheets,
        [f"target_{LEVEL_FIGURES[level]}_percent" for level in rows["level"].tolist()],
        rows["pollutant"].tolist(),
        month,
    )
    share = figures + "/100"
    is_one = rows["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)]).to_numpy()
    return where(is_one, f"IF({sheets.chosen('swap', Swap.EACH)}," + share + ',"")', share)


def _figures(
    sheets: Sheets, names: Iterable[str], parts: Iterable[str], month: int | None
) -> Texts:
    """Return the cell of a figure for each row's name and part."""
    known: dict[tuple[str, str], str] = {}
    pairs = list(zip(names, parts, strict=True))
    for name, part in set(pairs):
        known[name, part] = sheets.figure(name, part, month)
    made = np.empty(len(pairs), dtype=object)
    made[:] = [known[pair] for pair in pairs]
    return made


def _of_source(of: Place, column: Texts, which: Texts, kind: str, base: Texts) -> Texts:
    """Return the part of a share that a kind of source has."""
    source = f",{of.column('source_kind')},{text(kind)})"
    made: Texts = "IF(" + base + '=0,"",SUMIFS(' + column + "," + which + source + "/" + base + ")"
    return made


def industries(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 行业核对: each unit's own amounts against its industry's least."""
    place, of, places = sheets.of("industries"), sheets.of("counted_reductions"), places_of(sheets)
    rows = place.frame
    own = {name: place.cells(name) for name in rows.columns}
    at = _listed_at(of, rows)
    reduced = np.full(len(rows), None, dtype=object)
    for level, name in COUNTED.items():
        reduced = where(rows["level"] == level, of.cells(name, at), reduced)
    names = [INDUSTRY_FIGURES[level] for level in rows["level"].tolist()]
    least = _figures(sheets, names, rows["industry"].tolist(), month_of(sheets))
    base, amount, share = own["base_kg"], own["reduced_kg"], own["least"]
    short = "ROUND(" + share + "*" + base + "-" + amount + f",{places})"
    return {
        "share": "IF(" + base + '=0,"",' + amount + "/" + base + ")",
        "least": least + "/100",
        "verdict": "IF(" + short + f"<=0,{_MET},{_NOT_MET})",
        "base_kg": of.cells("base_kg", at),
        "reduced_kg": reduced,
        "missing_kg": "MAX(0," + short + ")",
        "not_met": "IF(" + own["verdict"] + f"={_NOT_MET},1,0)",
    }


def _listed_at(of: Place, rows: pd.DataFrame) -> Any:
    keys = ["district", "source", "source_kind", "pollutant"]
    every = pd.MultiIndex.from_frame(of.frame[keys])
    return every.get_indexer(pd.MultiIndex.from_frame(rows[keys]))


def exempt(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 豁免清单: each row's own cells of 减排明细."""
    of, place = sheets.of("counted_reductions"), sheets.of("exempt")
    if not len(place):
        return {}
    at = _listed_at(of, place.frame)
    return {name: of.cells(name, at) for name in ("base_kg", *AMOUNTS.values())}


def cleaning_plan(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 保洁安排: the runs of the level, none on ice."""
    place, setting = sheets.of("cleaning_plan"), sheets.setting(SETTING)
    if not len(place) or not setting:
        return {}
    own = {name: place.cells(name) for name in place.frame.columns}
    month, kinds = month_of(sheets), place.frame["cleaning_kind"].tolist()
    yellow, orange, red = (
        sheets.figures(f"cleaning_{name}_runs", kinds, [month] * len(kinds))
        for name in LEVEL_FIGURES.values()
    )
    first = sheets.figure("first_sprinkling_runs", "", month)
    is_sprinkled = [kind == CleaningKind.ENTRANCE_SPRINKLING for kind in kinds]
    only = f"IF({sheets.chosen('sprinkle', Sprinkle.ONE)},{first}," + red + ")"
    level = own["level"]
    runs = "IF(" + level + f"={text(Level.YELLOW)}," + yellow + ",IF(" + level
    runs = runs + f"={text(Level.ORANGE)}," + orange + "," + where(is_sprinkled, only, red) + "))"
    is_road = own["cleaning_kind"] + f"<>{text(CleaningKind.SITE_SURFACE)}"
    spared = "AND(" + own["is_icy"] + '="是",OR(' + is_road
    spared = spared + f",{sheets.chosen('ice', Ice.ALL)}))"
    return {
        "level": np.full(len(place), setting, dtype=object),
        "extra_runs": "IF(" + spared + ",0," + runs + ")",
        "runs": own["normal_runs"] + "+" + own["extra_runs"],
    }
