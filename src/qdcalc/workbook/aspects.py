"""What stands under the name of an indicator: of which time its column is, how, in which unit."""

from __future__ import annotations

from qdcalc.exact.patterns import Lazy
from qdcalc.intake.headers import BRACKETS
from qdcalc.intake.month_texts import told
from qdcalc.intake.units import mentioned, unit_at_end
from qdcalc.intake.units_beside import UNIT_HEADERS
from qdcalc.workbook.group_words import Said, said_of_columns

UNIT_WORDS = UNIT_HEADERS | {"-", "/"}
# what a column says under the name of an indicator or of 水质类别: of which time, and how
NOW = {
    "本月", "本期", "浓度", "浓度值", "监测值", "实测值", "测定值", "检测值", "测值", "结果",
    "监测结果", "检测结果", "监测浓度", "实测浓度", "含量", "平均值", "均值", "月均值",
    "平均浓度", "月均浓度", "ci",
}  # fmt: skip
ASPECTS = NOW | {
    "最大值", "最小值", "超标倍数", "倍数", "最大超标倍数", "超标率", "达标情况", "是否达标",
    "是否超标", "超标情况", "类别", "水质类别", "单项类别", "评价", "评价结果", "单项指数",
    "污染指数", "限值", "标准限值", "标准", "标准值", "考核值", "目标值", "检出限", "上月",
    "上期", "上次", "前次", "本周", "上周", "本年", "上年", "本季度", "上季度", "上年同期",
    "去年同期", "上年同月", "去年同月", "同期", "同比", "环比",
}  # fmt: skip
_BRACKETED = Lazy(r"(.+)\(([^()]*)\)")
_SQUARE = str.maketrans("[]", "()")
_UNIT_JOINT = Lazy(r"(?:计量)?(?:单位)?[\s,:/(-]*$")  # between an aspect and its unit


def aspect_of(text: str) -> tuple[str, str]:
    """Return what a text under an indicator's name says of its values, and the unit it names.

    >>> aspect_of("浓度(μg/l)"), aspect_of("月均值:μg/l"), aspect_of("ng/l"), aspect_of("上月")
    (('浓度', 'μg/l'), ('月均值', 'μg/l'), ('', 'ng/l'), ('上月', ''))
    """
    plain = text.translate(BRACKETS).translate(_SQUARE)
    found = _BRACKETED.fullmatch(plain)
    aspect, unit = found.groups() if found else (plain, "")
    if unit_at_end(aspect) == aspect:  # mg/L(均值)
        aspect, unit = unit, aspect
    if not unit or unit in NOW | UNIT_WORDS:
        unit = unit_at_end(aspect.rstrip(")")) or "".join(mentioned(aspect)[-1:])
        aspect = aspect.replace(unit, "") if unit else aspect
    return _UNIT_JOINT.sub("", aspect), unit


def may_be_measured(text: str) -> bool:
    """Say whether a text under an indicator's name is of measured values, or of a time."""
    times = told(text)
    if times:
        return not any(found.is_span or found.is_other for found in times)
    return said_of_columns(text) is Said.MONTHS


def is_doubtful(text: str) -> bool:
    """Say whether columns of such a text may hold the month's values: 左岸, 今年, 第一次."""
    return said_of_columns(text) is Said.UNKNOWN or text.startswith(("本年", "现状"))
