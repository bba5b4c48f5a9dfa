"""The tables that the drawing review takes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qdcalc.intake.kinds import CHOICE, DATE, VERSION, WHOLE, YES_NO
from qdcalc.review.words import Office, WorkKind
from qdcalc.table.description import Check, Column, RowCheck, Table
from qdcalc.table.problems import ERROR, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qdcalc.exact.dtypes import Ints

ISSUED_EARLY = Fault("V01", ERROR, "合格书日期 {value} 早于受理日期 {other}", "请核对两个日期")
OPINION_OUTSIDE = Fault(
    "V02", ERROR, "意见书日期 {value} 不在受理日期 {first} 至合格书日期 {last} 之间",
    "请核对各个日期",
)  # fmt: skip
RESUMED_EARLY = Fault("V03", ERROR, "复审受理日期 {value} 早于意见书日期 {other}", "请核对两个日期")
RESUMED_LATE = Fault("V04", ERROR, "复审受理日期 {value} 晚于合格书日期 {other}", "请核对两个日期")
RESUMED_ALONE = Fault(
    "V05", ERROR, "有复审受理日期 {value}，没有意见书日期", "请补填意见书日期，或清空复审受理日期"
)
NOT_RESUMED = Fault(
    "V06", ERROR, "已出具合格书，有意见书日期 {value}，没有复审受理日期",
    "请补填复审受理日期；没有补正过的请清空意见书日期",
)  # fmt: skip
NOT_ROUND = Fault("V07", ERROR, "轮次 {value} 小于 1", "请填 1、2……；空白按第 1 轮")

DATES = ("accepted_on", "issued_on", "opinion_on", "resumed_on")
WORK_KIND_SPELLINGS = {
    str(WorkKind.BUILDING): (
        "房建",
        "房屋建筑工程",
        "房建工程",
        "室内外装修",
        "装修",
        "建筑保温",
        "用途变更",
    ),
    str(WorkKind.MUNICIPAL): ("市政", "市政工程", "市政基础设施工程"),
    str(WorkKind.AIR_DEFENCE): ("独立人防工程", "专门独立建设的人防工程", "单建人防", "人防工程"),
    str(WorkKind.OUTSIDE): ("适用范围外", "其他"),
}
OFFICE_SPELLINGS = {
    str(Office.JOINT): ("联合审图", "综合窗口", "联合审图工作窗口", "综合审图机构"),
    str(Office.FIRE): ("消防部门",),
    str(Office.AIR_DEFENCE): ("人防部门",),
}


def _texts(days: pd.Series[Any]) -> list[str]:
    texts: list[str] = days.astype("string").str[:10].fillna("").tolist()
    return texts


def _not(wrong: pd.Series[bool]) -> pd.Series[bool]:
    return ~wrong


def _other(column: str) -> Any:
    def fields(frame: pd.DataFrame, rows: Ints) -> Mapping[str, Any]:
        return {"other": _texts(frame[column].iloc[rows])}

    return fields


def _before(fault: Fault, column: str, other: str) -> RowCheck:
    """Return the check that a day is not before another."""
    return RowCheck(
        fault, column, (column, other), lambda frame: _not(frame[column] < frame[other]),
        _other(other),
    )  # fmt: skip


def _is_inside(frame: pd.DataFrame) -> pd.Series[bool]:
    opinion, issued = frame["opinion_on"], _column(frame, "issued_on")
    return _not((opinion < frame["accepted_on"]) | (opinion > issued))


def _span(frame: pd.DataFrame, rows: Ints) -> Mapping[str, Any]:
    last = _texts(_column(frame, "issued_on").iloc[rows])
    return {
        "first": _texts(frame["accepted_on"].iloc[rows]),
        "last": [text or "（未出具）" for text in last],
    }


def _is_resumed_before_issue(frame: pd.DataFrame) -> pd.Series[bool]:
    return _not(frame["resumed_on"] > frame["issued_on"])


def _has_opinion(frame: pd.DataFrame) -> pd.Series[bool]:
    return _not(frame["resumed_on"].notna() & _column(frame, "opinion_on").isna())


def _is_resumed(frame: pd.DataFrame) -> pd.Series[bool]:
    is_open = frame["opinion_on"].notna() & _column(frame, "resumed_on").isna()
    return _not(is_open & frame["issued_on"].notna())


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Return a column of days that the input may lack: blank then."""
    if name in frame:
        return frame[name]
    nothing: pd.Series[Any] = frame["accepted_on"].where(frame["accepted_on"].isna())
    return nothing


PROJECTS = Table(
    "projects",
    "项目",
    (
        Column("project", "项目名称", is_required=True, sentence="工程项目的名称",
               aliases=("工程名称", "建设项目", "建设项目名称", "工程项目名称")),
        Column("round", "轮次", WHOLE, clause="四(三)",
               sentence="第几次受理，空白按 1；与项目名称一起区分各行",
               checks=(Check(NOT_ROUND, lambda numbers: numbers >= 1),)),
        Column("district", "区市", is_required=True, choices_of="districts",
               aliases=("区(市)", "所在区市", "所在区(市)", "所属区市", "项目所在区市"),
               sentence="项目所在区市，市级项目填 市级", clause="五末段"),
        Column("body", "审查机构", is_required=True, clause="四(一)",
               sentence="出具合格书的审查机构",
               aliases=("审图机构", "综合审图机构", "施工图审查机构", "审查机构名称")),
        Column("work_kind", "工程类别", CHOICE, is_required=True,
               choices=tuple(map(str, WorkKind)), spellings=WORK_KIND_SPELLINGS,
               sentence="装修、保温、用途变更算房屋建筑；独立人防、范围外的不适用时限",
               clause="三"),
        Column("office", "受理部门", CHOICE, choices=tuple(map(str, Office)),
               spellings=OFFICE_SPELLINGS, sentence="空白按综合审图", clause="五(三)"),
        Column("is_resubmitted", "重新报批", YES_NO,
               sentence="消防、人防部门审核不合格后重新报批的填 是", clause="五(三)"),
        Column("accepted_on", "受理日期", DATE, is_required=True, sentence="受理的日期",
               aliases=("受理时间",), clause="四(三)"),
        Column("issued_on", "合格书日期", DATE, sentence="出具审查合格书的日期，没有出具的空白",
               aliases=("合格书出具日期", "出具合格书日期", "审查合格书日期", "合格书时间"),
               clause="四(三)"),
        Column("opinion_on", "意见书日期", DATE, sentence="出具意见书、退回修改的日期",
               aliases=("意见书出具日期", "出具意见书日期"), clause="四(三)"),
        Column("resumed_on", "复审受理日期", DATE, sentence="修改后重新受理的日期",
               aliases=("复审日期", "复审受理时间"), clause="四(三)"),
        VERSION,
    ),
    sentence="受理的项目，每个项目一轮一行",
    is_required=True,
    row_checks=(
        _before(ISSUED_EARLY, "issued_on", "accepted_on"),
        RowCheck(OPINION_OUTSIDE, "opinion_on", ("opinion_on", "accepted_on"), _is_inside, _span),
        _before(RESUMED_EARLY, "resumed_on", "opinion_on"),
        RowCheck(RESUMED_LATE, "resumed_on", ("resumed_on", "issued_on"),
                 _is_resumed_before_issue, _other("issued_on")),
        RowCheck(RESUMED_ALONE, "resumed_on", ("resumed_on", "accepted_on"), _has_opinion),
        RowCheck(NOT_RESUMED, "opinion_on", ("opinion_on", "issued_on", "accepted_on"),
                 _is_resumed),
    ),
)  # fmt: skip
