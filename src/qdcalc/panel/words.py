"""What the outputs of the citizens' panel say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(Count.SHORT)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

VOTES, SHARE, VENUE = "votes_", "share_", "venue_"  # before a grade or a venue: names of columns
MAIN = "市级主会场"
WHOLE = "合计"
GROUPS = ("一", "二", "三", "四")
GROUP_SPELLINGS = {
    group: (f"{group}组", f"第{group}组", f"{n}", f"{n}组", f"第{n}组")
    for n, group in enumerate(GROUPS, 1)
}


class VenueKind(StrEnum):
    """Which composition a venue has (会场类型)."""

    MAIN = "主会场"
    BRANCH = "分会场"


class Verdict(StrEnum):
    """Whether two figures agree (结果)."""

    PASSED = "通过"
    FAILED = "不通过"


class Count(StrEnum):
    """The people there against the quota (状态)."""

    EVEN = "一致"
    SHORT = "缺额"
    OVER = "超额"


class Ballots(StrEnum):
    """The ballots of a venue (结果)."""

    EVEN = "一致"
    ISSUED = "错发漏发"
    RETURNED = "不一致"
    BOTH = "错发漏发、不一致"


class Ties(StrEnum):
    """Who gets the last place where remainders are equal (余数相同)."""

    ORDER = "order"
    LARGER = "larger"


class Zero(StrEnum):
    """Whether a category may have no place at all (零名额)."""

    ALLOW = "allow"
    AT_LEAST_ONE = "at-least-one"


class Blank(StrEnum):
    """What a score is divided by (弃权计分)."""

    VALID = "valid"
    ALL = "all"


class Rank(StrEnum):
    """Whether all departments are ranked together, too (排名范围)."""

    BOTH = "both"
    GROUP = "group"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "ties": Ties,
    "zero": Zero,
    "blank": Blank,
    "rank": Rank,
}
