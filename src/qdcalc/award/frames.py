"""The output tables of the quality prize as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.award.outputs import GIVEN, TABLES
from qdcalc.award.publicity import DAY, publicity_end, submitted_from
from qdcalc.award.sentences import day_texts, explanations, fate_sentences, prize_sentences
from qdcalc.award.verdicts import CLAUSES, CONDITIONS
from qdcalc.award.words import BanScope, Fate, Ground, Prize, PublicityStart

if TYPE_CHECKING:
    from qdcalc.award.facts import Assessed, AwardFacts
    from qdcalc.exact.dtypes import Bools, Texts

_COLUMNS = {table.name: [column.name for column in table.columns] for table in TABLES}


def _texts(values: Any, is_there: Any = True) -> pd.Series[str]:
    """Return texts as a column, missing where they are empty or not there."""
    found = pd.Series(np.asarray(values, dtype=object), dtype="str")
    return found.where((found != "") & is_there)


def examined_frame(found: Assessed, known: AwardFacts) -> pd.DataFrame:
    """Return the table 资格审查."""
    rows, is_within = found.applications, found.applications["is_within"]
    states = {name: _texts(rows[f"{name}_state"], is_within) for name in CONDITIONS}
    columns = {
        **{name: rows[name].astype("str") for name in ("organisation", "prize", "sector")},
        "district": _texts(rows["district"].astype(object).fillna(""), is_within),
        **states,
        "verdict": rows["verdict"].astype("str"),
        "unmet": _texts(rows["unmet"]),
        "explanation": pd.Series(explanations(found, known), dtype="str"),
        "clause": pd.Series(_basis(rows, is_within.to_numpy(dtype=bool), known), dtype="str"),
        **{name: _as_given(rows[name], is_within) for name in GIVEN},
        "ban_until": _texts(day_texts(rows["ban_until"]), is_within),
        "accident_count": _counts(rows["accident_count"], is_within & known.has_accidents),
    }
    return pd.DataFrame(columns)[_COLUMNS["examined"]]


def _as_given(values: pd.Series[Any], is_within: pd.Series[bool]) -> pd.Series[Any]:
    """Return an input column; nothing of applications outside the validity."""
    if values.dtype.kind == "M":
        return _texts(day_texts(values), is_within)
    if str(values.dtype) == "Int64":
        return values.where(is_within)
    return _texts(values.astype(object).fillna(""), is_within)


def _counts(values: pd.Series[int], is_there: pd.Series[bool]) -> pd.Series[int]:
    return values.astype("Int64").where(is_there)


def _basis(rows: pd.DataFrame, is_within: Bools, known: AwardFacts) -> Texts:
    words = known.policy.clause_words
    excellent = (rows["prize"] == Prize.EXCELLENCE).to_numpy(dtype=bool)
    return np.select(
        [~is_within, excellent],
        [words("二十九"), words("三、八、十四、二十七")],
        words("三、九、十四、二十七"),
    ).astype(object)


def quota_frame(sums: pd.DataFrame, known: AwardFacts) -> pd.DataFrame:
    """Return the table 名额奖金; without applications nothing is counted."""
    shown = sums if known.has_applications else sums.iloc[:0]
    return shown.assign(prize=shown["prize"].astype("str"))[_COLUMNS["quotas"]]


def prize_frame(found: Assessed, known: AwardFacts) -> pd.DataFrame:
    """Return the table 奖金明细: every chosen application."""
    rows = found.applications.iloc[found.chosen].reset_index(drop=True)
    amounts = pd.Series(found.amounts_fen, dtype="int64")
    return pd.DataFrame(
        {
            "organisation": rows["organisation"].astype("str"),
            "prize": rows["prize"].astype("str"),
            "prize_fen": amounts,
            "clause": pd.Series(known.policy.clause_words("十九"), index=rows.index, dtype="str"),
            "explanation": pd.Series(prize_sentences(rows, amounts, known), dtype="str"),
        }
    )


def publicity_frame(known: AwardFacts) -> pd.DataFrame:
    """Return the table 公示: one row, none without 公示起始日 (十七)."""
    names = [name for name in _COLUMNS["publicity"] if name != "workdays"]
    first, calendar = known.publicity_start, known.calendar
    if calendar is None or np.isnat(first):
        none = pd.DataFrame(columns=_COLUMNS["publicity"])
        return none.astype({"workdays": "int64"} | dict.fromkeys(names, "str"))
    (last,) = publicity_end(first, known.figures.publicity_workdays, known.publicity, calendar)
    begins = first if known.publicity is PublicityStart.SAME_DAY else first + DAY
    days = np.arange(begins, last + DAY)
    counted = days[calendar.is_workday(days)].astype(str).tolist()
    row = {
        "first": str(first), "last": str(last), "workdays": len(counted),
        "submitted_from": str(submitted_from(last)), "counted": "、".join(counted),
        "clause": known.policy.clause_words("十七"),
    }  # fmt: skip
    return pd.DataFrame([row])[_COLUMNS["publicity"]].astype(dict.fromkeys(names, "str"))


def followed_frame(found: Assessed, known: AwardFacts) -> pd.DataFrame:
    """Return the table 获奖跟踪."""
    rows = found.followed
    own = found.awards.iloc[rows["award"].to_numpy()].reset_index(drop=True)
    words = known.policy.clause_words
    is_fraud = (rows["ground"] == Ground.FRAUD).to_numpy(dtype=bool)
    fraud = words("二十五、二十七" if known.ban is BanScope.ALL else "二十五")
    has_ground = (rows["fate"] != Fate.NONE).to_numpy(dtype=bool)
    clause = np.where(has_ground & is_fraud, fraud, words("二十七"))
    columns = {
        **{name: own[name].astype("str") for name in ("organisation", "edition", "prize")},
        **{
            name: _texts(day_texts(rows[name]))
            for name in ("announced", "watch_ends", "occurred", "found", "banned_until")
        },
        "ground": _texts(rows["ground"].fillna("")),
        "fate": rows["fate"].astype("str"),
        "recovered_fen": rows["recovered_fen"].astype("Int64"),
        "clause": pd.Series(clause, dtype="str"),
        "explanation": _texts(fate_sentences(rows)),
        "prize_fen": rows["prize_fen"].astype("int64"),
    }
    return pd.DataFrame(columns)[_COLUMNS["followed"]]


def missing_frame(found: Assessed, known: AwardFacts) -> pd.DataFrame:
    """Return the table 待补材料清单."""
    missing = found.missing
    rows = found.applications.iloc[missing["position"].to_numpy(dtype=np.int64)]
    rows = rows.reset_index(drop=True)
    words = {name: known.policy.clause_words(clause) for name, clause in CLAUSES.items()}
    return pd.DataFrame(
        {
            "organisation": rows["organisation"].astype("str"),
            "prize": rows["prize"].astype("str"),
            "clause": missing["condition"].map(words).astype("str"),
            "lacking": (missing["label"] + "：" + missing["said"]).astype("str"),
        }
    )
