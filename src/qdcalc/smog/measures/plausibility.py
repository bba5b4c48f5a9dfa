"""What is odd in the list, the bases and the cleaning: errors and warnings by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.decimals import plain, shifted_text
from qdcalc.exact.dtypes import Bools, Floats
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.result.headline import records
from qdcalc.smog.measures.facts import Measured
from qdcalc.smog.measures.inputs import AMOUNTS
from qdcalc.smog.measures.reductions import Whole, whole_amounts
from qdcalc.smog.values import NOT_LEVEL
from qdcalc.smog.words import Amounts, Industry, Level, SourceKind
from qdcalc.table.problems import ERROR, MINOR, NOTICE, WARNING, Fault

ABOVE_BASE = Fault(
    "G52", ERROR, "{column} {value} 大于基准排放量 {base} kg/d",
    "减排量不会多于排放量，请核对两个数和表头的单位",
)  # fmt: skip
FALLS = Fault(
    "G53", ERROR, "{level}减排量 {this} 小于{before}减排量 {other}（kg/d，空白按 0）",
    "级别越高减排不会越少，请核对；清单填的是逐级增量时，把口径“减排量列”改为 逐级增量",
)  # fmt: skip
SUM_ABOVE_BASE = Fault(
    "G54", ERROR, "到{level}为止的减排量之和 {sum} 大于基准排放量 {base} kg/d",
    "减排量不会多于排放量，请核对；清单填的是累计量时，把口径“减排量列”改为 累计量",
)  # fmt: skip
NO_LEVEL = Fault(
    "G55", ERROR, "没有响应级别，不知道保洁按哪一级增加",
    "请在工作表“口径”里加一行：响应级别，取值 黄色、橙色 或 红色；或用 --level 橙色",
)  # fmt: skip
NO_BASES = Fault(
    "G60", WARNING, "没有排放基数，减排比例的分母用减排清单的基准排放量合计",
    "清单以外还有排放的，请填工作表“排放基数”；清单就是全市的可以不管",
)  # fmt: skip
BASE_MISSING = Fault(
    "G61", WARNING, "排放基数里没有{pollutant}，它的分母用减排清单的基准排放量合计 {sum} kg/d",
    "请在工作表“排放基数”里补一行",
)  # fmt: skip
BASE_BELOW_LIST = Fault(
    "G62", WARNING, "{pollutant}的全市排放量 {this} 小于减排清单的基准排放量合计 {sum} kg/d",
    "请核对全市排放量和清单，以及表头的单位",
)  # fmt: skip
NOT_LISTED = Fault(
    "G63", WARNING, "减排清单里没有{pollutant}{told}", "请核对清单是否漏了这种污染物"
)
EXEMPT_AMOUNT = Fault(
    "G64", WARNING, "豁免的单位填了减排量，不计入", "请核对是否豁免；确实减排的请把豁免改为 否"
)
NO_INDUSTRY = Fault(
    "G65", WARNING, "工业源没有写行业，按其他，不核对行业的最低减排比例",
    "请补填行业；通知没有列出的填 其他", weight=MINOR,
)  # fmt: skip
BLANK_AMOUNT = Fault(
    "G66", WARNING, "{level}减排量空白，按 0 计", "没有减排的可以不管；漏填的请补填", weight=NOTICE
)
NO_LISTED_BASE = Fault(
    "G67", WARNING, "{pollutant}的基准排放量合计是 0，也没有全市排放量，没有比例可核对",
    "请填基准排放量或工作表“排放基数”",
)  # fmt: skip
NO_LIST = Fault("G68", WARNING, "有排放基数，没有减排清单，不核对减排比例", "请填工作表“减排清单”")
UNIT_MISSING = Fault(
    "G69", ERROR, "{column} 的表头没有单位，同一张表有的列是 t/d，看不出它是 t/d 还是 kg/d",
    "请在表头写上单位：{column}（t/d）或 {column}（kg/d）",
)  # fmt: skip
_LEVELS = tuple(Level)
_UNIT = Lazy(r"[a-z吨克斤]/[a-z天日]")


def refuse_amounts(data: TableData, job: Job) -> None:
    """Refuse amounts above the base or that fall from a level to the next (四(三)2)."""
    if "base_kg" not in data.present:
        return
    given = np.column_stack([amount_of(data, level) for level in _LEVELS])
    base = data.frame["base_kg"].to_numpy(dtype=np.float64)
    is_known = np.isfinite(base)
    (units, of), _ = whole_amounts(given, np.where(is_known, base, 0.0))
    if job.interpretations["amounts"] == Amounts.ADDED:
        _refuse_sums(data, units, of, is_known, job)
        return
    above = (units > of[:, None]) & is_known[:, None]
    is_told = np.zeros(len(base), dtype=bool)
    for n, level in enumerate(_LEVELS):
        where = np.flatnonzero(above[:, n] & ~is_told)
        is_told |= above[:, n]
        job.problems.extend(
            data.raw.problems_at(ABOVE_BASE, AMOUNTS[level], where, base=_texts(base[where]))
        )
        if n:
            falls = np.flatnonzero((units[:, n] < units[:, n - 1]) & ~is_told)
            is_told[falls] = True
            _refuse_falls(data, given, n, falls, job)


def refuse_mixed_units(data: TableData, job: Job) -> None:
    """Refuse a column without a unit beside one in t/d: it may be a thousand times too small."""
    labels = {name: data.table.column(name).label for name in ("base_kg", *AMOUNTS.values())}
    for number, part in enumerate(data.raw.parts):
        rows = data.raw.part_of == number
        shifts = data.raw.shifts
        own = {name: name in shifts and bool(shifts[name][rows].any()) for name in labels}
        if not any(own.values()):
            continue
        for name, is_converted in own.items():
            header = part.headers.get(name, "")
            if header and not is_converted and not _UNIT.search(key(header)):
                cell = f"{part.cells[name]}{part.header_row}" if part.header_row else ""
                job.problems.add(UNIT_MISSING, sheet=part.sheet or data.table.label, cell=cell,
                                 column=labels[name], file=part.file)  # fmt: skip


def _refuse_falls(data: TableData, given: Floats, n: int, falls: Any, job: Job) -> None:
    this, before = _LEVELS[n], _LEVELS[n - 1]
    column = AMOUNTS[this] if AMOUNTS[this] in data.present else AMOUNTS[before]
    fields = {
        "level": str(this), "before": str(before), "this": _texts(given[falls, n]),
        "other": _texts(given[falls, n - 1]),
    }  # fmt: skip
    job.problems.extend(data.raw.problems_at(FALLS, column, falls, **fields))


def _refuse_sums(data: TableData, units: Whole, of: Whole, is_known: Bools, job: Job) -> None:
    """Refuse additions that come to more than the base, at the level where they first do."""
    totals = np.cumsum(units.astype(object), axis=1)
    above = np.asarray(totals > of[:, None], dtype=bool) & is_known[:, None]
    base = data.frame["base_kg"].to_numpy(dtype=np.float64)
    given = np.column_stack([amount_of(data, level) for level in _LEVELS])
    for n, level in enumerate(_LEVELS):
        first = np.flatnonzero(above[:, n] & ~above[:, :n].any(axis=1))
        present = [AMOUNTS[a] for a in _LEVELS[: n + 1] if AMOUNTS[a] in data.present]
        if first.size:
            sums = _texts(given[first, : n + 1].sum(axis=1))
            fields = {"level": str(level), "sum": sums, "base": _texts(base[first])}
            job.problems.extend(data.raw.problems_at(SUM_ABOVE_BASE, present[-1], first, **fields))


def require_level(data: TableData, job: Job) -> None:
    """Ask for the level of the response that the cleaning is planned for."""
    is_refused = any(problem.fault is NOT_LEVEL for problem in job.problems)
    if len(data.frame) and not job.settings.get("level") and not is_refused:
        part = data.raw.parts[0]
        job.problems.add(NO_LEVEL, sheet=part.sheet or data.table.label, file=part.file)


def amount_of(data: TableData, level: Level) -> Floats:
    """Return a level's amounts as they are listed [kg/d]; a blank is 0."""
    name = AMOUNTS[level]
    if name not in data.frame:
        return np.zeros(len(data.frame))
    amounts: Floats = data.frame[name].fillna(0.0).to_numpy(dtype=np.float64)
    return amounts


