"""The rows of 校验 of the staffing: the written tables, the input and the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Texts
from qdcalc.notice.checking import none_wrong, totals_added, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.staffing import live_checks as live
from qdcalc.staffing.costs import cost_of
from qdcalc.staffing.facts import StaffingFacts
from qdcalc.staffing.standard import HUNDRED
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, Level, Rounding, TaskState
from qdcalc.table.live import held, rows_of, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]
_wrong = partial(wrong_rows, "platform_staff")
_SUMS = (
    ("平台数", "platforms", False),
    ("达标数", "met", False),
    ("应配", "required", False),
    ("现有", "staff_x100", True),
    ("缺口", "gap_x100", True),
    ("缺口经费", "gap_cost_fen", True),
)


def checks(known: StaffingFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the standard."""
    platforms, sums = tables["platform_staff"], tables["districts"]
    yield from _sum_checks(platforms, sums)
    yield totals_added("districts", "区市汇总")
    yield from _standard_checks(known, platforms)
    yield from _cost_checks(known, platforms)
    yield from _rank_checks(sums)
    people, staff = (int(platforms[name].sum()) for name in ("people_served", "staff_x100"))
    summed = live.of_platforms("people_served"), live.of_platforms("staff_x100")
    yield CheckRow("服务对象数：各平台合计 = 输入合计", people, known.people, False, summed[0])
    yield CheckRow(
        "服务平台表头下的非空行数 = 配备核算行数 + 重复不计 + 合计等不计的行数",
        known.rows[0], len(platforms) + known.rows[1], is_hundredths=False,
        live=held(zero, rows_of("platform_staff", known.rows[1])),
    )  # fmt: skip
    yield CheckRow("现有：各平台合计 = 输入合计", staff, known.staff_x100, live=summed[1])
    yield from _task_checks(known, tables["tasks"], tables["notice_tasks"])


def _sum_checks(platforms: pd.DataFrame, sums: pd.DataFrame) -> Iterator[CheckRow]:
    """Add the platforms up by district and level, by district, and for the city."""
    own = platforms.assign(platforms=1, met=(platforms["is_met"] == "是").astype(np.int64))
    columns = [column for _, column, _ in _SUMS]
    is_all, is_city = sums["level"] == ALL_LEVELS, sums["district"] == WHOLE_CITY
    parts = (sums[~is_all & ~is_city], sums[is_all & ~is_city], sums[is_all & is_city])
    for name, column, is_hundredths in _SUMS:
        left = int(own[column].sum())
        for said, rows in zip(("各区市各级别", "各区市全部", "全市"), parts, strict=True):
            right = int(rows[column].sum())
            added = live.of_sums(column, sums.index.isin(rows.index))
            yield CheckRow(f"{name}：各平台合计 = {said}合计", left, right, is_hundredths, added)
    everywhere = pd.concat([own, own.assign(district=WHOLE_CITY)])
    both = pd.concat([everywhere, everywhere.assign(level=ALL_LEVELS)])
    again = both.groupby(["district", "level"])[columns].sum(min_count=1).reset_index()
    for name, column, _ in _SUMS:
        wrong = unlike(sums, again, ["district", "level"], [column])
        counted = wrong_rows("districts", live.sum_of(column), beside="platform_staff")
        yield none_wrong(f"{name}与配备核算不符的区市汇总行数", wrong, counted)


