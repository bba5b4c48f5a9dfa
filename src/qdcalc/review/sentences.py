"""What is said of the review: how each project's working days come about, the milestones (五)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.review.scope import Scope
from qdcalc.review.words import FirstDay, Pause, State

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts
    from qdcalc.review.facts import ReviewFacts

MILESTONES = (
    ("fire_from", "五(一)", "消防审查并入综合审图"),
    ("start_city", "五(二)", "综合审图启动受理"),
    ("start_district", "五末段", "各区（市）完成"),
)


def day_texts(days: pd.Series[Any]) -> pd.Series[Any]:
    """Write days as they are read: ``2018-11-02``."""
    return pd.to_datetime(days).astype("string").str[:10].fillna("").astype(object)


def explanations(rows: pd.DataFrame, known: ReviewFacts) -> pd.Series[str]:
    """Say in words: 「受理次日起数，用时 6 个工作日，超过 5 个工作日 1 个」."""
    begins = {FirstDay.NEXT_DAY: "受理次日起数", FirstDay.SAME_DAY: "受理当日起数"}
    used, limit, total, deducted = (
        rows[name].astype("Int64").astype("string").fillna("").astype(object)
        for name in ("used", "limit", "total", "deducted")
    )
    opinion, resumed = (day_texts(rows[name]) for name in ("opinion_on", "resumed_on"))
    is_off = (rows["deducted"] > 0).fillna(False).to_numpy(dtype=bool)
    is_back = (resumed != "").to_numpy() & (known.pause is Pause.RESTART)
    counted = np.select(
        [rows["is_paused"].to_numpy(dtype=bool), is_back, is_off],
        [
            "意见书 " + opinion + " 出具后没有复审受理，暂停中，已扣除 " + deducted + " 个工作日；",
            "复审受理 " + resumed + " 重新起算，以前的 " + deducted + " 个工作日不计；",
            "共 " + total + " 个工作日，意见书 " + opinion + " 至复审受理 " + resumed + " 扣除 "
            + deducted + " 个；",
        ],
        "",
    )  # fmt: skip
    said = begins[known.first_day] + "，" + pd.Series(counted, rows.index, dtype=object)
    said = said + "用时 " + used + " 个工作日" + _verdict(rows, limit)
    return _refused(rows, known, said).astype("str")


def _verdict(rows: pd.DataFrame, limit: pd.Series[Any]) -> Texts:
    over, left = (
        rows[name].astype("Int64").astype("string").fillna("").astype(object)
        for name in ("overdue_workdays", "remaining_workdays")
    )
    state = rows["state"]
    verdict: Texts = np.select(
        [state == State.ON_TIME, state == State.OPEN],
        ["，不超过 " + limit + " 个", "，没有出具，还剩 " + left + " 个"],
        "，超过 " + limit + " 个工作日 " + over + " 个",
    )
    return verdict


def _refused(rows: pd.DataFrame, known: ReviewFacts, said: pd.Series[Any]) -> pd.Series[Any]:
    """Say of the projects that the limit does not apply to why not."""
    city, district = (str(known.dated(name)) for name in ("start_city", "start_district"))
    first = np.where((rows["district"] == "市级") | (known.start == "city"), city, district)
    scope = rows["scope"]
    told = np.select(
        [
            scope == Scope.OUT_OF_SCOPE,
            scope == Scope.CARRIED_OVER,
            scope == Scope.BEFORE_START,
        ],
        [
            "不适用：" + rows["work_kind"].astype(object) + "项目另按有关规定",
            "不适用：" + rows["office"].astype(object) + "部门在 " + city
            + " 以前已受理，由其继续办结",
            "不适用：受理日期早于适用时限的 " + pd.Series(first, rows.index, dtype=object),
        ],
        said,
    )  # fmt: skip
    return pd.Series(told, index=rows.index, dtype=object)


def milestones(known: ReviewFacts) -> Sequence[tuple[str, str, str, str]]:
    """Say how far 统计日期 is from the three dates by which the notice wants it done (五)."""
    rows = []
    for name, _, said in MILESTONES:
        day = known.dated(name)
        left = int((day - known.date).astype(np.int64))
        told = f"还有 {left} 天" if left > 0 else f"已过 {-left} 天" if left else "就是当天"
        rows.append(("期限", said, str(day), f"统计日期 {known.date}，{told}"))
    return rows
