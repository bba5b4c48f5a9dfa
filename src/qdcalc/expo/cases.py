"""An application as a case: what it comes to on its own, and what is said of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.texts import key
from qdcalc.notice.policy import Policy, Version

Texts = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Figures = dict[str, Any]

DECEMBER = 11
# position in its table; item and clause by key; the day (NaT of a year-only row); the claim, and
# the claim as a history without edition or day has it; why nothing is paid (a condition that
# fails), which figure is missing, what people have to decide; how the amount came about
COLUMNS = (
    "position", "item", "subject", "applicant", "year", "day", "claim", "history_claim",
    "amount_fen", "refusal", "missing", "doubt", "remark", "working", "clause",
)  # fmt: skip


def case(size: int, **given: Any) -> pd.DataFrame:
    """Return cases as a frame; texts that are not given are empty."""
    defaults: dict[str, Any] = {
        "claim": "", "history_claim": "", "refusal": "", "missing": "", "doubt": "", "remark": "",
        "position": np.arange(size), "day": np.datetime64("NaT", "s"), "amount_fen": 0,
    }  # fmt: skip
    columns = {}
    for name in COLUMNS:
        value: Any = given.get(name, defaults.get(name))
        columns[name] = np.full(size, value) if np.ndim(value) == 0 else np.asarray(value)
    frame = pd.DataFrame({n: v for n, v in columns.items() if n != "day"})
    return frame.assign(day=pd.Series(columns["day"], dtype="datetime64[s]"))[list(COLUMNS)]


def months_of(days: pd.Series[Any] | None, years: pd.Series[Any] | None) -> Ints:
    """Return the month (since 1970-01) whose figures hold: that of the day, else December."""
    if days is not None:
        month: Ints = pd.PeriodIndex(days, freq="M").asi8
        return month
    assert years is not None
    return (years.to_numpy(dtype=np.int64) - 1970) * 12 + DECEMBER


def figures_at(policy: Policy, months: Ints, names: tuple[str, ...]) -> Figures:
    """Return figures in force in each row's month, an array a figure."""
    distinct, which = np.unique(months, return_inverse=True)
    found: Figures = {}
    for name in names:
        values = np.empty(len(distinct), dtype=object)
        values[:] = [policy.figure(name).at(month) for month in distinct.tolist()]
        column = values[which]
        whole = all(isinstance(v, int) for v in values)
        found[name] = column.astype(np.int64) if whole else column
    return found


def keys(texts: pd.Series[Any]) -> Texts:
    """Return what names are compared by, once for each distinct name; a blank is empty."""
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    return np.array([*(key(t) for t in distinct), ""], dtype=object)[codes]


def filled(texts: pd.Series[Any]) -> Texts:
    """Return texts with blanks as empty texts."""
    return np.where(texts.isna(), "", texts.astype(object)).astype(object)


def whole(numbers: pd.Series[Any]) -> Ints:
    """Return whole numbers, blanks as 0 (whether one is blank is asked apart)."""
    return numbers.fillna(0).to_numpy(dtype=np.int64)


def yes(answers: pd.Series[Any]) -> Bools:
    """Return answers as truth values; an absent column is 否."""
    return answers.astype("boolean").fillna(False).to_numpy(dtype=bool)


def where(condition: Bools, text: Any, otherwise: Any = "") -> Texts:
    """Choose texts by a condition."""
    chosen: Texts = np.where(condition, text, otherwise).astype(object)
    return chosen


def listed(*texts: Texts) -> Texts:
    """Join texts of each row with ；, leaving out the empty ones."""
    joined = texts[0]
    for text in texts[1:]:
        both = (joined != "") & (text != "")
        joined = where(both, joined + "；" + text, joined + text)
    return joined


def fen_text(amounts: npt.ArrayLike) -> Texts:
    """Write amounts in 元, two decimals only where there are fen: ``300,000 元``."""
    distinct, which = np.unique(np.asarray(amounts, dtype=np.int64), return_inverse=True)
    texts = [f"{money.text(a).removesuffix('.00')} 元" for a in distinct.tolist()]
    return np.array(texts, dtype=object)[which]


def yuan_text(amounts: npt.ArrayLike) -> Texts:
    """Write whole 元: ``300,000 元``."""
    return fen_text(np.asarray(amounts, dtype=np.int64) * money.FEN_PER_YUAN)


def area_text(hundredths: npt.ArrayLike) -> Texts:
    """Write areas without needless zeros: ``26,500 m²``, ``19,999.99 m²``."""
    distinct, which = np.unique(np.asarray(hundredths, dtype=np.int64), return_inverse=True)
    texts = []
    for area in distinct.tolist():
        whole_part, part = divmod(area, 100)
        decimals = f".{part:02d}".rstrip("0") if part else ""
        texts.append(f"{whole_part:,}{decimals} m²")
    return np.array(texts, dtype=object)[which]


def count_text(numbers: npt.ArrayLike) -> Texts:
    """Write whole numbers."""
    return np.asarray(numbers, dtype=np.int64).astype(str).astype(object)


def percent_text(rates: npt.ArrayLike) -> Texts:
    """Write rates in per cent: ``50%``."""
    codes, distinct = pd.factorize(np.asarray(rates, dtype=object))
    texts = [f"{(Decimal(str(r)) * 100).normalize():f}%" for r in distinct]
    return np.array(texts, dtype=object)[codes]


def is_in_force(policy: Policy, figure: str, version: Version, months: Ints) -> Bools:
    """Say in which rows' months a version of a figure is in force."""
    distinct, which = np.unique(months, return_inverse=True)
    found = [policy.figure(figure).version_at(month) is version for month in distinct.tolist()]
    return np.array(found, dtype=bool)[which]