def _required(known: StaffingFacts, platforms: pd.DataFrame) -> Texts:
    """Return 应配 by the standard, on Python ints: people ÷ ratio, at least the minimum."""
    people = platforms["people_served"].to_numpy(dtype=np.int64).astype(object)
    ratio, least = (
        platforms["level"].map(figure).to_numpy(dtype=object)
        for figure in (known.ratio, known.minimum)
    )
    match known.rounding:
        case Rounding.CEIL:
            twice = 2 * ratio - 1
        case Rounding.FLOOR:
            twice = 0 * ratio
        case Rounding.HALF_UP:
            twice = ratio
        case other:
            assert_never(other)
    required: Texts = np.maximum((2 * people + twice) // (2 * ratio), least)
    return required


def _standard_checks(known: StaffingFacts, platforms: pd.DataFrame) -> Iterator[CheckRow]:
    """应配 by the standard, 缺口, 超配, 配备率 and 达标 by 应配 and 现有 (三(二))."""
    required = platforms["required"]
    wrong = required.astype(object) != _required(known, platforms)
    for level in Level:
        said = f"{level}应配不等于服务对象数按标准取整（不少于最低人数）的行数"
        here = (platforms["level"] == level).to_numpy()
        yield none_wrong(said, wrong & here, _wrong(live.required(level)))
    staff, due = platforms["staff_x100"], required * HUNDRED
    gap, surplus = (due - staff).clip(lower=0), (staff - due).clip(lower=0)
    wrong = (platforms["gap_x100"] != gap) | (platforms["surplus_x100"] != surplus)
    yield none_wrong("缺口、超配与应配、现有不符的行数", wrong, _wrong(live.gaps))
    is_met = platforms["is_met"] == "是"
    yield none_wrong("达标与应配、现有不符的行数", is_met != (staff >= due), _wrong(live.met))
    ratio = (platforms["fill_ratio"] - staff / due).abs() > 1e-12
    per_staff = platforms["people_per_staff"]
    expected = (platforms["people_served"] * HUNDRED / staff.where(staff > 0)).astype(np.float64)
    off = (per_staff - expected).abs() > 1e-9 * expected.abs()
    wrong = ratio | off | (per_staff.isna() != expected.isna())
    yield none_wrong("配备率、每人服务人数与人数不符的行数", wrong, _wrong(live.ratios))
    balance = int((due - platforms["gap_x100"] + platforms["surplus_x100"]).sum())
    both = held(live.balance, lambda sheets: live.of_platforms("staff_x100")(sheets)[0])
    yield CheckRow("应配 − 缺口 + 超配 = 现有", balance, int(staff.sum()), live=both)


def _cost_checks(known: StaffingFacts, platforms: pd.DataFrame) -> Iterator[CheckRow]:
    """缺口经费 = 缺口 × the most specific 人均年经费, half-up to the fen; blank without one."""
    places = known.districts.places(platforms["district"].astype(object))
    named = platforms.assign(district=places, level=platforms["level"].astype(object))
    annual = cost_of(named, known.costs)
    gap = platforms["gap_x100"].to_numpy(dtype=np.int64).astype(object)
    exact = gap * annual.fillna(0).to_numpy(dtype=np.int64).astype(object)
    due = (2 * exact + HUNDRED) // (2 * HUNDRED)
    cost = platforms["gap_cost_fen"]
    same = cost.fillna(0).to_numpy(dtype=np.int64).astype(object) == due
    wrong = ~same | (cost.isna().to_numpy() != annual.isna().to_numpy())
    told, known_fen = (
        side.astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
        for side in (platforms["annual_cost_fen"], annual)
    )
    wrong |= told != known_fen
    yield none_wrong("缺口经费不等于缺口 × 人均年经费的行数", wrong, _wrong(live.costs))


def _rank_checks(sums: pd.DataFrame) -> Iterator[CheckRow]:
    """达标率 by the counts; a rank is 1 + how many districts of the level stand before it."""
    ratio = (sums["met_ratio"] - sums["met"] / sums["platforms"]).abs() > 1e-12
    counted = wrong_rows("districts", live.met_ratios)
    yield none_wrong("达标率不等于达标数 ÷ 平台数的行数", ratio, counted)
    is_city = sums["district"] == WHOLE_CITY
    ranked = sums[~is_city]
    order = pd.MultiIndex.from_arrays([-ranked["met"] / ranked["platforms"], ranked["gap_x100"]])
    place = pd.Series(pd.factorize(order, sort=True)[0], index=ranked.index)
    expected = place.groupby(ranked["level"]).rank(method="min").reindex(sums.index)
    given = sums["rank"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~((given == expected) | (np.isnan(given) & expected.isna()))
    counted = wrong_rows("districts", live.ranks, beside="districts")
    yield none_wrong("排名与达标率、缺口不符的行数", wrong, counted)


def _task_checks(
    known: StaffingFacts, tasks: pd.DataFrame, listed: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold the states, days and gaps of the tasks against their figures and dates (二)."""
    for said, table, rows, count in (
        ("目标任务行数 = 输入的任务数", "tasks", tasks, known.tasks),
        ("通知任务行数 = 通知的任务数", "notice_tasks", listed, known.notice_tasks),
    ):
        yield CheckRow(said, len(rows), count, False, held(rows_of(table)))
    date = pd.Timestamp(known.date)
    due = pd.to_datetime(listed["due"])
    left = (due - date).dt.days.astype("Int64")
    yield none_wrong("通知任务天数与截止日期、统计日期不符的行数", _other(listed["days"], left))
    if len(tasks) == 0 or len(tasks) != len(known.is_at_most):
        return
    due, done = pd.to_datetime(tasks["due"]), pd.to_datetime(tasks["done_on"])
    left = (due - done.fillna(date)).dt.days.astype("Int64")
    yield none_wrong(
        "目标任务天数与截止日期、完成日期或统计日期不符的行数", _other(tasks["days"], left)
    )
    short = tasks["target"] - tasks["actual"]
    short = short.where(~known.is_at_most, -short).clip(lower=0)
    short = short.where(tasks["actual"].notna(), tasks["target"])
    off = (tasks["missing"] - short).abs() > 1e-9 * tasks["target"].abs().clip(lower=1)
    yield none_wrong(
        "差距与目标值、实际值不符的行数", off | (tasks["missing"].isna() != short.isna())
    )
    met = np.where(tasks["target"].notna(), tasks["missing"] == 0, done.notna() & (done <= date))
    state = np.select(
        [met & (done > due), met, date > due],
        [TaskState.LATE, TaskState.DONE, TaskState.OVERDUE],
        TaskState.OPEN,
    )
    yield none_wrong("状态与差距、日期不符的行数", tasks["state"].to_numpy() != state)


def _other(given: pd.Series[Any], expected: pd.Series[Any]) -> Bools:
    """Say where whole numbers differ; both missing is alike."""
    same = (given == expected).fillna(False) | (given.isna() & expected.isna())
    return ~same.to_numpy(dtype=bool)
