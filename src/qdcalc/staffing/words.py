"""What the outputs of the staffing say, and how its unclear clause may be read.

A frame holds plain texts: ``str(TaskState.LATE)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

ALL_LEVELS, WHOLE_CITY = "全部", "全市"


class Level(StrEnum):
    """The levels of a platform (级别)."""

    STREET = "街道(镇)"
    COMMUNITY = "社区(村)"


class Direction(StrEnum):
    """Which way a target binds (方向)."""

    AT_LEAST = "不低于"
    AT_MOST = "不高于"


class TaskState(StrEnum):
    """What became of a dated target (状态)."""

    DONE = "完成"
    LATE = "逾期完成"
    OVERDUE = "逾期"
    OPEN = "未到期"


class DueState(StrEnum):
    """How the date of one of the notice's own tasks stands to 统计日期 (期限)."""

    OPEN = "未到期"
    PAST = "已到期"
    UNDATED = "未定期限"
    UNKNOWN = "没有统计日期"


class Rounding(StrEnum):
    """How people ÷ ratio becomes whole staff (应配人数取整)."""

    CEIL = "ceil"
    FLOOR = "floor"
    HALF_UP = "half-up"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {"round": Rounding}
