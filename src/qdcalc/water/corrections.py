"""What corrected readings moved: verdicts and amounts before and after (版本, _更正 files)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from qdcalc.errors import InputError
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts
from qdcalc.notice.description import Job
from qdcalc.table.problems import WARNING, Fault, Problems
from qdcalc.water.frames import frame_of
from qdcalc.water.inputs.cycles import KeptCycle
from qdcalc.water.monthly.outputs import CORRECTIONS
from qdcalc.water.words import AnnualTransfer, Verdict, YearState, by_code, class_names
from qdcalc.water.yearly.accounts import places, settled
from qdcalc.water.yearly.payments import KINDS

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month
    from qdcalc.water.yearly.facts import Year

_NAMES = ("month", "section_id", "river", "section")
Settled = TypeVar("Settled")

NOT_COMPARED = Fault(
    "W68", WARNING, "更正前的数据不能核算，没有列出更正的影响", "以更正后的结果为准，不需要处理"
)


def before(kept: KeptCycle, settle: Callable[[KeptCycle], Settled]) -> Settled | None:
    """Calculate again with the rows as first sent; None where nothing was corrected."""
    job, jobs = kept.job, (kept.job, *kept.left_out_cycles)
    tables = [data for one in jobs for data in one.tables.values()]
    found = [data.corrections for data in tables if data.corrections is not None]
    if not found:
        return None
    if any(corrections.had_errors for corrections in found):
        job.problems.add(NOT_COMPARED)
        return None
    first, *others = (_as_sent(one) for one in jobs)
    try:
        return settle(KeptCycle(first, tuple(others)))
    except InputError:
        job.problems.add(NOT_COMPARED)
        return None


def _as_sent(job: Job) -> Job:
    """Return a job with its rows as first sent; what is found in them is told to nobody."""
    tables = {
        name: data.as_sent(_NAMES if name == "readings" else ())
        for name, data in job.tables.items()
    }
    return replace(job, tables=tables, problems=Problems())


def moved_by_month(earlier: Month | None, later: Month) -> pd.DataFrame:
    """Return the table 更正影响 of months: sections, then districts."""
    if earlier is None:
        return _rows([])
    return _rows([_section_months(earlier, later), _district_months(earlier, later)])


def moved_by_year(earlier: Year | None, later: Year) -> pd.DataFrame:
    """Return the table 更正影响 of a settlement: months first, then the year."""
    if earlier is None:
        return _rows([])
    return _rows(
        [
            _section_months(earlier.month, later.month),
            _district_months(earlier.month, later.month),
            *_section_years(earlier, later),
            _district_years(earlier, later),
        ]
    )


def _rows(parts: list[dict[str, Any]]) -> pd.DataFrame:
    """Put the parts together; an empty table has the columns too."""
    names = [column.name for column in CORRECTIONS.columns]
    texts = [c.name for c in CORRECTIONS.columns if not c.kind.is_money]
    empty = {name: np.array([], dtype=object if name in texts else np.int64) for name in names}
    columns = {
        name: np.concatenate([np.asarray(p[name]) for p in (empty, *parts)]) for name in names
    }
    return frame_of({n: v.astype(object if n in texts else np.int64) for n, v in columns.items()})


def _part(scope: str, size: int, **columns: Any) -> dict[str, Any]:
    difference = columns["after_fen"] - columns["before_fen"]
    none = np.full(size, None, dtype=object)
    given = {"section_id": none, "explanation": none} | columns
    return given | {"scope": np.full(size, scope, dtype=object), "difference_fen": difference}


def _section_months(earlier: Month, later: Month) -> dict[str, Any]:
    """Return the section-months whose row was corrected, or whose verdict or amount changed."""
    grid = later.grid
    changed = (earlier.verdict != later.verdict) | (earlier.coefficient != later.coefficient)
    changed |= earlier.section_class != later.section_class
    changed |= earlier.amount_fen != later.amount_fen
    corrections = later.job.tables["readings"].corrections
    if corrections is not None:
        changed |= np.isin(grid.row_at, np.r_[corrections.rows, corrections.added])
    spot = np.flatnonzero(changed)
    section = grid.section[spot]
    words = by_code(Verdict)
    sides = [_quality(month, spot) + words[month.verdict[spot]] for month in (earlier, later)]
    said = np.where(sides[0] == sides[1], "判定不变：" + sides[1], sides[0] + " → " + sides[1])
    return _part(
        "断面月份",
        len(spot),
        period=month_texts(grid.month[spot]),
        section_id=grid.sections.ids[section],
        name=grid.sections.names[section],
        item=np.full(len(spot), "金额", dtype=object),
        before_fen=earlier.amount_fen[spot],
        after_fen=later.amount_fen[spot],
        explanation=said,
    )


def _quality(month: Month, spot: Ints) -> Texts:
    names = class_names(month.section_class[spot])
    return np.where(pd.isna(names), "", np.where(pd.isna(names), "", names) + "类 ").astype(object)


def _district_months(earlier: Month, later: Month) -> dict[str, Any]:
    """Return each district's changed 净额 of a month."""
    nets = [received - paid for received, paid in (earlier.accounts, later.accounts)]
    month, place = np.nonzero(nets[0] != nets[1])
    return _part(
        "区市月份",
        len(month),
        period=month_texts(later.grid.months[month]),
        name=later.districts.all_names[place],
        item=np.full(len(month), "净额", dtype=object),
        before_fen=nets[0][month, place],
        after_fen=nets[1][month, place],
    )


def _section_years(earlier: Year, later: Year) -> list[dict[str, Any]]:
    """Return the components of section-years that changed."""
    sections, cycles = later.month.sections, np.array(later.cycles.texts, dtype=object)
    components: list[tuple[str, Fen, Fen]] = [
        (AnnualTransfer[key.upper()].value, earlier.paid(kind), later.paid(kind))
        for kind, key in enumerate(KINDS)
    ]
    components.insert(1, ("清零", earlier.struck_fen, later.struck_fen))
    parts = []
    for item, old, new in components:
        year = np.flatnonzero(old != new)
        section = later.cycles.section[year]
        classes = [_annual(side, year) for side in (earlier, later)]
        parts.append(
            _part(
                "断面年度",
                len(year),
                period=cycles[later.cycles.cycle_of(year)],
                section_id=sections.ids[section],
                name=sections.names[section],
                item=np.full(len(year), item, dtype=object),
                before_fen=old[year],
                after_fen=new[year],
                explanation=np.where(
                    classes[0] == classes[1], "", "年度" + classes[0] + " → " + classes[1]
                ),
            )
        )
    return parts


def _annual(year: Year, chosen: Ints) -> Texts:
    names = class_names(year.annual_class[chosen])
    return np.where(pd.isna(names), YearState.UNKNOWN.value, names).astype(object)


def _district_years(earlier: Year, later: Year) -> dict[str, Any]:
    """Return each district's changed 净额 of the settlement."""
    shown = np.union1d(places(earlier), places(later))
    nets = [(side[0] - side[1])[:, shown] for side in (settled(earlier), settled(later))]
    cycle, place = np.nonzero(nets[0] != nets[1])
    return _part(
        "区市年度",
        len(cycle),
        period=np.array(later.cycles.texts, dtype=object)[cycle],
        name=later.month.districts.all_names[shown][place],
        item=np.full(len(cycle), "净额", dtype=object),
        before_fen=nets[0][cycle, place],
        after_fen=nets[1][cycle, place],
    )
