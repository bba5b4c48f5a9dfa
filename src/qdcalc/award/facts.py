"""What the input and the policy say of the quality prize: the frozen record of a run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.award.inputs import APPLICATIONS, AWARDS, GROUNDS
from qdcalc.award.scale import ScaleFigures
from qdcalc.award.words import (
    AccidentScope,
    BanScope,
    BothPrizes,
    OtherScale,
    PublicityStart,
    Vat,
)
from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.exact.months import of_date, ordinals
from qdcalc.exact.workdays import Workdays
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.table.kinds import TEXTS

if TYPE_CHECKING:
    import datetime as dt

    from qdcalc.intake.table_data import TableData
    from qdcalc.notice.description import Job
    from qdcalc.table.description import Table


@record
class Figures:
    """The figures in force in the month of 评审基准日; money in 元."""

    valid_days: tuple[dt.date, dt.date]
    cycle_years: int
    quota: int
    years_operating: int
    scale: ScaleFigures
    accident_years: int
    publicity_workdays: int
    prize_yuan: int

    @classmethod
    def of(cls, policy: Policy, month: int) -> Figures:
        """Return the figures of a month."""

        def at(name: str) -> Any:
            return policy.figure(name).at(month)

        first, last = at("valid_days")
        scale = ScaleFigures(
            at("industry_sales_yuan"), at("industry_rd_share"), tuple(at("construction_grades")),
            at("construction_vat_yuan"), at("services_turnover_yuan"),
        )  # fmt: skip
        return cls(
            (first, last), at("cycle_years"), at("quota"), at("years_operating"), scale,
            at("accident_years"), at("publicity_workdays"), at("prize_yuan"),
        )  # fmt: skip


@record
class AwardFacts:
    """What the input and the policy say.

    ``base`` is 评审基准日, ``previous_year`` 上届年度, ``publicity_start`` 公示起始日 (NaT without
    one); ``calendar`` has the working days, None where none is asked for. ``has_`` say which
    sheets there are, of 申报组织 whether it has rows. ``rows`` are those of 申报组织 that were
    found and those left out; ``awards`` counts those of 获奖组织.
    """

    policy: Policy
    base: pd.Timestamp
    month: int
    figures: Figures
    vat: Vat
    other: OtherScale
    accident: AccidentScope
    ban: BanScope
    publicity: PublicityStart
    both: BothPrizes
    previous_year: int | None
    publicity_start: np.datetime64
    calendar: Workdays | None
    has_applications: bool
    has_accidents: bool
    has_grounds: bool
    rows: tuple[int, int]
    awards: int

    @property
    def base_day(self) -> dt.date:
        """评审基准日 as a day."""
        return self.base.date()

    @property
    def prize_fen(self) -> int:
        """What one organisation is paid [fen]."""
        return self.figures.prize_yuan * FEN_PER_YUAN


@record
class Assessed:
    """Everything that was found.

    ``applications`` are the rows of 申报组织 with their states, ``awards`` those of 获奖组织,
    ``followed`` what became of each with the ``grounds``, ``amounts_fen`` what each chosen one of
    ``chosen`` (positions) is paid.
    """

    applications: pd.DataFrame
    accidents: pd.DataFrame
    awards: pd.DataFrame
    grounds: pd.DataFrame
    followed: pd.DataFrame
    missing: pd.DataFrame
    chosen: Ints
    amounts_fen: Ints


def has_rows(job: Job, table: Table) -> bool:
    """Say whether an input has a table with anything in it."""
    data = job.tables.get(table.name)
    return data is not None and len(data.frame) > 0


def base_of(job: Job) -> pd.Timestamp | None:
    """Return 评审基准日, None where none is given: it is never today."""
    given = job.settings.get("base_day")
    return None if given is None or pd.isna(given) else pd.Timestamp(given)


def facts_of(job: Job, base: pd.Timestamp, calendar: Workdays | None) -> AwardFacts:
    """Return what the input and the policy say."""
    chosen, month = job.interpretations, of_date(base.date())
    data = job.tables.get(APPLICATIONS.name)
    left = 0 if data is None else data.repeats + data.left_out + data.raw.passed_over
    start = job.settings.get("publicity_start")
    awards, previous = job.tables.get(AWARDS.name), job.settings.get("previous_year")
    return AwardFacts(
        job.policy,
        base,
        month,
        Figures.of(job.policy, month),
        Vat(chosen["vat"]),
        OtherScale(chosen["other"]),
        AccidentScope(chosen["accident"]),
        BanScope(chosen["ban"]),
        PublicityStart(chosen["publicity"]),
        BothPrizes(chosen["both"]),
        None if previous is None or pd.isna(previous) else int(previous),
        np.datetime64("NaT", "D") if start is None else np.datetime64(start, "D"),
        calendar,
        has_rows(job, APPLICATIONS),
        "accidents" in job.tables,
        GROUNDS.name in job.tables,
        (0, 0) if data is None else (data.raw.found_rows, left),
        0 if awards is None else len(awards.frame),
    )


def rows_of(data: TableData | None, table: Table) -> pd.DataFrame:
    """Return a table's rows with every column of its description, and ``who`` the name is.

    Columns that the input lacks are blank; without the table there are no rows.
    """
    frame = pd.DataFrame() if data is None else data.frame
    columns = {
        c.name: frame[c.name] if c.name in frame else _blank(c.kind.dtype, frame.index)
        for c in table.columns
    }
    found = pd.DataFrame(columns, index=frame.index).reset_index(drop=True)
    return found.assign(who=keys(found["organisation"])) if "organisation" in found else found


def _blank(dtype: str, index: pd.Index[Any]) -> pd.Series[Any]:
    """Return a column that the input does not have: every cell as a blank one is read."""
    if dtype == "bool":
        return pd.Series(False, index=index)
    if dtype in ("Int64", "float64"):
        return pd.Series(np.nan, index=index, dtype=dtype)
    kind = "object" if dtype == TEXTS else "datetime64[s]"
    return pd.Series(None, index=index, dtype=kind)


def in_force(policy: Policy, name: str, days: pd.Series[Any]) -> Ints:
    """Return a whole figure in force in the month of each day."""
    return np.asarray(policy.figure(name).of(ordinals(days)), dtype=np.int64)


def years_of(policy: Policy, name: str) -> Any:
    """Return what gives a figure of years in force on each day."""
    return partial(in_force, policy, name)
