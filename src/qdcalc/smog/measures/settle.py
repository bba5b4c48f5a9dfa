"""The measures from typed lists to output tables, in the order of the notice (四(三)2)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.errors import UsageError
from qdcalc.intake.districts import Districts
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.smog.measures import frames, headline
from qdcalc.smog.measures.checks import checks
from qdcalc.smog.measures.cleaning import KINDS, extra_cleaning_runs, is_spared, runs_at
from qdcalc.smog.measures.explain import explained
from qdcalc.smog.measures.facts import Measured, MeasureFacts, facts_of, known_districts
from qdcalc.smog.measures.industries import industry_ratios
from qdcalc.smog.measures.plausibility import (
    amount_of,
    refuse_amounts,
    refuse_mixed_units,
    require_level,
    warn_of_list,
)
from qdcalc.smog.measures.reductions import LEVELS, SOURCES, Whole, counted, sums, whole_amounts
from qdcalc.smog.measures.repeats import KEYS, drop_repeated
from qdcalc.smog.part import Part
from qdcalc.smog.words import BOTH, Industry, Level, Pollutant, Swap

POLLUTANTS = tuple(map(str, Pollutant))


def checked(job: Job) -> Job:
    """Return the job with its rows told apart; what can't be calculated is told."""
    districts = known_districts(job)
    given = {name: drop_repeated(name, districts, job) for name in KEYS if name in job.tables}
    if "reductions" in given:
        refuse_mixed_units(given["reductions"], job)
        refuse_amounts(given["reductions"], job)
    if "cleaning" in given:
        require_level(given["cleaning"], job)
    return job.with_tables(**given)


def settle(job: Job) -> Part:
    """Check the reductions against the targets, plan the cleaning (四(三)2)."""
    known = facts_of(job)
    found = measure(job, known)
    is_given = bool(len(found.listed) or len(found.cleaning))
    warn_of_list(found, job)
    if not is_given:
        return Part(False, frames.nothing(), _no_checks, headline.nothing, _no_steps)
    return Part(
        is_given=True,
        tables=frames.tables(found, known),
        checks=partial(checks, found, known),
        said=partial(headline.of_measures, found, known),
        explain=partial(explained, job, found, known),
    )


def measure(job: Job, known: MeasureFacts) -> Measured:
    """Return everything that the notice says of the lists."""
    listed, city, places = _units(job, known)
    bases = _bases(job, listed, city)
    used = dict(zip(bases["pollutant"], bases["used"], strict=True))
    found = sums(_with_counted(listed), used) if len(listed) else _no_sums()
    return Measured(
        listed=listed,
        bases=bases,
        sums=with_verdicts(found, known),
        ratios=industry_ratios(listed, known.industry_percent, known.two_pollutant_industries),
        cleaning=_cleaning(job.tables.get("cleaning"), known),
        places=places,
    )


def _units(job: Job, known: MeasureFacts) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the list and the city's bases in whole numbers, and their decimal places."""
    data = job.tables.get("reductions")
    is_there = data is not None and len(data.frame) > 0
    rows = _names(data, known.districts) if data is not None and is_there else _no_rows()
    amounts = np.zeros((0, len(LEVELS)))
    base = np.zeros(0)
    if data is not None and is_there:
        amounts = np.column_stack([amount_of(data, level) for level in Level])
        base = data.frame["base_kg"].to_numpy(dtype=np.float64)
    given = job.tables.get("bases")
    city = pd.DataFrame({"pollutant": [], "city_kg": []}) if given is None else given.frame
    of_city = city["city_kg"].to_numpy(dtype=np.float64)
    (units, own, total), places = whole_amounts(amounts, base, of_city)
    is_exempt = rows["is_exempt"].to_numpy(dtype=bool)
    totals, counts = counted(units, is_exempt, known.amounts)
    rows = rows.assign(base=own, **_columns("", totals), **_columns("counts_", counts))
    order = ["place", "source", "at_kind", "at_pollutant"]
    rows = rows.sort_values(order, kind="stable").reset_index(drop=True)
    cities = pd.DataFrame({"pollutant": city["pollutant"].astype(object), "units": total})
    return rows, cities.assign(position=np.arange(len(cities))), places


def _columns(before: str, amounts: Whole) -> Mapping[str, Whole]:
    return {f"{before}{level}": amounts[:, n] for n, level in enumerate(LEVELS)}


def _names(data: TableData, districts: Districts) -> pd.DataFrame:
    """Return who is listed, blanks as what they stand for."""
    frame = data.frame.reindex(columns=["industry", "is_exempt"])
    named = {n: data.frame[n].astype(object) for n in ("district", "source", "source_kind")}
    pollutant = data.frame["pollutant"].astype(object)
    return pd.DataFrame(
        {
            "position": np.arange(len(frame)),
            **named,
            "industry": frame["industry"].astype(object).fillna(str(Industry.OTHER)),
            "pollutant": pollutant,
            "is_exempt": frame["is_exempt"].eq(True).to_numpy(dtype=bool),
            "place": districts.places(data.frame["district"]),
            "at_kind": data.frame["source_kind"].map({s: n for n, s in enumerate(SOURCES)}),
            "at_pollutant": pollutant.map({p: n for n, p in enumerate(POLLUTANTS)}),
        }
    )


