"""What is odd in the platforms and the dated targets: errors and warnings by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.texts import normal
from qdcalc.intake.districts import Districts
from qdcalc.intake.raw import Percent
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.switches import SETTINGS
from qdcalc.staffing.facts import report_date
from qdcalc.staffing.frames import floats
from qdcalc.staffing.words import Level
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault, shown

NO_DATE = Fault(
    "P13", ERROR, "没有统计日期，不能判断目标任务是否逾期",
    "请在工作表“口径”里加一行：统计日期，如 2019-06-30；或用 --date 2019-06-30",
)  # fmt: skip
NO_DATE_NOTE = Fault(
    "P14",
    WARNING,
    "没有统计日期，没有核对通知的目标任务和配备期限",
    "需要时在工作表“口径”里加一行：统计日期，如 2019-06-30；或用 --date 2019-06-30",
    weight=MINOR,
)
NO_DIRECTION = Fault(
    "P15", WARNING, "有目标值但没有写方向，按“不低于”计算", "请填 不低于 或 不高于", weight=MINOR
)
NO_TARGET = Fault(
    "P16", WARNING, "有实际值但没有目标值，按没有指标的事项处理", "请补填目标值", weight=MINOR
)
FUTURE = Fault(
    "P17", WARNING, "完成日期 {value} 晚于统计日期 {date}", "请核对完成日期；没有完成的请清空"
)
BEFORE_POLICY = Fault(
    "P18",
    WARNING,
    "统计日期 {date} 早于通知印发的 {since}，按该通知的标准核算",
    "请核对统计日期",
    weight=MINOR,
)
NO_PERCENT = Fault(
    "P20",
    ERROR,
    "{column}填的是 {value}，没有百分号，{other}填的是 {with_sign}：按字面是 {literal}",
    "请两处写法一致：{asked}；填小数也可以，如 0.25",
)
UNLIKE = Fault(
    "P21",
    WARNING,
    "目标值 {target} 和实际值 {actual} 相差悬殊，可能一个是百分数、一个是小数",
    "请两处都写成带百分号的，如 30%",
)
NEGATIVE_TARGET = Fault(
    "P22", WARNING, "目标值是负数，按负数比较", "压缩、精简的幅度请填正数，如 30%"
)
NO_STREET = Fault(
    "P11",
    WARNING,
    "表里没有 {district} {street} 的街道(镇)服务中心",
    "请核对街道名称，或补上街道(镇)一行",
)
_SHARES = ("target", "actual")


def check_tasks(job: Job) -> None:
    """Ask for the date that the targets are measured against; name what is assumed."""
    data, date = job.tables.get("tasks"), report_date(job)
    since = min(v.since for v in job.policy.figure("people_per_staff").versions)
    if date < np.datetime64(since):
        fields = {"date": str(date)[:10], "since": since}
        job.problems.add(BEFORE_POLICY, sheet=SETTINGS.label, fields=fields)
    if data is None or data.frame.empty:
        if np.isnat(date):
            job.problems.add(NO_DATE_NOTE)
        return
    if np.isnat(date):
        part = data.raw.parts[0]
        job.problems.add(NO_DATE, sheet=part.sheet, file=part.file)
    frame = data.frame.reindex(columns=["target", "actual", "direction", "done_on"])
    has_target, has_actual = frame["target"].notna(), frame["actual"].notna()
    for fault, column, rows in (
        (NO_DIRECTION, "direction", has_target & frame["direction"].isna()),
        (NO_TARGET, "actual", has_actual & ~has_target),
    ):
        job.problems.extend(data.raw.problems_at(fault, column, np.flatnonzero(rows)))
    _check_signs(data, frame, job)
    later = np.flatnonzero(pd.to_datetime(frame["done_on"]) > pd.Timestamp(date))
    if later.size:
        job.problems.extend(data.raw.problems_at(FUTURE, "done_on", later, date=str(date)[:10]))


def _check_signs(data: TableData, frame: pd.DataFrame, job: Job) -> None:
    """Refuse a plain number above 1 beside one with a % sign: 30% and 25 are not 30% and 2500%."""
    values = {n: floats(frame[n].to_numpy(dtype=object)).to_numpy() for n in _SHARES}
    texts = {n: _as_written(data, n, len(frame)) for n in _SHARES}
    signed, plain = (
        {n: np.array([test(text) for text in texts[n]], dtype=bool) for n in _SHARES}
        for test in (lambda t: t.endswith("%"), lambda t: not t.endswith("%") and "/" not in t)
    )
    for name, other in (_SHARES, _SHARES[::-1]):
        rows = np.flatnonzero(plain[name] & (values[name] > 1) & signed[other])
        own = texts[name][rows]
        literal = [f"{value * 100:,.15g}%" for value in values[name][rows].tolist()]
        job.problems.extend(
            data.raw.problems_at(
                NO_PERCENT, name, rows, other=data.table.column(other).label,
                with_sign=texts[other][rows], literal=literal, asked=own + "%",
            )
        )  # fmt: skip
        is_small = (values[other] > 0) & (values[other] <= 1)
        odd = np.flatnonzero(plain[name] & plain[other] & (values[name] >= 2) & is_small)
        told = {n: texts[n][odd] for n in _SHARES}
        job.problems.extend(data.raw.problems_at(UNLIKE, name, odd, **told))
    negative = np.flatnonzero(values["target"] < 0)
    job.problems.extend(data.raw.problems_at(NEGATIVE_TARGET, "target", negative))


def _as_written(data: TableData, name: str, size: int) -> Texts:
    """Return a column's cells as the eye sees them, the % sign of a number's format included."""
    cells = data.raw.columns.get(name, np.full(size, None, dtype=object))
    codes, distinct = pd.factorize(np.array([_text(cell) for cell in cells], dtype=object))
    written: Texts = np.asarray(distinct, dtype=object)[codes]
    return written


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return normal(cell)
    return str(cell) if isinstance(cell, Percent) else shown(cell)


def warn_of_streets(data: TableData, places: Ints, districts: Districts, job: Job) -> None:
    """Warn of communities whose street has no row of its own."""
    keys = pd.MultiIndex.from_arrays([places, alike(data.frame["street"])])
    is_centre = (data.frame["level"] == Level.STREET).to_numpy(dtype=bool)
    lost = np.flatnonzero(~is_centre & ~keys.isin(keys[is_centre]))
    names = districts.all_names[places[lost]]
    job.problems.extend(
        data.raw.problems_at(
            NO_STREET, "street", lost, district=list(names),
            street=data.frame["street"].iloc[lost].to_list(),
        )
    )  # fmt: skip
