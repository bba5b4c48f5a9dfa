"""What the outputs of the exhibition subsidies say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(Verdict.OPEN)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Item(StrEnum):
    """What is applied for, in the order of the notice (项目)."""

    NEW_FIRM = "新设企业经营补助"
    KNOWN_BODY = "知名机构落户奖励"
    GROWTH = "规模增长补助"
    VENUE = "展馆补助"
    TRADE = "贸易展补助"
    CONSUMER = "消费展补助"
    SHOW_CERTIFICATE = "展会国际认证"
    CONFERENCE = "国际会议"
    VENUE_CERTIFICATE = "展馆国际认证"
    GOVERNMENT = "政府主导会展"


class ShowKind(StrEnum):
    """The kinds of a show (类型)."""

    TRADE = "贸易"
    CONSUMER = "消费"


class CertificateKind(StrEnum):
    """What is certified (类别)."""

    SHOW = "展会"
    VENUE = "展馆"
    CONFERENCE = "国际会议"


class Verdict(StrEnum):
    """What is decided of an application (结论)."""

    APPROVED = "核准"
    REFUSED = "不予补助"
    OPEN = "需人工确认"


class FirstYear(StrEnum):
    """Whether a venue's year may be its first (首年条件)."""

    REACHED = "达到"
    SHORT = "没有达到"
    BEFORE = "有效期前"


class VenueState(StrEnum):
    """What a venue's year is (年度情形): one without a base can't be computed."""

    FIRST = "首年"
    LATER = "以后年度"
    BASE = "只作基数"
    NO_BASE = "没有基数"


class BudgetState(StrEnum):
    """How an item's year stands to its budget (预算情况)."""

    WITHIN = "未超预算"
    OVER = "超预算"
    NONE = "没有预算"


class Clause(StrEnum):
    """The clauses that 依据 names."""

    NEW_FIRM = "一(一)第一款"
    KNOWN_BODY = "一(一)第二款"
    GROWTH = "一(二)"
    VENUE = "一(三)"
    SHOW = "二(一)"
    UPLIFT = "二(二)"
    CERTIFICATE = "三(一)"
    VENUE_CERTIFICATE = "三(二)"
    GOVERNMENT = "四"
    VALIDITY = "末段"


CLAUSES: Mapping[str, Clause] = {
    Item.NEW_FIRM: Clause.NEW_FIRM,
    Item.KNOWN_BODY: Clause.KNOWN_BODY,
    Item.GROWTH: Clause.GROWTH,
    Item.VENUE: Clause.VENUE,
    Item.TRADE: Clause.SHOW,
    Item.CONSUMER: Clause.SHOW,
    Item.SHOW_CERTIFICATE: Clause.CERTIFICATE,
    Item.CONFERENCE: Clause.CERTIFICATE,
    Item.VENUE_CERTIFICATE: Clause.VENUE_CERTIFICATE,
    Item.GOVERNMENT: Clause.GOVERNMENT,
}


class Uplift(StrEnum):
    """Whether the cap of a show's edition binds after the uplift or before (上浮与封顶)."""

    THEN_CAP = "then-cap"
    AFTER_CAP = "after-cap"


class VenueTiers(StrEnum):
    """Whether a show of the upper tier counts in the lower, too (展馆分档)."""

    EXCLUSIVE = "exclusive"
    NESTED = "nested"


class VenueBaseline(StrEnum):
    """What a venue's later year is compared with (展馆增量基数)."""

    PREVIOUS = "previous"
    PEAK = "peak"


class FirstConsumer(StrEnum):
    """What a consumer show's first edition is compared with (首届消费展)."""

    ZERO = "zero"
    THRESHOLD = "threshold"


class NewFirmCap(StrEnum):
    """Whether a new firm's cap is of a year or of its three years (新设企业封顶)."""

    YEARLY = "yearly"
    CUMULATIVE = "cumulative"


class ConsumerCap(StrEnum):
    """Whether the cap of a show's edition binds consumer shows, too (消费展封顶)."""

    NONE = "none"
    PER_SHOW = "per-show"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "uplift": Uplift,
    "venue_tiers": VenueTiers,
    "venue_baseline": VenueBaseline,
    "first_consumer": FirstConsumer,
    "new_firm_cap": NewFirmCap,
    "consumer_cap": ConsumerCap,
}
