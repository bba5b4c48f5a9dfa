"""The rows of 校验 of the measures: the written tables, the input and the rule (四(三)2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.decimals import decimal15
from qdcalc.exact.dtypes import Bools, Floats
from qdcalc.notice.checking import none_wrong, sides, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.smog.measures import live_checks as live
from qdcalc.smog.measures.cleaning import extra_cleaning_runs, runs_at
from qdcalc.smog.measures.facts import Measured, MeasureFacts
from qdcalc.smog.measures.inputs import COUNTED, SOURCE_SHARES
from qdcalc.smog.measures.reductions import LEVELS, added, reaches, whole_amounts
from qdcalc.smog.words import BOTH, CITY, GIVEN, Pollutant, Swap, Verdict
from qdcalc.table.live import held, rows_of, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]
_LITTLE = 1e-9  # of shares that are quotients of floats
_KEYS = ["level", "pollutant"]


def checks(found: Measured, known: MeasureFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule (四(三)2)."""
    for name, table, said in (
        ("reductions", "counted_reductions", "减排清单表头下的非空行数 = 减排明细行数"),
        ("cleaning", "cleaning_plan", "保洁表头下的非空行数 = 保洁安排行数"),
    ):
        if name in known.rows:
            rows, more = known.rows[name]
            yield CheckRow(
                f"{said} + 重复不计 + 合计等不计的行数", rows, len(tables[table]) + more, False,
                held(zero, rows_of(table, more)),
            )  # fmt: skip
    if len(tables["targets"]):
        yield from _sum_checks(tables)
        yield from _base_checks(tables)
        yield from _target_checks(known, tables["targets"])
        yield from _list_checks(known, tables)
    if len(tables["cleaning_plan"]):
        yield from _cleaning_checks(known, tables["cleaning_plan"])


def _sum_checks(tables: Tables) -> Iterator[CheckRow]:
    """Add the districts up to the city, the list up to both, the sources up to each share."""
    targets, listed = tables["targets"], tables["counted_reductions"]
    single = targets[targets["pollutant"] != BOTH]
    is_city = single["district"] == CITY
    whole = [_hundredths(rows) for rows in (single[~is_city], single[is_city])]
    yield from sides(
        "{} 各区市减排量合计 = 全市减排量（kg/d）", *whole,
        live=lambda key: None if key is None else live.districts_and_city(*key),
    )  # fmt: skip
    again = _added_up(listed, single)
    other = unlike(single.round(9), again.round(9), ["district", *_KEYS], ["reduced_kg"])
    counted = wrong_rows("targets", live.other_sums, beside="counted_reductions")
    yield none_wrong("减排核对减排量与减排明细合计不符的行数", other, counted)
    parts = targets[list(SOURCE_SHARES.values())].sum(axis=1, min_count=1)
    off = (parts - targets["share"]).abs() > _LITTLE
    wrong = off | (parts.isna() != targets["share"].isna())
    yield none_wrong("三种源类的比例之和不等于比例的行数", wrong, wrong_rows("targets", live.parts))


def _base_checks(tables: Tables) -> Iterator[CheckRow]:
    """Hold the bases against the list, and the city's shares to be taken of them."""
    targets, bases, listed = (tables[n] for n in ("targets", "bases_used", "counted_reductions"))
    rows = targets[(targets["district"] == CITY) & (targets["pollutant"] != BOTH)]
    used = bases.drop_duplicates("pollutant").set_index("pollutant")["used_kg"]
    wrong = rows["base_kg"] != rows["pollutant"].map(used)
    yield none_wrong(
        "全市基数与采用的基数不符的行数", wrong, wrong_rows("targets", live.other_bases)
    )
    summed = listed.groupby("pollutant")["base_kg"].sum()
    summed = bases["pollutant"].map(summed).fillna(0)
    off = (bases["listed_kg"] - summed).abs() > _LITTLE * summed.clip(lower=1)
    off |= bases["pollutant"].duplicated()
    counted = wrong_rows("bases_used", live.other_lists, beside="counted_reductions")
    yield none_wrong("清单合计与减排明细不符的行数", off, counted)
    is_given = bases["city_kg"].notna()
    off = bases["used_kg"] != bases["city_kg"].where(is_given, bases["listed_kg"])
    wrong = off | ((bases["origin"] == GIVEN) != is_given)
    yield none_wrong("采用的基数与全市排放量、清单合计不符的行数", wrong,
                     wrong_rows("bases_used", live.other_choice))  # fmt: skip


