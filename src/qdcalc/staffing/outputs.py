"""The tables that the staffing assessment puts out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc.staffing.inputs import PARTS, PLATFORMS, STAFF
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, DueState, Level, TaskState
from qdcalc.table.description import (
    Column,
    Compared,
    Formulas,
    Parts,
    Table,
    is_sum,
    not_negative,
    one_of,
)
from qdcalc.table.kinds import COUNT, COUNT_OR_BLANK, HUNDREDTHS, MONEY_OR_BLANK, NUMBER, PERCENT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

STATE_TONES = {
    str(TaskState.DONE): "good",
    str(TaskState.LATE): "quiet",
    str(TaskState.OVERDUE): "bad",
}
_NOT_NEGATIVE = not_negative()
_YES_NO = one_of(("是", "否"))


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.staffing import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _count(
    name: str, label: str, sentence: str = "", *, unit: str = "人", clause: str = ""
) -> Column:
    return Column(
        name, label, COUNT, is_required=True, unit=unit, sentence=sentence, clause=clause,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


def _staff(name: str, label: str, sentence: str = "") -> Column:
    return Column(
        name, label, HUNDREDTHS, is_required=True, unit="人", sentence=sentence,
        clause="三(二)", checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


_LABELS = PLATFORMS.labels()

_COST = Column(
    "gap_cost_fen", "缺口经费", MONEY_OR_BLANK, unit="元",
    sentence="缺口 × 人均年经费；没有经费标准时空白", checks=(_NOT_NEGATIVE,),
        clause="三(二)",
    )  # fmt: skip

PLATFORM_STAFF = Table(
    "platform_staff",
    "配备核算",
    (
        Column("district", "区市", is_required=True, width=14),
        Column("street", "街道", is_required=True, width=16),
        Column("platform", "名称", is_required=True, width=24),
        Column("level", "级别", is_required=True, width=11,
               checks=(one_of(tuple(map(str, Level))),), clause="三(二)"),
        _count("people_served", "服务对象数", clause="三(二)"),
        _count("required", "应配", "服务对象数 ÷ 标准，取整，不少于最低人数", clause="三(二)"),
        _staff("staff_x100", "现有", "在编 + 购买服务 + 大学生岗位 + 其他"),
        _staff("gap_x100", "缺口", "应配 − 现有，不小于 0"),
        _staff("surplus_x100", "超配", "现有 − 应配，不小于 0"),
        Column("fill_ratio", "配备率", PERCENT, is_required=True, sentence="现有 ÷ 应配",
               clause="三(二)"),
        Column("people_per_staff", "每人服务人数", NUMBER, unit="人", number_format="#,##0.0",
               sentence="服务对象数 ÷ 现有；没有人员时空白"),
        Column("is_met", "达标", is_required=True, width=6, checks=(_YES_NO,),
               tones={"否": "open"}, sentence="现有不少于应配", clause="三(二)"),
        _COST,
        Column("annual_cost_fen", "人均年经费", MONEY_OR_BLANK, unit="元", clause="三(二)",
               sentence="经费标准里最具体的一行；没有时空白", checks=(_NOT_NEGATIVE,)),
        Column("clause", "依据", is_required=True, width=14),
        Column("explanation", "说明", is_required=True, width=46),
        *(_staff(f"{name}_x100", _LABELS[name], "服务平台所填，空白为 0") for name in STAFF),
    ),
    sentence="每个平台应配、现有和差额",
    formulas=_live("platforms"),
    row_checks=(is_sum("staff_x100", PARTS, said="在编 + 购买服务 + 大学生岗位 + 其他"),),
    print_until="explanation",
    key=("district", "street", "platform", "level"),
    printed_total="缺口经费合计",
    comparison=Compared(
        name=("district", "street", "platform", "level"), amounts=("gap_x100", "gap_cost_fen"),
        verdict=("is_met",), links=(("street", "platform", "level"),),
    ),
)  # fmt: skip

DISTRICTS = Table(
    "districts",
    "区市汇总",
    (
        Column("district", "区市", is_required=True, width=14),
        Column("level", "级别", is_required=True, width=11,
               checks=(one_of((*map(str, Level), ALL_LEVELS)),), clause="三(二)"),
        _count("platforms", "平台数", unit="个"),
        _count("met", "达标数", unit="个"),
        _count("required", "应配", clause="三(二)"),
        _staff("staff_x100", "现有"),
        _staff("gap_x100", "缺口", "各平台自己的缺口之和，不与别的平台的超配相抵"),
        Column("met_ratio", "达标率", PERCENT, is_required=True, sentence="达标数 ÷ 平台数",
               clause="三(二)"),
        Column("rank", "排名", COUNT_OR_BLANK, checks=(_NOT_NEGATIVE,),
               sentence="同级别内按达标率，再按缺口从小到大；相同的并列", clause="三(三)"),
        _COST,
    ),
    sentence="各区市各级别的合计和排名，最后是全市",
    formulas=_live("districts"),
    key=("district", "level"),
    total=("platforms", "met", "required", "staff_x100", "gap_x100", "gap_cost_fen"),
    total_rows=lambda sums: (sums["district"] == WHOLE_CITY) & (sums["level"] == ALL_LEVELS),
    comparison=Compared(
        name=("district", "level"), amounts=("gap_x100", "gap_cost_fen"), is_summed=True,
        whole=(WHOLE_CITY, ALL_LEVELS),
        parts={
            name: Parts("platform_staff", name, ("street", "platform"), ("district", "level"))
            for name in ("gap_x100", "gap_cost_fen")
        },
    ),
)  # fmt: skip

TASK_STATES = Table(
    "tasks",
    "目标任务",
    (
        Column("task", "事项", is_required=True, width=36),
        Column("due", "截止日期", width=12, clause="二"),
        Column("target", "目标值", NUMBER, number_format="0.0%"),
        Column("actual", "实际值", NUMBER, number_format="0.0%"),
        Column("state", "状态", is_required=True, width=10,
               checks=(one_of(tuple(map(str, TaskState))),),
               tones=STATE_TONES),
        Column("days", "天数", COUNT_OR_BLANK,
               sentence="截止日期 − 完成日期（没有完成的减统计日期），负数是逾期天数"),
        Column("missing", "差距", NUMBER, number_format="0.0%", sentence="离目标还差多少",
               clause="二"),
        Column("done_on", "完成日期", width=12, clause="二"),
        Column("direction", "方向", is_required=True, width=8, sentence="目标值是下限还是上限"),
    ),
    sentence="有期限的目标任务的完成情况",
    formulas=_live("tasks"),
)  # fmt: skip

NOTICE_TASKS = Table(
    "notice_tasks",
    "通知任务",
    (
        Column("item", "项", COUNT, is_required=True, sentence="通知第二部分的项"),
        Column("clause", "依据", is_required=True, width=10),
        Column("task", "事项", is_required=True, width=40),
        Column("due", "截止日期", width=12, sentence="“上旬前”按 10 日", clause="二"),
        Column("target", "指标不低于", NUMBER, number_format="0.0%"),
        Column("responsible", "责任单位", is_required=True, width=40),
        Column(
            "state", "期限", is_required=True, width=12, checks=(one_of(tuple(map(str, DueState))),)
        ),
        Column("days", "天数", COUNT_OR_BLANK, sentence="截止日期 − 统计日期"),
    ),
    sentence="通知第二部分的 14 项任务及其期限；完成情况填在输入的目标任务里",
    formulas=_live("notice_tasks"),
)
