"""The output tables of the measures as frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats
from qdcalc.smog.measures.facts import Measured, MeasureFacts
from qdcalc.smog.measures.inputs import AMOUNTS, COUNTED, SOURCE_SHARES
from qdcalc.smog.measures.outputs import TABLES
from qdcalc.smog.measures.sentences import (
    clause_texts,
    missing_units,
    of_cleaning,
    of_industries,
    of_targets,
)
from qdcalc.smog.words import ADDED_UP, GIVEN, Amounts, Verdict
from qdcalc.table.description import Table

LISTED = {str(level): name for level, name in AMOUNTS.items()}
Makers = Mapping[str, Callable[[], pd.DataFrame]]


def tables(found: Measured, known: MeasureFacts) -> Makers:
    """Return what makes each table."""
    return {
        "targets": partial(target_frame, found, known),
        "industries": partial(industry_frame, found, known),
        "exempt": partial(exempt_frame, found, known),
        "cleaning_plan": partial(cleaning_frame, found, known),
        "bases_used": partial(base_frame, found),
        "counted_reductions": partial(counted_frame, found, known),
    }


def nothing() -> Makers:
    """Return the tables of a workbook without lists: empty."""
    return {table.name: partial(_empty, table) for table in TABLES}


def _empty(table: Table) -> pd.DataFrame:
    dtypes = {column.name: column.kind.dtype for column in table.columns}
    return pd.DataFrame(
        {n: pd.Series(dtype="str" if d == "texts" else d) for n, d in dtypes.items()}
    )


def quotient(part: Any, of: Any) -> Floats:
    """Return whole numbers divided, each the nearest float; NaN where there is none."""
    own, whole = (pd.Series(np.asarray(n, dtype=object)) for n in (part, of))
    is_there = own.notna() & whole.notna() & whole.astype(bool)
    made = np.full(len(own), np.nan)
    kept = is_there.to_numpy()
    made[kept] = (own[is_there] / whole[is_there]).to_numpy(dtype=np.float64)
    return made


def kg(units: Any, places: int) -> Floats:
    """Return whole numbers as kg/d."""
    values = np.asarray(units, dtype=object)
    return quotient(values, np.full(len(values), 10**places, dtype=object))


def target_frame(found: Measured, known: MeasureFacts) -> pd.DataFrame:
    """Return the table 减排核对."""
    rows, places = found.sums, found.places
    verdict = rows["is_met"].map({True: str(Verdict.MET), False: str(Verdict.NOT_MET)})
    gap = pd.Series(quotient(rows["gap"], rows["gap_of"])).round(15)  # as its formula
    gap = gap.where(rows["percent"].notna())
    return pd.DataFrame(
        {
            **{n: rows[n].astype("str") for n in ("district", "level", "pollutant")},
            "base_kg": kg(rows["base"], places),
            "reduced_kg": kg(rows["reduced"], places),
            "share": quotient(rows["part"], rows["of"]),
            "target": rows["percent"].astype("Float64").to_numpy(np.float64, na_value=np.nan) / 100,
            "verdict": verdict.astype("str"),
            "gap": gap,
            "missing_kg": kg(rows["missing"], places + 2),
            **{name: quotient(rows[kind], rows["of"]) for kind, name in SOURCE_SHARES.items()},
            "explanation": of_targets(found, known),
            "clause": clause_texts(rows["level"], known),
            "not_met": (verdict == Verdict.NOT_MET).astype("int64"),
        }
    )


def industry_frame(found: Measured, known: MeasureFacts) -> pd.DataFrame:
    """Return the table 行业核对."""
    rows, places = found.ratios, found.places
    words = ("district", "source", "industry", "pollutant", "level", "source_kind")
    texts = {n: rows[n].astype("str") for n in words}
    kind = texts.pop("source_kind")
    return pd.DataFrame(
        {
            **texts,
            "share": quotient(rows["part"], rows["of"]),
            "least": rows["percent"].to_numpy(dtype=np.float64) / 100,
            "verdict": _verdicts(rows["is_met"]),
            "base_kg": kg(rows["of"], places),
            "reduced_kg": kg(rows["part"], places),
            "missing_kg": kg(missing_units(rows), places + 2),
            "explanation": of_industries(found),
            "clause": clause_texts(rows["level"], known),
            "source_kind": kind,
            "not_met": (~rows["is_met"]).astype("int64"),
        }
    )


def _verdicts(is_met: pd.Series[bool]) -> pd.Series[str]:
    return is_met.map({True: str(Verdict.MET), False: str(Verdict.NOT_MET)}).astype("str")


def _as_listed(found: Measured, known: MeasureFacts) -> dict[str, Any]:
    """Return who is listed, with the amounts as they are listed."""
    rows, names = found.listed, list(LISTED)
    totals = rows[names].to_numpy()
    if known.amounts is Amounts.ADDED:  # back to what each level adds
        totals = np.diff(totals, axis=1, prepend=0)
    words = ("district", "source", "source_kind", "industry", "pollutant")
    return {
        **{n: rows[n].astype("str") for n in words},
        "base_kg": kg(rows["base"], found.places),
        **{LISTED[level]: kg(totals[:, n], found.places) for n, level in enumerate(names)},
    }


def exempt_frame(found: Measured, known: MeasureFacts) -> pd.DataFrame:
    """Return the table 豁免清单."""
    made = pd.DataFrame(_as_listed(found, known))
    own = made[found.listed["is_exempt"].to_numpy(dtype=bool)].reset_index(drop=True)
    has_amount = (own[list(LISTED.values())] > 0).any(axis=1)
    told = np.where(has_amount, "清单填了减排量，豁免不计；", "")
    said = pd.Series(told, own.index, dtype="str") + "请审核把关并向社会公开"
    clause = known.policy.clause_words("四(三)1(2)")
    return own.assign(
        explanation=said.astype("str"), clause=pd.Series(clause, own.index, dtype="str")
    )


def counted_frame(found: Measured, known: MeasureFacts) -> pd.DataFrame:
    """Return the table 减排明细."""
    rows, made = found.listed, _as_listed(found, known)
    exempt = rows["is_exempt"].map({True: "是", False: "否"}).astype("str")
    counted = {name: kg(rows[f"counts_{level}"], found.places) for level, name in COUNTED.items()}
    return pd.DataFrame({**made, "is_exempt": exempt, **counted})


def base_frame(found: Measured) -> pd.DataFrame:
    """Return the table 采用的基数."""
    rows = found.bases.iloc[: len(found.bases) * bool(len(found.listed))]
    is_given = rows["given"].notna()
    origin = pd.Series(np.where(is_given, GIVEN, ADDED_UP), rows.index, dtype="str")
    return pd.DataFrame(
        {
            "pollutant": rows["pollutant"].astype("str"),
            "city_kg": kg(rows["given"], found.places),
            "listed_kg": kg(rows["listed"], found.places),
            "used_kg": kg(rows["used"], found.places),
            "origin": origin,
        }
    )


def cleaning_frame(found: Measured, known: MeasureFacts) -> pd.DataFrame:
    """Return the table 保洁安排."""
    rows = found.cleaning
    level = pd.Series(known.level, rows.index, dtype="str")
    return pd.DataFrame(
        {
            "district": rows["district"].astype("str"),
            "place": rows["name"].astype("str"),
            "cleaning_kind": rows["cleaning_kind"].astype("str"),
            "level": level,
            "normal_runs": rows["normal"],
            "extra_runs": rows["extra"],
            "runs": rows["normal"] + rows["extra"],
            "is_icy": rows["is_icy"].map({True: "是", False: "否"}).astype("str"),
            "explanation": of_cleaning(rows, known),
            "clause": clause_texts(level, known),
        }
    )