def _hundredths(rows: pd.DataFrame) -> pd.Series[int]:
    """Return the reductions of each level and pollutant in hundredths of a kg/d."""
    summed = rows.groupby(_KEYS, sort=False)["reduced_kg"].sum()
    rounded: pd.Series[int] = np.floor(summed * 100 + 0.5 + _LITTLE).astype("int64")  # as ROUND
    return rounded


def _added_up(listed: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """Add up what counts of the list, by district, level and pollutant, and of the city.

    What nothing is listed of is 0, in the rows that are ``written``.
    """
    keys = ["district", *_KEYS]
    long = listed.rename(columns={name: level for level, name in COUNTED.items()})
    long = long.melt(["district", "pollutant"], list(LEVELS), "level", "reduced_kg")
    none = written[keys].astype(object).assign(reduced_kg=0.0)
    long = pd.concat([long, long.assign(district=CITY), none])
    return long.groupby(keys, sort=False)["reduced_kg"].sum().reset_index()


def _target_checks(known: MeasureFacts, targets: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold shares, verdicts, gaps and what is missing against each other, exactly."""
    base, reduced, share = (targets[n] for n in ("base_kg", "reduced_kg", "share"))
    is_both = (targets["pollutant"] == BOTH).to_numpy()
    off = (share * base - reduced).abs() > _LITTLE * base.clip(lower=1)
    yield none_wrong(
        "比例与减排量 ÷ 基数不符的行数", off & ~is_both, wrong_rows("targets", live.shares)
    )
    has_target = targets["target"].notna().to_numpy()
    verdict = targets["verdict"].to_numpy(dtype=object)
    is_met = np.where(has_target, _is_met(targets), False)
    expected = np.where(is_met, str(Verdict.MET), str(Verdict.NOT_MET))
    other = np.where(has_target, verdict != expected, targets["verdict"].notna())
    yield none_wrong("结果与减排量、基数、目标不符的行数", other, wrong_rows("targets", live.met))
    off = (targets["gap"] - (share - targets["target"])).abs() > _LITTLE
    wrong = off | (targets["gap"].notna() != has_target)
    yield none_wrong("差额不等于比例 − 目标的行数", wrong, wrong_rows("targets", live.gaps))
    missing = (targets["target"] * base - reduced).clip(lower=0).where(has_target & ~is_both)
    off = (missing - targets["missing_kg"]).abs() > _LITTLE * base.clip(lower=1)
    wrong = off | (missing.isna() != targets["missing_kg"].isna())
    yield none_wrong("还需减排量与目标、基数、减排量不符的行数", wrong)
    figures = pd.Series(
        [known.target_percent[a][b] for a, b in
         zip(targets["level"], targets["pollutant"], strict=True)], targets.index,
    )  # fmt: skip
    off = (targets["target"] * 100 - figures).abs() > _LITTLE
    yield none_wrong("目标与标准数额不符的行数", off & has_target)
    is_city = (targets["district"] == CITY).to_numpy()
    pair = targets["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)]).to_numpy()
    due = is_city & share.notna() & ~(pair & (known.swap is Swap.SUM))
    yield none_wrong("该核对而没有目标，或不该核对而有目标的行数", due != has_target)


def _is_met(targets: pd.DataFrame) -> Bools:
    """Compare what is written exactly: reductions × 100 with percent × base."""
    percent = np.rint(targets["target"].fillna(0).to_numpy() * 100).astype(np.int64)
    of, part = _units(targets)
    rows = pd.DataFrame({"part": part, "of": of}, targets.index, dtype=object)
    keys = pd.MultiIndex.from_frame(targets[["district", "level"]])
    pairs: list[tuple[Any, Any]] = []
    for name in (Pollutant.SO2, Pollutant.NOX):
        own = rows[(targets["pollutant"] == name).to_numpy()]
        own.index = keys[(targets["pollutant"] == name).to_numpy()]
        own = own.reindex(keys)
        one, whole = (own[n].fillna(0).to_numpy(dtype=object) for n in ("part", "of"))
        pairs.append((one, whole))
    both = added(pairs[0], pairs[1])
    is_both = (targets["pollutant"] == BOTH).to_numpy()
    numerator, denominator = (
        np.where(is_both, b, s) for b, s in zip(both, (part, of), strict=True)
    )
    return reaches(numerator, denominator, percent)


def _units(rows: pd.DataFrame) -> tuple[Any, Any]:
    """Return 基数 and 减排量 as whole numbers of one power of ten."""
    columns = [decimal15(rows[name].fillna(0).to_numpy()) for name in ("base_kg", "reduced_kg")]
    (base, reduced), _ = whole_amounts(*columns)
    return base.astype(object), reduced.astype(object)


def _list_checks(known: MeasureFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the industries, the exempt and what counts against the list."""
    listed, industries, exempt = (tables[n] for n in ("counted_reductions", "industries", "exempt"))
    counted = [listed[name] for name in COUNTED.values()]
    falls = (counted[0] > counted[1]) | (counted[1] > counted[2]) | (counted[2] > listed["base_kg"])
    yield none_wrong(
        "计入的减排量随级别减少，或大于基准排放量的行数", falls,
        wrong_rows("counted_reductions", live.falling),
    )  # fmt: skip
    is_exempt = listed["is_exempt"] == "是"
    wrong = is_exempt & (counted[2] != 0)
    yield none_wrong("豁免的单位计入了减排量的行数", wrong,
                     wrong_rows("counted_reductions", live.exempt_counts))  # fmt: skip
    yield CheckRow("豁免清单行数 = 减排明细里豁免的行数", len(exempt), int(is_exempt.sum()), False,
                   held(rows_of("exempt"), live.exempt_rows))  # fmt: skip
    floors = known.industry_percent[LEVELS[0]]
    is_two = listed["industry"].isin(list(known.two_pollutant_industries))
    pair = listed["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)])
    due = listed["industry"].isin(list(floors)) & ~is_exempt & (~is_two | pair)
    yield CheckRow("行业核对行数 = 减排明细里有下限的行数 × 3 级", len(industries),
                   len(LEVELS) * int(due.sum()), False, held(rows_of("industries")))  # fmt: skip
    percent = np.rint(industries["least"].to_numpy() * 100).astype(np.int64)
    base, reduced = _units(industries)
    expected = np.where(reaches(reduced, base, percent), str(Verdict.MET), str(Verdict.NOT_MET))
    wrong = industries["verdict"].to_numpy(dtype=object) != expected
    yield none_wrong("行业结果与减排量、基准排放量、下限不符的行数", wrong,
                     wrong_rows("industries", live.industry_met))  # fmt: skip
    least = [
        known.industry_percent[a][b]
        for a, b in zip(industries["level"], industries["industry"], strict=True)
    ]
    yield none_wrong("行业下限与标准数额不符的行数", percent != np.array(least, dtype=np.int64))
    short = _shortfall(industries)
    off = np.abs(industries["missing_kg"].to_numpy() - short) > _LITTLE * np.maximum(1, short)
    yield none_wrong("行业还需减排量与下限、减排量不符的行数", off)


def _shortfall(rows: pd.DataFrame) -> Floats:
    short = rows["least"] * rows["base_kg"] - rows["reduced_kg"]
    return short.clip(lower=0).to_numpy(dtype=np.float64)


def _cleaning_checks(known: MeasureFacts, plan: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold the runs to add up and to be those of the level."""
    normal, extra, runs = (plan[n] for n in ("normal_runs", "extra_runs", "runs"))
    totals = (int(runs.sum()), int(normal.sum() + extra.sum()))
    yield CheckRow("当日频次合计 = 正常频次合计 + 增加次数合计", *totals, False,
                   held(live.all_runs, live.normal_and_extra))  # fmt: skip
    yield none_wrong("当日频次不等于正常频次 + 增加次数的行数", runs != normal + extra,
                     wrong_rows("cleaning_plan", live.runs))  # fmt: skip
    due = runs_at(known.level, known.runs[known.level], known.first_sprinkling_runs, known.sprinkle)
    again = extra_cleaning_runs(
        plan["cleaning_kind"].to_numpy(dtype=object), (plan["is_icy"] == "是").to_numpy(), due,
        ice=str(known.ice),
    )  # fmt: skip
    yield none_wrong("增加次数与级别、类别、结冰不符的行数", extra != again)
