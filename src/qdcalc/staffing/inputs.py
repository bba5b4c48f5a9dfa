"""The tables that the staffing assessment takes in."""

from __future__ import annotations

from qdcalc.intake.kinds import CHOICE, DATE, HUNDREDTHS, MONEY, SHARE, VERSION, WHOLE
from qdcalc.staffing.words import Direction, Level
from qdcalc.table.description import Column, Table, not_negative
from qdcalc.table.problems import ERROR, Fault

NEGATIVE = Fault("P01", ERROR, "“{value}”是负数", "请填 0 或正数")

LEVEL_SPELLINGS = {
    str(Level.STREET): ("街道", "镇", "街道镇", "街道、镇", "街道/镇"),
    str(Level.COMMUNITY): ("社区", "村", "社区村", "社区、村", "社区/村"),
}
LEVELS = tuple(LEVEL_SPELLINGS)
STAFF = ("permanent", "purchased", "graduate", "other")
PARTS = tuple(f"{name}_x100" for name in STAFF)  # of 现有, as the output names them


_NOT_NEGATIVE = not_negative(NEGATIVE)


def _staff(name: str, label: str) -> Column:
    return Column(
        name,
        label,
        HUNDREDTHS,
        unit="人",
        sentence="在岗人数，空白为 0；兼职按比例，最多两位小数",
        clause="三(二)",
        checks=(_NOT_NEGATIVE,),
    )


PLATFORMS = Table(
    "platforms",
    "服务平台",
    (
        Column("district", "区市", is_required=True, choices_of="districts", sentence="区市名称"),
        Column(
            "street", "街道", is_required=True, sentence="街道（镇）名称", aliases=("街道(镇)",)
        ),
        Column("platform", "名称", is_required=True, sentence="服务中心或服务站的名称"),
        Column(
            "level",
            "级别",
            CHOICE,
            is_required=True,
            choices=LEVELS,
            spellings=LEVEL_SPELLINGS,
            sentence="街道(镇) 服务中心或社区(村) 服务站",
            clause="三(二)",
        ),
        Column(
            "people_served",
            "服务对象数",
            WHOLE,
            is_required=True,
            unit="人",
            sentence="服务对象人数，整数",
            checks=(_NOT_NEGATIVE,),
            clause="三(二)",
        ),
        _staff("permanent", "在编"),
        _staff("purchased", "购买服务"),
        _staff("graduate", "大学生岗位"),
        _staff("other", "其他"),
        VERSION,
    ),
    sentence="基层人力资源社会保障服务平台，每个平台一行",
    is_required=True,
)

TASKS = Table(
    "tasks",
    "目标任务",
    (
        Column("task", "事项", is_required=True, sentence="事项名称"),
        Column("due", "截止日期", DATE, is_required=True, sentence="截止日期", clause="二"),
        Column(
            "direction",
            "方向",
            CHOICE,
            choices=tuple(map(str, Direction)),
            sentence="目标值的方向，空白按不低于",
        ),
        Column("target", "目标值", SHARE, sentence="如 30% 或 0.3；没有指标的事项不填"),
        Column("actual", "实际值", SHARE, sentence="截至统计日期的实际值"),
        Column("done_on", "完成日期", DATE, sentence="完成的日期", clause="二"),
    ),
    sentence="有期限的目标任务；通知自己的 14 项列在输出的通知任务里",
)

COSTS = Table(
    "costs",
    "经费标准",
    (
        Column("district", "区市", choices_of="districts", sentence="只适用于该区市时填写"),
        Column(
            "level",
            "级别",
            CHOICE,
            choices=LEVELS,
            spellings=LEVEL_SPELLINGS,
            sentence="只适用于该级别时填写",
            clause="三(二)",
        ),
        Column(
            "annual_cost_fen",
            "人均年经费",
            MONEY,
            is_required=True,
            unit="元",
            sentence="每人每年的经费",
            checks=(_NOT_NEGATIVE,),
            clause="三(二)",
        ),
    ),
    sentence="人均年经费；区市和级别都填的最优先，其次区市，再次级别，最后都不填",
)
