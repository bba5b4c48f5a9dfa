"""Hours and days of AQI, and what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

START = dt.datetime(2018, 12, 1)
RED, ORANGE, YELLOW, HINT = "红色", "橙色", "黄色", "健康防护提示"


def values_of(*blocks: tuple[int, int], before: int = 24, after: int = 48) -> list[int]:
    """Return blocks of constant AQI with hours of 50 before and after."""
    inside = [value for value, hours in blocks for _ in range(hours)]
    return [50] * before + inside + [50] * after


def hourly(values: Iterable[Any], start: dt.datetime = START, **columns: Any) -> pd.DataFrame:
    """Return hours in a row; the first ends an hour after ``start``."""
    given = list(values)
    times = [start + dt.timedelta(hours=n + 1) for n in range(len(given))]
    return pd.DataFrame({"时间": times, "AQI": pd.Series(given, dtype=object), **columns})


def daily(values: Iterable[Any], **columns: Any) -> pd.DataFrame:
    """Return days in a row from 1 December."""
    given = list(values)
    days = [f"{START.date() + dt.timedelta(days=n)}" for n in range(len(given))]
    return pd.DataFrame({"时间": days, "AQI": pd.Series(given, dtype=object), **columns})


def run(frame: pd.DataFrame, policy: Any = None, **options: str) -> Result:
    """Calculate a frame of AQI."""
    return qdcalc.smog.assess(frame, interpretations=options or None, policy=policy)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows; what is missing is None."""
    return [
        {str(k): None if pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def found(frame: pd.DataFrame, **options: str) -> list[tuple[int, str]]:
    """Return the duration and level of each process."""
    rows = records(run(frame, **options)["预警过程"])
    return [(row["持续小时"], row["级别"]) for row in rows]


def processes(result: Result) -> list[Mapping[str, Any]]:
    """Return the rows of 预警过程."""
    return list(records(result["预警过程"]))


def codes(result: Result) -> list[str]:
    """Return the codes of the warnings, each once."""
    return sorted(set(result.problems["代码"]))


def refusal(asked: Callable[[], object]) -> list[tuple[str, str]]:
    """Return code and cell of each error of what is refused."""
    with pytest.raises(qdcalc.InputError) as error:
        asked()
    problems = error.value.problems
    errors = problems[problems["级别"] == "错误"]
    return list(zip(errors["代码"], errors["单元格"], strict=True))


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that don't pass."""
    checks = result["校验"]
    return [str(name) for name in checks.loc[checks["结果"] != "通过", "检查"]]
