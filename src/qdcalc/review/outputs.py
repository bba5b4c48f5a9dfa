"""The tables that the drawing review puts out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.review.words import ISSUED, OVERDUE, WHOLE, State
from qdcalc.table.description import (
    Column,
    Compared,
    Formulas,
    Parts,
    Table,
    not_negative,
    one_of,
)
from qdcalc.table.kinds import COUNT, COUNT_OR_BLANK, DATE, HUNDREDTHS, PERCENT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

TONES = {
    str(State.ON_TIME): "good",
    str(State.LATE): "bad",
    str(State.OPEN): "open",
    str(State.OPEN_LATE): "bad",
    str(State.NOT_APPLICABLE): "quiet",
}
LISTED = "名单是运行时的：改了日期、口径、时限或日历，各行的数随之变，名单不增不减，要重新运行"
HUNDREDTHS_OR_BLANK = replace(HUNDREDTHS, dtype="Int64")
_NOT_NEGATIVE = not_negative()
_STATE = one_of(map(str, State))
_UNIT = "工作日"
_YES_NO = one_of(("是", "否"))


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.review import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _days(name: str, label: str, sentence: str, *, clause: str = "四(三)") -> Column:
    return Column(
        name, label, COUNT_OR_BLANK, unit=_UNIT, sentence=sentence, clause=clause,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


def _count(name: str, label: str, sentence: str = "") -> Column:
    return Column(
        name, label, COUNT, is_required=True, unit="个", sentence=sentence,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


_PROJECT = Column("project", "项目名称", is_required=True, width=26)
_ROUND = Column("round", "轮次", COUNT, is_required=True, clause="四(三)")
_DISTRICT = Column("district", "区市", is_required=True, width=14)
_BODY = Column("body", "审查机构", is_required=True, width=22, clause="四(一)")
_ACCEPTED = Column("accepted_on", "受理日期", DATE, is_required=True, clause="四(三)")
_DEADLINE = Column("deadline", "截止日期", DATE, clause="四(三)",
                   sentence="第 5 个工作日；不适用或暂停中的空白")  # fmt: skip
_ISSUED = Column("issued_on", "合格书日期", DATE, clause="四(三)")
_USED = _days("used", "用时", "至合格书日期（没有出具的至统计日期）计入时限的工作日")
_OVERDUE_DAYS = _days("overdue_workdays", "逾期天数", "用时 − 时限，不小于 0")
_STATE_COLUMN = Column("state", "状态", is_required=True, width=10, checks=(_STATE,),
                       tones=TONES, clause="四(三)")  # fmt: skip

REVIEWS = Table(
    "reviews",
    "时限核算",
    (
        _PROJECT, _ROUND, _DISTRICT, _BODY, _ACCEPTED, _DEADLINE, _ISSUED, _USED,
        _days("deducted", "扣除天数", "不计入时限的工作日"),
        _STATE_COLUMN, _OVERDUE_DAYS,
        _days("remaining_workdays", "剩余天数", "在办的：时限 − 用时"),
        Column("explanation", "说明", is_required=True, width=46),
        Column("clause", "依据", is_required=True, width=10),
        Column("work_kind", "工程类别", is_required=True, width=12, clause="三"),
        Column("office", "受理部门", is_required=True, width=10, clause="五(三)"),
        Column("is_resubmitted", "重新报批", is_required=True, width=8, checks=(_YES_NO,),
               clause="五(三)"),
        Column("applies", "适用", is_required=True, width=6, checks=(_YES_NO,), clause="三",
               sentence="时限是否适用"),
        Column("limit", "时限", COUNT, is_required=True, unit=_UNIT, clause="四(三)",
               sentence="受理时有效的时限"),
        Column("opinion_on", "意见书日期", DATE, clause="四(三)"),
        Column("resumed_on", "复审受理日期", DATE, clause="四(三)"),
        Column("ended_on", "计至", DATE, is_required=True, sentence="合格书日期，没有的是统计日期"),
        Column("issued_used", "已出具用时", COUNT, is_required=True, unit=_UNIT,
               sentence="已出具的用时，其余是 0；汇总用它求和、找最长"),
        _days("total", "总天数", "从受理起数到“计至”的全部工作日 = 用时 + 扣除天数"),
    ),
    sentence="每个项目的截止日期、用时和状态",
    formulas=_live("reviews"),
    print_until="clause",
    key=("project", "round"),
    comparison=Compared(
        name=("project", "round"), amounts=("overdue_workdays", "used"), verdict=("state",),
        links=(("project",),),
    ),
)  # fmt: skip


def _sums(name: str, label: str, who: Column, sentence: str) -> Table:
    """Return the table of the sums of districts or bodies."""
    return Table(
        name,
        label,
        (
            who,
            _count("accepted", "受理数", "全部项目，每轮算一个"),
            _count("not_applicable", "不适用数"),
            _count("on_time", "按时数"),
            _count("late", "逾期数"),
            _count("open", "在办数"),
            _count("open_late", "在办逾期数"),
            Column("on_time_share", "按时率", PERCENT, clause="四(五)",
                   sentence="按时数 ÷（按时数 + 逾期数）；口径可把在办逾期数算进分母"),
            Column("mean_used_x100", "平均用时", HUNDREDTHS_OR_BLANK, unit=_UNIT, clause="四(五)",
                   number_format="0.00", sentence="已出具的用时合计 ÷ 个数，四舍五入到两位小数"),
            _days("longest_used", "最长用时", "已出具的用时中最长的", clause="四(五)"),
            Column("rank", "排名", COUNT_OR_BLANK, clause="四(五)", checks=(_NOT_NEGATIVE,),
                   sentence="按按时率，再按平均用时（精确值）从短到长；相同的并列"),
            Column("used_total", "用时合计", COUNT, is_required=True, unit=_UNIT,
                   sentence="已出具的用时合计", checks=(_NOT_NEGATIVE,)),
            Column("overdue_total", "逾期天数合计", COUNT, is_required=True, unit=_UNIT,
                   sentence="逾期和在办逾期的逾期天数合计", checks=(_NOT_NEGATIVE,)),
        ),
        sentence=f"{sentence}，最后一行是合计",
        formulas=_live(name),
        print_until="rank",
        key=(who.name,),
        total_rows=lambda sums: sums[who.name] != WHOLE,
        comparison=Compared(
            name=(who.name,), amounts=("overdue_total", "used_total"), is_summed=True,
            whole=(WHOLE,),
            parts={
                "overdue_total": _parts("overdue_workdays", who, OVERDUE),
                "used_total": _parts("used", who, ISSUED),
            },
        ),
    )  # fmt: skip


def _parts(amount: str, who: Column, states: Collection[State]) -> Parts:
    """Return the projects that a sum adds up."""
    words = list(map(str, states))
    return Parts(
        "reviews", amount, ("project", "round"), (who.name,),
        rows=lambda reviews: reviews["state"].isin(words),
    )  # fmt: skip


DISTRICTS = _sums("districts", "区市汇总", _DISTRICT, "各区市的个数、按时率和排名")
BODIES = _sums("bodies", "机构汇总", _BODY, "各审查机构的个数、按时率和排名")

OVERDUE_LIST = Table(
    "overdue",
    "逾期清单",
    (
        _PROJECT, _ROUND, _DISTRICT, _BODY, _ACCEPTED, _DEADLINE, _ISSUED, _USED, _OVERDUE_DAYS,
        replace(_STATE_COLUMN, checks=(one_of(map(str, OVERDUE)),)),
    ),
    sentence="逾期和在办逾期的项目，逾期天数多的在前，相同的先受理的在前",
    formulas=_live("overdue"),
    note=LISTED,
    key=("project", "round"),
)  # fmt: skip

DUE_SOON_LIST = Table(
    "due_soon",
    "临期清单",
    (
        _PROJECT, _ROUND, _DISTRICT, _BODY, _ACCEPTED, _DEADLINE, _USED,
        _days("remaining_workdays", "剩余天数", "时限 − 用时；0 是最后一天"),
        Column("opinion_on", "意见书日期", DATE, clause="四(三)",
               sentence="有意见书没有复审受理的：暂停中"),
    ),
    sentence="在办的项目里剩余不超过 2 个工作日的，剩余少的在前",
    formulas=_live("due_soon"),
    note=LISTED,
    key=("project", "round"),
)  # fmt: skip

CALENDAR = Table(
    "calendar",
    "采用的日历",
    (
        Column("day", "日期", DATE, is_required=True),
        Column("weekday", "星期", is_required=True, width=8),
        Column("kind", "类型", is_required=True, width=10, tones={"休息日": "quiet"}),
        Column("origin", "与周一至周五不同", width=18,
               sentence="放假或调休上班的日子，及其出处"),
        Column("count", "累计工作日", COUNT, is_required=True, unit=_UNIT,
               sentence="从第一行起到这一天的工作日数；公式用它数工作日"),
    ),
    sentence="核算用到的每一天是不是工作日",
    formulas=_live("calendar"),
    key=("day",),
    is_detail=True,
)  # fmt: skip
