"""The words of this notice: what its sheets say and may be told, each once.

The members of an enum stand in the order of the codes that the arrays hold (``Verdict`` in that
of ``LEAP, PASS, EXCEED, DRY, MISSING``), so ``by_code(Verdict)[codes]`` is a column of words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qdcalc.exact.dtypes import Texts


CITY = "市财政"  # which every district settles with where no other stands opposite
DRINKING_SOURCE = ("饮用水源", "饮用水水源")  # of a remark


class Verdict(StrEnum):
    """判定 of a section's month (clauses 一, 六, 七¶1, 七¶4)."""

    LEAP = "跃升"
    PASS = "达标"
    EXCEED = "超标"
    DRY = "断流"
    MISSING = "缺测"


class Transfer(StrEnum):
    """类型 of what a month moves (clause 七¶1); 自抵 is what a district pays itself."""

    PENALTY = "赔付"
    REWARD = "奖励"
    SELF = "自抵"


class Counted(StrEnum):
    """计入 of a part: under which option of 责任与去向重叠 a side has a district (四、七¶1)."""

    ALWAYS = "都计入"
    WHEN_NET = "轧差时计入"
    WHEN_DROPPED = "剔除时计入"
    BY_MONTH = "按各月份额"


class AnnualTransfer(StrEnum):
    """类型 of what the settlement moves (clause 七)."""

    REWARD = "跃升奖励"
    PENALTY = "超标赔付"
    BONUS = "年度奖励"
    CHARGE = "年度追缴"
    DRY = "断流缴纳"
    SELF = "自抵"


class WaterClass(StrEnum):
    """水质类别, from the best to the worst; the codes begin with 1, 0 is none."""

    I = "Ⅰ"  # noqa: E741
    II = "Ⅱ"
    III = "Ⅲ"
    IV = "Ⅳ"
    V = "Ⅴ"
    WORSE_THAN_V = "劣Ⅴ"


def values(words: type[StrEnum]) -> tuple[str, ...]:
    """Return an enum's words as plain texts."""
    return tuple(word.value for word in words)


TARGETS = values(WaterClass)[:-1]  # 劣Ⅴ is nobody's target


class SectionType(StrEnum):
    """断面属性 (clause 四)."""

    CROSS = "跨界"
    SHARED = "共同断面"
    LEAVING = "出境"
    SHARED_LEAVING = "共同(出境)"


class WaterBody(StrEnum):
    """水体类型: which limits of GB 3838 hold."""

    RIVER = "河流"
    LAKE = "湖库"


class EventLevel(StrEnum):
    """事件等级 of a sudden environmental incident (clause 七¶2)."""

    COMMON = "一般"
    LARGER = "较大"
    MAJOR = "重大"
    GRAVE = "特别重大"


class Answer(StrEnum):
    """是 or 否 of an output's column."""

    NO = "否"
    YES = "是"


UNLISTED = "缺这一行"  # of a part that no row of the flows stands for


class Struck(StrEnum):
    """断面有事件 of a year: in which months a district that answers had one (clause 七¶2)."""

    NONE = "否"
    ALL = "是"
    SOME = "部分月份"


class YearState(StrEnum):
    """年度达标 of a section's cycle (clause 六¶1)."""

    MET = "是"
    FAILED = "否"
    UNKNOWN = "无法评价"


class FullAnalysis(StrEnum):
    """全分析 of a drinking source (clause 三¶2)."""

    DONE = "已做"
    NOT_SEEN = "未见记录"


class Due(StrEnum):
    """状态 of what is to be done by a day (clause 十)."""

    OPEN = "未到期"
    PAST = "已到期"
    UNKNOWN = "没有统计日期"


class Standing(StrEnum):
    """What a cycle's figures are: 预结算 before its end, 暂算 where a month has no readings."""

    PROVISIONAL = "预结算"
    LACKING = "暂算"
    SETTLED = "清算"


class Clause(StrEnum):
    """依据 of a month's verdict and of its transfers."""

    LEAP = "第七条第一款（跃升）、第五条第二款"
    PASS = "第七条第一款（达标未跃升）"
    WITHIN = "第七条第一款（超标一倍以内）、第五条第二款"
    BEYOND = "第七条第一款（超标超过一倍）、第五条第二款"
    DRY = "第七条第四款（断流）"
    MISSING = "无监测数据，不予判定"
    UPSTREAM = "第六条第二款（剔除上游影响）"
    DETERMINED = "第八条（责任认定）"
    SHARED = "第六条第二款（共同断面按相同比例共担）"
    INCOMPLETE = "第六条第一款（所有指标）"


class AnnualClause(StrEnum):
    """依据 of each kind of the settlement's transfers."""

    REWARD = "第七条第一款（跃升）、第五条第二款、第十条"
    PENALTY = "第七条第一款（超标）、第五条第二款、第十条"
    BONUS = "第七条第三款（额外奖励）"
    CHARGE = "第七条第三款（额外缴纳）"
    DRY = "第七条第四款（断流）"


def by_code(words: type[StrEnum]) -> Texts:
    """Return an enum's words by the code of each, as plain texts."""
    import numpy as np

    return np.array(values(words), dtype=object)


def class_names(classes: npt.NDArray[np.int8]) -> Texts:
    """Return the names of classes by their codes, None for 0."""
    import numpy as np

    names: Texts = np.array([None, *by_code(WaterClass)], dtype=object)[classes]
    return names
