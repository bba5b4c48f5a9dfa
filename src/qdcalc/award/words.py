"""What the outputs of the quality prize say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(State.MET)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

TOTAL = "合计"


class Prize(StrEnum):
    """The two prizes (奖项)."""

    EXCELLENCE = "卓越奖"
    INNOVATION = "创新奖"


class Sector(StrEnum):
    """What an organisation does (组织类型)."""

    INDUSTRY = "工业"
    CONSTRUCTION = "建筑业"
    SERVICES = "服务业"
    OTHER = "其他"


class Grade(StrEnum):
    """The grade of a general contractor (资质等级)."""

    SPECIAL = "特级"
    FIRST = "一级"
    SECOND = "二级"
    THIRD = "三级"
    NONE = "无"


class Answer(StrEnum):
    """What is answered of a condition that has no figure."""

    YES = "是"
    NO = "否"
    OPEN = "待定"


class AccidentKind(StrEnum):
    """What sort of accident it was (类别)."""

    QUALITY = "质量"
    SAFETY = "安全"
    POLLUTION = "环境污染"
    HEALTH = "公共卫生"
    OTHER = "其他"


class AccidentLevel(StrEnum):
    """How grave an accident was (等级)."""

    WORST = "特别重大"
    MAJOR = "重大"
    LARGER = "较大"
    ORDINARY = "一般"


class Ground(StrEnum):
    """Why a prize is to be withdrawn (事由)."""

    FRAUD = "弄虚作假"
    ACCIDENT = "重大事故"
    PURPOSE = "违反宗旨"


class State(StrEnum):
    """What is found of one condition."""

    MET = "满足"
    UNMET = "不满足"
    OPEN = "需人工确认"
    UNASKED = "不适用"


class Verdict(StrEnum):
    """What is found of an application (结论)."""

    FIT = "合格"
    OPEN = "需人工确认"
    UNFIT = "不合格"
    OUTSIDE = "不适用"


# the verdicts by the column of 名额奖金 that counts them
COUNTED: Mapping[str, Verdict] = {
    "fit": Verdict.FIT,
    "open": Verdict.OPEN,
    "unfit": Verdict.UNFIT,
    "outside": Verdict.OUTSIDE,
}


class Fate(StrEnum):
    """What became of a prize (结果)."""

    WITHDRAWN = "撤销"
    KEPT = "不撤销"
    PENDING = "待查"
    NONE = "无"


class Vat(StrEnum):
    """How three years' VAT is held against the figure (增值税条件)."""

    EACH = "each"
    TOTAL = "total"


class OtherScale(StrEnum):
    """How the size of other organisations is judged (其他类型规模)."""

    PEOPLE = "people"
    SERVICES = "services"


class AccidentScope(StrEnum):
    """Which accidents count (事故类别)."""

    NAMED = "named"
    ANY_KIND = "any-kind"


class BanScope(StrEnum):
    """Which withdrawals bar from applying (禁报范围)."""

    ALL = "all"
    ART27 = "art27"


class PublicityStart(StrEnum):
    """Which day is the first of the publicity (公示起算)."""

    NEXT_DAY = "next-day"
    SAME_DAY = "same-day"


class BothPrizes(StrEnum):
    """How often one organisation with both prizes is paid (两奖奖金)."""

    ONCE = "once"
    EACH = "each"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "vat": Vat,
    "other": OtherScale,
    "accident": AccidentScope,
    "ban": BanScope,
    "publicity": PublicityStart,
    "both": BothPrizes,
}
