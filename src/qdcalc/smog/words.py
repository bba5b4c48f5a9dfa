"""What the outputs of the plan say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(Level.RED)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

CITY = "全市"


class Level(StrEnum):
    """A level of warning, from the lowest (级别)."""

    YELLOW = "黄色"
    ORANGE = "橙色"
    RED = "红色"


HINT = "健康防护提示"  # above 200 and no level
RESPONSES: Mapping[Level, str] = {
    Level.YELLOW: "Ⅲ级",
    Level.ORANGE: "Ⅱ级",
    Level.RED: "Ⅰ级",
}


class Duration(StrEnum):
    """How the hours of heavy pollution are counted (持续时间)."""

    COVERED = "covered"
    UNBROKEN = "unbroken"
    COUNT = "count"


class Gap(StrEnum):
    """Whether missing and dust hours separate two stretches (缺测间隔)."""

    MISSING_JOINS = "missing-joins"
    MISSING_SEPARATES = "missing-separates"


class Joined(StrEnum):
    """How long a process of several stretches is (合并过程)."""

    SPAN = "span"
    MAX = "max"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "duration": Duration,
    "gap": Gap,
    "joined": Joined,
}