def warn_of_list(found: Measured, job: Job) -> None:
    """Warn of exempt amounts, blanks, industries that are not named, and bases that are odd."""
    if "bases" in job.tables and found.listed.empty and len(job.tables["bases"].frame):
        job.problems.add(NO_LIST, sheet=job.tables["bases"].raw.parts[0].sheet)
    if found.listed.empty:
        return
    data, rows = job.tables["reductions"], found.listed.sort_values("position")
    exempt = rows["is_exempt"].to_numpy(dtype=bool)
    given = np.column_stack([amount_of(data, level) for level in _LEVELS])
    column = next((AMOUNTS[a] for a in _LEVELS if AMOUNTS[a] in data.present), "base_kg")
    where = np.flatnonzero(exempt & (given > 0).any(axis=1))
    job.problems.extend(data.raw.problems_at(EXEMPT_AMOUNT, column, where))
    industry = (rows["source_kind"] == SourceKind.INDUSTRY) & (rows["industry"] == Industry.OTHER)
    if "industry" in data.frame:
        industry &= data.frame["industry"].isna().to_numpy()
    column = "industry" if "industry" in data.present else "source"
    where = np.flatnonzero(industry.to_numpy(dtype=bool) & ~exempt)
    job.problems.extend(data.raw.problems_at(NO_INDUSTRY, column, where))
    for level in _LEVELS:
        name = AMOUNTS[level]
        blank = np.ones(len(rows), dtype=bool)
        if name in data.frame:
            blank = data.frame[name].isna().to_numpy()
        column = name if name in data.present else "base_kg"
        where = np.flatnonzero(blank & ~exempt)
        job.problems.extend(data.raw.problems_at(BLANK_AMOUNT, column, where, level=str(level)))
    _warn_of_bases(found, job)