def _no_rows() -> pd.DataFrame:
    texts = ("district", "source", "source_kind", "industry", "pollutant")
    numbers = ("position", "place", "at_kind", "at_pollutant")
    return pd.DataFrame(
        {
            **{name: pd.Series(dtype=object) for name in texts},
            **{name: pd.Series(dtype=np.int64) for name in numbers},
            "is_exempt": pd.Series(dtype=bool),
        }
    )


def _with_counted(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the list with what counts at each level in the place of what is listed."""
    return listed.assign(**{level: listed[f"counts_{level}"] for level in LEVELS})


def _bases(job: Job, listed: pd.DataFrame, city: pd.DataFrame) -> pd.DataFrame:
    """Return the base of each pollutant: the city's where given, else the list's added up."""
    summed = listed.groupby("pollutant")["base"].sum().astype(object).to_dict()
    given = dict(zip(city["pollutant"], city["units"].astype(object), strict=True))
    position = dict(zip(city["pollutant"], city["position"], strict=True))
    made = pd.DataFrame({"pollutant": POLLUTANTS, "position": -1}).astype({"pollutant": object})
    made["position"] = [position.get(name, -1) for name in POLLUTANTS]
    made["given"] = pd.Series([given.get(name) for name in POLLUTANTS], dtype=object)
    made["listed"] = pd.Series([summed.get(name, 0) for name in POLLUTANTS], dtype=object)
    made["used"] = made["given"].where(made["given"].notna(), made["listed"])
    return made


def _no_sums() -> pd.DataFrame:
    names = ("district", "level", "pollutant", "base", "reduced", "part", "of", *SOURCES)
    made = pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    return made.assign(place=pd.Series(dtype=np.int64))


def with_verdicts(found: pd.DataFrame, known: MeasureFacts) -> pd.DataFrame:
    """Hold the city's shares against the targets: ``percent`` is missing where there is none.

    ``gap`` ÷ ``gap_of`` is share − target; ``missing`` ÷ 100 what more must be reduced.
    """
    named = list(zip(found["level"], found["pollutant"], strict=True))
    percent = pd.Series([known.target_percent[a][b] for a, b in named], found.index, dtype="Int64")
    is_held = (found["place"] == -1) & found["of"].astype(bool)
    if known.swap is Swap.SUM:
        is_held &= ~found["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)])
    percent = percent.where(is_held)
    least = percent.fillna(0).astype(object)
    gap = found["part"] * 100 - least * found["of"]
    missing = (-gap).clip(lower=0).where(found["pollutant"] != BOTH)
    return found.assign(
        percent=percent, gap=gap, gap_of=found["of"] * 100, missing=missing.where(is_held),
        is_met=(gap >= 0).astype("boolean").where(is_held),
    )  # fmt: skip


def _cleaning(data: TableData | None, known: MeasureFacts) -> pd.DataFrame:
    """Return the cleaning of each road and site at the level of the response."""
    if data is None or data.frame.empty:
        texts = {name: pd.Series(dtype=object) for name in ("district", "name", "cleaning_kind")}
        numbers = {n: pd.Series(dtype=np.int64) for n in ("position", "place", "normal", "extra")}
        flags = {name: pd.Series(dtype=bool) for name in ("is_icy", "is_spared")}
        return pd.DataFrame({**texts, **numbers, **flags})
    frame = data.frame
    kind = frame["cleaning_kind"].astype(object)
    icy = frame.reindex(columns=["is_icy"])["is_icy"].eq(True).to_numpy(dtype=bool)
    runs = runs_at(
        known.level, known.runs[known.level], known.first_sprinkling_runs, known.sprinkle
    )
    rows = pd.DataFrame(
        {
            "position": np.arange(len(frame)),
            "district": frame["district"].astype(object),
            "place": known.districts.places(frame["district"]),
            "name": frame["place"].astype(object),
            "cleaning_kind": kind,
            "at_kind": kind.map({name: n for n, name in enumerate(KINDS)}),
            "normal": frame["normal_runs"].to_numpy(dtype=np.int64),
            "is_icy": icy,
            "extra": extra_cleaning_runs(kind.to_numpy(), icy, runs, ice=str(known.ice)),
            "is_spared": is_spared(kind, icy, known.ice),
        }
    )
    order = ["place", "name", "at_kind"]
    return rows.sort_values(order, kind="stable").reset_index(drop=True)


def _no_checks(tables: Mapping[str, pd.DataFrame]) -> tuple[()]:
    """Return no row of 校验."""
    return ()


def _no_steps(tables: Mapping[str, pd.DataFrame], asked: Mapping[str, str]) -> Explanation:
    """Refuse to explain what is not there.

    Raises
    ------
    UsageError
    """
    raise UsageError("输入里没有减排清单，也没有保洁，没有可以解释的")
