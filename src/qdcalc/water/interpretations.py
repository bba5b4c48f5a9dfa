"""The interpretations of this notice's unclear clauses: the options of each, the default first.

What each means, its clause and its reason stand in ``policy.toml``. A module asks one of the
functions below, or matches on an option: a word that no option has is an error, never silently
another option.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

Chosen = Mapping[str, str]  # the option of each interpretation


class Overlap(StrEnum):
    """A district is responsible and opposite (四、七¶1)."""

    NET = "net"
    DROP = "drop"


class Upstream(StrEnum):
    """How upstream's influence is taken out (六¶2)."""

    DROP = "drop"
    NOT_WORSE = "not-worse"
    SUBTRACT = "subtract"
    OFF = "off"


class UpstreamLinks(StrEnum):
    """Which upstream sections count (六¶2)."""

    RIVER = "river"
    BORDER = "border"
    ALL = "all"


class Samples(StrEnum):
    """Several samples of a section's month (六¶1)."""

    MEAN = "mean"
    ERROR = "error"


class Indicators(StrEnum):
    """Which indicators are judged (三¶2、六¶1)."""

    NATIONAL21 = "national21"
    LIMITS = "limits"


class Complete(StrEnum):
    """A leap with an indicator not measured (六¶1)."""

    NO_REWARD = "no-reward"
    WARN = "warn"


class Incident(StrEnum):
    """How far an incident strikes a shared section's reward (七¶2)."""

    SHARE = "share"
    SECTION = "section"


class Dry(StrEnum):
    """Dry months in total or in a row (七¶4)."""

    TOTAL = "total"
    CONSECUTIVE = "consecutive"


class Rounding(StrEnum):
    """The year is rounded once, or its rounded months are added (五、十)."""

    EXACT = "exact"
    MONTHLY = "monthly"


class Censored(StrEnum):
    """Not detected, and half of the detection limit exceeds (六¶1)."""

    UNPROVEN = "unproven"
    HALF = "half"


class SourceItems(StrEnum):
    """What a complete row of a drinking source holds (三¶2)."""

    NATIONAL_61 = "61"
    NOTICE_62 = "62"


class Compare(StrEnum):
    """Whether values are rounded before they are compared (六¶1)."""

    VALUE = "value"
    ROUNDED = "rounded"


OPTIONS: Mapping[str, type[StrEnum]] = {
    "overlap": Overlap,
    "upstream": Upstream,
    "upstream_links": UpstreamLinks,
    "samples": Samples,
    "indicators": Indicators,
    "complete": Complete,
    "incident": Incident,
    "dry": Dry,
    "rounding": Rounding,
    "censored": Censored,
    "source_items": SourceItems,
    "compare": Compare,
}


def leaves_the_other_side(chosen: Chosen) -> bool:
    """Say whether a responsible district leaves the other side."""
    match Overlap(chosen["overlap"]):
        case Overlap.NET:
            return False
        case Overlap.DROP:
            return True
        case other:
            assert_never(other)


def averages_samples(chosen: Chosen) -> bool:
    """Say whether several samples are averaged; else they are refused."""
    match Samples(chosen["samples"]):
        case Samples.MEAN:
            return True
        case Samples.ERROR:
            return False
        case other:
            assert_never(other)


def judges_every_limit(chosen: Chosen) -> bool:
    """Say whether every indicator of table 1 with a limit is judged, not the national 21 alone."""
    match Indicators(chosen["indicators"]):
        case Indicators.NATIONAL21:
            return False
        case Indicators.LIMITS:
            return True
        case other:
            assert_never(other)


def rewards_incomplete(chosen: Chosen) -> bool:
    """Say whether a leap is rewarded though an indicator was not measured."""
    match Complete(chosen["complete"]):
        case Complete.NO_REWARD:
            return False
        case Complete.WARN:
            return True
        case other:
            assert_never(other)


def strikes_section(chosen: Chosen) -> bool:
    """Say whether an incident strikes the whole section's reward, not the district's share."""
    match Incident(chosen["incident"]):
        case Incident.SHARE:
            return False
        case Incident.SECTION:
            return True
        case other:
            assert_never(other)


def counts_runs(chosen: Chosen) -> bool:
    """Say whether the longest run of dry months counts, not their total."""
    match Dry(chosen["dry"]):
        case Dry.TOTAL:
            return False
        case Dry.CONSECUTIVE:
            return True
        case other:
            assert_never(other)


def adds_rounded_months(chosen: Chosen) -> bool:
    """Say whether the year is the sum of its rounded months, not rounded once."""
    match Rounding(chosen["rounding"]):
        case Rounding.EXACT:
            return False
        case Rounding.MONTHLY:
            return True
        case other:
            assert_never(other)


def judges_half(chosen: Chosen) -> bool:
    """Say whether half of the detection limit is judged as if it had been measured."""
    match Censored(chosen["censored"]):
        case Censored.UNPROVEN:
            return False
        case Censored.HALF:
            return True
        case other:
            assert_never(other)


def needs_national_items(chosen: Chosen) -> bool:
    """Say whether a drinking source needs what the national programme monitors there alone."""
    match SourceItems(chosen["source_items"]):
        case SourceItems.NATIONAL_61:
            return True
        case SourceItems.NOTICE_62:
            return False
        case other:
            assert_never(other)


def is_rounded(chosen: Chosen) -> bool:
    """Say whether values are rounded to their limit's places before they are compared."""
    match Compare(chosen["compare"]):
        case Compare.VALUE:
            return False
        case Compare.ROUNDED:
            return True
        case other:
            assert_never(other)
