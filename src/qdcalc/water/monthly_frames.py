"""The month's output tables as frames: codes become words, section-months become rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc import money
from qdcalc.water.amounts import annual_base_yuan, by_month
from qdcalc.water.grid import month_text
from qdcalc.water.registry import SHARED
from qdcalc.water.standard import CLASSES, Indicator
from qdcalc.water.transfers import flow_words
from qdcalc.water.verdict import DRY, EXCEED, KEYS, LEAP, MISSING, PASS
from qdcalc.water.words import joined, name_lists, reading_texts

if TYPE_CHECKING:
    from qdcalc.water.monthly import Month

Texts = npt.NDArray[np.object_]
_NONE: Any = None


def _class_names(month: Month, numbers: npt.NDArray[Any]) -> Texts:
    names = np.array([None, *month.job.policy.words["classes"]], dtype=object)
    named: Texts = names[numbers]
    return named


def section_months(month: Month) -> pd.DataFrame:
    """Return the table 断面核算."""
    grid, found = month.grid, month.found
    section, size = grid.section, len(grid)
    texts = grid.sections.texts
    remaining = ~found.is_dropped
    leading, multiple = _leading(month)
    verdicts = np.array([month.job.policy.words["verdicts"][k] for k in KEYS], dtype=object)
    columns: dict[str, Any] = {
        "month": month_text(grid.month),
        "section_id": grid.sections.ids[section],
    }
    for name in ("river", "section", "section_type", "responsible", "destination"):
        columns[name] = texts[name].to_numpy(dtype=object)[section]
    columns |= {
        "target_class": _class_names(month, grid.sections.target[section]),
        "control_level": grid.sections.level[section],
        "water_class": _class_names(month, month.section_class),
        "verdict": verdicts[month.verdict],
        "exceeded": name_lists(
            grid.indicators, found.cell[remaining], found.indicator[remaining], size
        ),
        "dropped": name_lists(
            grid.indicators, found.cell[~remaining], found.indicator[~remaining], size
        ),
        "leading": leading,
        "multiple": multiple,
        "coefficient": month.coefficient,
        "amount_fen": month.amount_fen,
        "clause": _clauses(month),
        "explanation": explanations(month),
    }
    return _frame(columns)


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    """Make a frame; texts are ``str`` whatever is in them."""
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="str")
            if isinstance(values, np.ndarray) and values.dtype == object
            else values
            for name, values in columns.items()
        }
    )


def _leading(month: Month) -> tuple[Texts, npt.NDArray[np.float64]]:
    """Return the leading indicator of each section-month and its multiple.

    The largest multiple; ties, and dissolved oxygen and pH (which have none), in GB order.
    """
    found, size = month.found, len(month.grid)
    remaining = np.flatnonzero(~found.is_dropped)
    multiple = np.nan_to_num(found.multiple[remaining], nan=-1.0)
    order = np.lexsort((found.indicator[remaining], -multiple, found.cell[remaining]))
    chosen = remaining[order]
    first = chosen[~pd.Series(found.cell[chosen]).duplicated().to_numpy()]
    names = np.full(size, None, dtype=object)
    multiples = np.full(size, np.nan)
    labels = np.array([i.name for i in month.grid.indicators], dtype=object)
    names[found.cell[first]] = labels[found.indicator[first]]
    multiples[found.cell[first]] = found.multiple[first]
    return names, multiples


def _beyond(month: Month) -> npt.NDArray[np.bool_]:
    return month.found.per_cell(len(month.grid), month.found.is_beyond)


def _clauses(month: Month) -> Texts:
    """Return the clauses that a verdict rests on."""
    words = month.job.policy.words["clauses"]
    beyond, size = _beyond(month), len(month.grid)
    text = np.select(
        [month.verdict == v for v in (LEAP, PASS, DRY, MISSING)] + [beyond],
        [words[k] for k in ("leap", "pass", "dry", "missing", "beyond")],
        words["within"],
    ).astype(object)
    has_dropped = month.found.per_cell(size, month.found.is_dropped)
    text = np.where(has_dropped, text + "；" + words["upstream"], text)
    incomplete = _is_incomplete_leap(month)
    clauses: Texts = np.where(incomplete, text + "；" + words["incomplete"], text)
    return clauses


def _is_incomplete_leap(month: Month) -> npt.NDArray[np.bool_]:
    """Say where a class good enough for a leap rests on an incomplete row."""
    found, size = month.found, len(month.grid)
    measured = found.per_cell(size, np.ones_like(found.is_dropped))
    leap = by_month(month.grid, month.job.policy, "leap_classes")
    good = month.section_class + leap <= month.sections.target[month.grid.section]
    passed = (month.verdict == PASS) & ~measured & ~month.complete.is_complete
    incomplete: npt.NDArray[np.bool_] = passed & good
    return incomplete


def explanations(month: Month) -> Texts:
    """Say in words how each verdict and amount came about."""
    names = _class_names(month, month.section_class)
    target = _class_names(month, month.sections.target[month.grid.section])
    quality = np.where(month.section_class > 0, "水质" + _filled(names) + "类", "")
    text = np.select(
        [month.verdict == DRY, month.verdict == MISSING, month.verdict == LEAP],
        [
            "当月断流，无监测数据，不罚不补",
            "没有监测数据，不予判定",
            quality + "，优于目标" + target + "类，跃升，按基准额度奖励" + _arithmetic(month),
        ],
        quality + "，达到目标" + target + "类，未跃升，不罚不补",
    ).astype(object)
    incomplete = np.flatnonzero(_is_incomplete_leap(month))
    missing = month.complete.missing_names(month.grid, month.assessment, incomplete)
    text[incomplete] = (
        quality[incomplete] + "，优于目标" + target[incomplete] + "类，但缺测：" + missing
        + "；不按跃升奖励，不罚不补"
    )  # fmt: skip
    return _with_exceedances(month, text)


def _filled(texts: Texts) -> Texts:
    return np.where(texts == _NONE, "", texts)


def _with_exceedances(month: Month, text: Texts) -> Texts:
    found, size = month.found, len(month.grid)
    if not len(found.cell):
        return text
    section = found.cell % len(month.sections)
    limits = _limit_texts(month.grid.indicators)
    body, target = month.sections.body[section], month.sections.target[section]
    said = reading_texts(
        found,
        month.grid.at(found.cell, found.indicator),
        _class_names(month, target),
        limits[body, target - 1, found.indicator],
        month.grid.indicators,
        month.job.policy.words,
    )
    remaining = ~found.is_dropped
    deciding = joined(found.cell[remaining], said[remaining], size)
    dropped = joined(found.cell[~remaining], said[~remaining], size)
    policy = month.job.policy
    limit = by_month(month.grid, policy, "multiple_limit").astype(str).astype(object)
    times = np.abs(month.coefficient).astype(str).astype(object)
    consequence = np.where(
        _beyond(month),
        "，超过 " + limit + " 倍，按基准额度 " + times + " 倍缴纳",
        np.where(
            _has_ratio(month), "，" + limit + " 倍以内，按基准额度缴纳",
            "，按 " + limit + " 倍以内计，按基准额度缴纳",
        ),
    )  # fmt: skip
    text = np.where(month.verdict == EXCEED, deciding + consequence + _arithmetic(month), text)
    all_dropped = (month.verdict == PASS) & (dropped != "")
    text = np.where(all_dropped, "剔除上游影响后没有超标指标，判为达标，不罚不补", text)
    return np.where(dropped != "", text + "。剔除（上游断面同月也超标）：" + dropped, text)


def _has_ratio(month: Month) -> npt.NDArray[np.bool_]:
    return month.found.per_cell(len(month.grid), ~np.isnan(month.found.multiple))


def _arithmetic(month: Month) -> Texts:
    """Write the arithmetic of each amount: 「：2,000,000 元 × 1 ÷ 12 = 166,666.67 元」."""
    base = annual_base_yuan(month.grid, month.job.policy)
    months = by_month(month.grid, month.job.policy, "months_per_year")
    facts = np.stack([base, np.abs(month.coefficient), months, month.amount_fen], axis=1)
    distinct, which = np.unique(facts, axis=0, return_inverse=True)
    texts = [f"：{b:,} 元 × {c} ÷ {m} = {money.text(a)} 元" for b, c, m, a in distinct.tolist()]
    return np.array(texts, dtype=object)[which.ravel()]


def _limit_texts(indicators: tuple[Indicator, ...]) -> Texts:
    """Return each limit as the standard prints it, by water body, class and indicator."""

    def text(indicator: Indicator, body: int, number: int) -> str:
        limits = indicator.limits[body]
        if limits is None:
            return ""
        low = "" if indicator.lower is None else f"{indicator.lower}~"
        return f"{low}{limits[number]}"

    return np.array(
        [[[text(i, b, c) for i in indicators] for c in range(len(CLASSES))] for b in (0, 1)],
        dtype=object,
    )


def flows(month: Month) -> pd.DataFrame:
    """Return the table 资金流向."""
    grid, moved = month.grid, month.flows
    names, words = month.districts.all_names, month.job.policy.words
    section = moved.cell % len(grid.sections)
    clause = _clauses(month)[moved.cell]
    shared = grid.sections.kind[section] == SHARED
    keys = grid.month[moved.cell] * len(grid.sections) + section
    determined = np.isin(keys, month.determinations.table["key"].to_numpy())
    by_law = np.where(determined, words["clauses"]["determined"], words["clauses"]["shared"])
    penalty = month.verdict[moved.cell] == EXCEED
    by_law = np.where(penalty, by_law, words["clauses"]["shared"])
    clause = np.where(shared, clause + "；" + by_law, clause)
    return _frame(
        {
            "month": month_text(grid.month[moved.cell]),
            "section_id": grid.sections.ids[section],
            "payer": names[moved.payer],
            "payee": names[moved.payee],
            "kind": flow_words(words["transfers"])[moved.kind],
            "amount_fen": moved.amount_fen,
            "clause": clause.astype(object),
        }
    )


def districts(month: Month) -> pd.DataFrame:
    """Return the table 区市汇总: every district of the section list, and the city."""
    sections = month.sections
    listed = np.unique(np.r_[sections.responsible.items, sections.destination.items])
    shown_places = np.r_[listed, month.districts.city]
    received, paid = (side[:, shown_places] for side in month.accounts)
    return _frame(
        {
            "month": np.repeat(month_text(month.grid.months), len(shown_places)),
            "district": np.tile(month.districts.all_names[shown_places], len(month.grid.months)),
            "receivable_fen": received.ravel(),
            "payable_fen": paid.ravel(),
            "net_fen": (received - paid).ravel(),
        }
    )


def indicators(month: Month) -> pd.DataFrame:
    """Return the table 指标明细: every judged and measured indicator."""
    grid, found = month.grid, month.found
    number, cell = np.nonzero(month.assessment.classes.T)
    order = np.lexsort((number, cell))
    cell, number = cell[order], number[order]
    section = cell % len(grid.sections)
    value = grid.at(cell, number)
    # exceedances stand in the same order: section-month, then indicator
    here = np.flatnonzero(month.assessment.exceeded[cell, number])
    multiple, judged, dropped = np.full(len(cell), np.nan), value.copy(), np.zeros(len(cell), bool)
    multiple[here], judged[here] = found.measured_multiple, found.judged
    dropped[here] = found.is_dropped
    exceeded = np.zeros(len(cell), dtype=bool)
    exceeded[here] = True
    yes_no = np.array(["否", "是"], dtype=object)
    target = grid.sections.target[section] - 1
    limit = _limits(grid.indicators)[grid.sections.body[section], target, number]
    names = np.array([i.name for i in grid.indicators], dtype=object)
    units = np.array([i.unit for i in grid.indicators], dtype=object)
    frame = _frame(
        {
            "month": month_text(grid.month[cell]),
            "section_id": grid.sections.ids[section],
            "indicator": names[number],
            "value": value,
            "original": _originals(month, cell, number),
            "water_class": _class_names(month, month.assessment.classes[cell, number]),
            "limit": np.zeros(len(cell)),
            "is_exceeded": yes_no[exceeded.astype(int)],
            "multiple": multiple,
            "is_dropped": yes_no[dropped.astype(int)],
            "judged_value": judged,
            "unit": units[number],
        }
    )
    return frame.assign(limit=pd.Series(limit, dtype=object))


def _limits(indicators: tuple[Indicator, ...]) -> Texts:
    """Return limits as numbers, a range as text."""
    texts = _limit_texts(indicators)
    numbers = np.frompyfunc(lambda t: t if "~" in t or not t else float(t), 1, 1)
    return np.asarray(numbers(texts), dtype=object)


def _originals(month: Month, cell: npt.NDArray[np.int64], number: npt.NDArray[np.int64]) -> Texts:
    """Return the text of each mark, None where the cell held a number."""
    originals = np.full(len(cell), None, dtype=object)
    rows = month.grid.row_at[cell]
    for index, indicator in enumerate(month.grid.indicators):
        marks = month.job.tables["readings"].marks.get(indicator.key)
        if marks:
            here = np.flatnonzero(number == index)
            originals[here] = pd.Series(rows[here]).map(marks).to_numpy(dtype=object)
    originals[pd.isna(originals)] = None
    return originals
