"""The tables that the warnings put out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc.smog.words import HINT, Basis, DataKind, Level
from qdcalc.table.description import Column, Compared, Formulas, Table, not_negative, one_of
from qdcalc.table.kinds import COUNT, COUNT_OR_BLANK, DATE, MOMENT, NUMBER

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

TONES = {
    str(Level.RED): "bad",
    str(Level.ORANGE): "bad",
    str(Level.YELLOW): "open",
    HINT: "quiet",
}
_NOT_NEGATIVE = not_negative()
_YES_NO = one_of(("是", "否"))
_LEVELS = one_of((*map(str, Level), HINT))


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.smog.warning import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _hours(name: str, label: str, sentence: str, clause: str) -> Column:
    return Column(
        name, label, COUNT, is_required=True, unit="小时", sentence=sentence, clause=clause,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


_STATION = Column("station", "站点或区域", is_required=True, width=14, clause="三(六)")

PROCESSES = Table(
    "processes",
    "预警过程",
    (
        _STATION,
        Column("number", "序号", COUNT, is_required=True, sentence="第几次过程"),
        Column("started_at", "起始时间", MOMENT, is_required=True, clause="三(一)1",
               sentence="第一个重污染小时的开始"),
        Column("ended_at", "结束时间", MOMENT, is_required=True, clause="三(一)1",
               sentence="最后一个重污染小时的末尾"),
        _hours("hours", "持续小时", "均值大于 200 的持续时间", "三(一)2"),
        _hours("severe_hours", "大于300小时", "其中均值大于 300 的最长一段", "三(一)2"),
        Column("highest", "最高24小时均值", NUMBER, is_required=True, number_format="0.0#",
               clause="三(一)2"),
        Column("level", "级别", is_required=True, width=13, tones=TONES, checks=(_LEVELS,),
               clause="三(一)2"),
        Column("response", "响应级别", width=9, clause="四(一)"),
        Column("basis", "采用", is_required=True, width=7,
               checks=(one_of(map(str, Basis)),), clause="三(二)",
               sentence="按 AQI，还是预报上限（72 小时以上的）"),
        Column("issue_by", "最迟发布", width=17, clause="三(三)",
               sentence="起始前 24 小时；第一个重污染小时是实测的：立即"),
        Column("lifted_at", "解除时间", width=17, clause="三(四)",
               sentence="结束后 36 小时没有重污染的，是结束时间；数据不够的：待预测"),
        Column("issuer", "发布单位", width=13, clause="三(三)"),
        Column("approver", "启动批准人", width=15, clause="四(二)"),
        Column("merged", "合并段数", COUNT, is_required=True, clause="三(四)",
               sentence="间隔不足 36 小时、按一次过程的段数", checks=(_NOT_NEGATIVE,)),
        Column("explanation", "说明", is_required=True, width=56),
        Column("clause", "依据", is_required=True, width=16),
        Column("members_due", "成员单位总结截止", DATE, clause="四(五)",
               sentence="解除后 2 个工作日"),
        Column("office_due", "办公室总结截止", DATE, clause="四(五)",
               sentence="解除后 3 个工作日"),
        Column("over_at", "首个超200小时", MOMENT, clause="三(一)2",
               sentence="过程里第一个自身 AQI 大于 200 的小时（末尾）"),
    ),
    sentence="各站点、区域的重污染过程：起止、级别、发布和解除的时间",
    formulas=_live("processes"),
    print_until="approver",
    key=("station", "number"),
    comparison=Compared(name=("station", "number"), amounts=("hours",), verdict=("level",)),
)  # fmt: skip

HOURS = Table(
    "hours",
    "逐时",
    (
        _STATION,
        Column("ended_at", "时间", MOMENT, is_required=True, clause="三(一)1",
               sentence="小时的末尾；逐日的是那一天的 0:00"),
        Column("aqi", "AQI", COUNT_OR_BLANK, clause="三(一)1", checks=(_NOT_NEGATIVE,)),
        Column("valid_hours", "有效小时", COUNT, is_required=True, unit="小时", clause="三(一)1",
               sentence="到这一小时为止的 24 小时里，有 AQI、不是沙尘的", checks=(_NOT_NEGATIVE,)),
        Column("mean", "24小时均值", NUMBER, number_format="0.0#", clause="三(一)1",
               sentence="有效小时不够、序列不足 24 小时的空白"),
        Column("is_heavy", "重污染", width=8, checks=(_YES_NO,), clause="三(一)2",
               tones={"是": "bad"},
               sentence="按口径“持续时间”算重污染的小时；没有均值可判的空白"),
        Column("level", "级别", width=13, tones=TONES, clause="三(一)2",
               sentence="所在过程的级别"),
        Column("process", "过程", COUNT_OR_BLANK, sentence="预警过程里的序号", clause="三(四)"),
        Column("bound", "AQI上限", COUNT_OR_BLANK, clause="三(二)", checks=(_NOT_NEGATIVE,)),
        Column("bound_mean", "上限24小时均值", NUMBER, number_format="0.0#", clause="三(二)"),
        Column("is_bound_heavy", "上限重污染", width=10, checks=(_YES_NO,), clause="三(二)"),
        Column("is_dust", "沙尘", width=6, checks=(_YES_NO,), clause="一(三)",
               sentence="输入里没有这一小时的空白"),
        Column("data_kind", "数据类型", width=9, checks=(one_of(map(str, DataKind)),),
               clause="三(三)"),
    ),
    sentence="每个小时（逐日的每一天）的 24 小时均值，是不是重污染，在哪次过程里",
    formulas=_live("hours"),
    is_detail=True,
    key=("station", "ended_at"),
)  # fmt: skip
TABLES = (PROCESSES, HOURS)
