"""What the outputs of the drawing review say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(State.LATE)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

WHOLE = "合计"
CITY_LEVEL = "市级"


class WorkKind(StrEnum):
    """What is built (工程类别)."""

    BUILDING = "房屋建筑"
    MUNICIPAL = "市政基础设施"
    AIR_DEFENCE = "独立人防"
    OUTSIDE = "范围外"


class Office(StrEnum):
    """Who accepted the project (受理部门)."""

    JOINT = "综合审图"
    FIRE = "消防"
    AIR_DEFENCE = "人防"


class State(StrEnum):
    """What became of a project (状态)."""

    ON_TIME = "按时"
    LATE = "逾期"
    OPEN = "在办"
    OPEN_LATE = "在办逾期"
    NOT_APPLICABLE = "不适用"


ISSUED = (State.ON_TIME, State.LATE)
OVERDUE = (State.LATE, State.OPEN_LATE)


class Start(StrEnum):
    """From which day the limit holds (起算范围)."""

    CITY = "city"
    DISTRICT = "district"


class FirstDay(StrEnum):
    """Whether the day of acceptance counts (首日)."""

    NEXT_DAY = "next-day"
    SAME_DAY = "same-day"


class Pause(StrEnum):
    """What becomes of the days between opinion and resubmission (补正期间)."""

    EXCLUDE = "exclude"
    IGNORE = "ignore"
    RESTART = "restart"


class OpenLate(StrEnum):
    """What the share on time is taken of (按时率口径)."""

    ISSUED_ONLY = "issued-only"
    WITH_OVERDUE = "with-overdue"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "start": Start,
    "first_day": FirstDay,
    "pause": Pause,
    "open": OpenLate,
}