def _warn_of_bases(found: Measured, job: Job) -> None:
    """Warn where the city's base is missing, smaller than the list's, or nothing is listed."""
    listing = job.tables["reductions"].raw.parts[0]
    data = job.tables.get("bases")
    if data is None or data.frame.empty:
        job.problems.add(NO_BASES, sheet=listing.sheet, file=listing.file)
    given = listing if data is None or data.frame.empty else data.raw.parts[0]
    listed = set(found.listed["pollutant"])
    for row in records(found.bases):
        name, fields = str(row["pollutant"]), {"pollutant": str(row["pollutant"])}
        summed = _units_text(row["listed"], found.places)
        is_given = row["given"] is not None
        if name not in listed:
            told = "，全市排放量没有减排" if is_given else "，不核对它的减排比例"
            job.problems.add(NOT_LISTED, sheet=listing.sheet, file=listing.file,
                             fields={**fields, "told": told})  # fmt: skip
        elif not row["used"]:
            job.problems.add(NO_LISTED_BASE, sheet=listing.sheet, file=listing.file, fields=fields)
        elif given is not listing and not is_given:
            fields = {**fields, "sum": summed}
            job.problems.add(BASE_MISSING, sheet=given.sheet, file=given.file, fields=fields)
        elif data is not None and is_given and row["given"] < row["listed"]:
            fields = {**fields, "this": _units_text(row["given"], found.places), "sum": summed}
            where = [row["position"]]
            job.problems.extend(data.raw.problems_at(BASE_BELOW_LIST, "city_kg", where, **fields))


def _units_text(units: int, places: int) -> str:
    return str(shifted_text([units], places)[0])


def _texts(values: npt.ArrayLike) -> list[str]:
    return [str(text) for text in plain(values).tolist()]
