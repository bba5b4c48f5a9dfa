"""Lists of reductions, bases and cleaning as rows, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

Row = dict[str, Any]
LISTED = (
    "区市", "单位或源", "源类", "行业", "污染物", "基准排放量", "黄色减排量", "橙色减排量",
    "红色减排量", "豁免",
)  # fmt: skip
CLEANED = ("区市", "名称", "类别", "正常频次", "结冰")
YELLOW, ORANGE, RED = "黄色", "橙色", "红色"
SO2, NOX, PM, VOC = "二氧化硫", "氮氧化物", "颗粒物", "挥发性有机物"
BOTH = "二氧化硫+氮氧化物"
CITY = "全市"
MET, SHORT = "达到", "未达到"


def source(
    pollutant: str, base: object, *amounts: object, name: str = "甲厂", district: str = "即墨",
    kind: str = "工业源", industry: str = "其他", exempt: str = "",
) -> Row:  # fmt: skip
    """Return a row of the list; one amount stands for all three levels."""
    every = amounts * 3 if len(amounts) == 1 else amounts
    line = (district, name, kind, industry, pollutant, base, *every, exempt)
    return dict(zip(LISTED, line, strict=True))


def place(kind: str, normal: object, ice: object = "", *, name: str = "某路") -> Row:
    """Return a row of the cleaning."""
    return dict(zip(CLEANED, ("市南", name, kind, normal, ice), strict=True))


def frame_of(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame."""
    return pd.DataFrame([[row[n] for n in columns] for row in rows], columns=list(columns))


def run(
    *rows: Row,
    bases: Mapping[str, object] | None = None,
    cleaning: Iterable[Row] = (),
    level: str | None = None,
    policy: Any = None,
    **options: str,
) -> Result:
    """Calculate lists given as frames."""
    given = {"减排清单": frame_of(rows, LISTED)} if rows else {}
    if bases:
        given["排放基数"] = pd.DataFrame(list(bases.items()), columns=["污染物", "全市排放量"])
    if cleaned := list(cleaning):
        given["保洁"] = frame_of(cleaned, CLEANED)
    return qdcalc.smog.assess(given, level=level, interpretations=options or None, policy=policy)


def records(frame: pd.DataFrame) -> list[Row]:
    """Return rows; what is missing is None."""
    return [
        {str(k): None if pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def target(result: Result, level: str, pollutant: str, district: str = CITY) -> Row:
    """Return a row of 减排核对."""
    rows = records(result["减排核对"])
    found = [
        row
        for row in rows
        if (row["区市"], row["级别"], row["污染物"]) == (district, level, pollutant)
    ]
    assert len(found) == 1
    return found[0]


def verdicts(result: Result) -> dict[tuple[str, str], str]:
    """Return what is said of the city's targets."""
    return {
        (row["级别"], row["污染物"]): row["结果"]
        for row in records(result["减排核对"])
        if row["区市"] == CITY and row["结果"]
    }


def refused(*rows: Row, **given: Any) -> list[tuple[str, str, str]]:
    """Return code, row and column of each error."""
    with pytest.raises(qdcalc.InputError) as caught:
        run(*rows, **given)
    found = caught.value.problems
    own = found[found["级别"] == "错误"]
    return list(zip(own["代码"], own["单元格"], own["列"], strict=True))


def warned(result: Result) -> list[tuple[str, str]]:
    """Return code and row of each warning."""
    found = result.problems
    return list(zip(found["代码"], found["单元格"], strict=True))
