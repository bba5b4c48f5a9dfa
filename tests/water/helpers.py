"""Months of readings as frames, and what came of them in fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import pytest

import qdcalc
from oracle.water_month import Scenario, annex_rows
from qdcalc.result.result import Result

Cells = Mapping[str, Any]
Row = dict[str, Any]
MONTH = "2018-11"
TABLES = ("section_months", "flows", "districts", "indicators")

# The 21 items by which the national method judges a class, each of class Ⅰ in rivers and lakes.
CLEAN: dict[str, str] = {
    "pH值": "7",
    "溶解氧": "9",
    "高锰酸盐指数": "1",
    "化学需氧量": "10",
    "五日生化需氧量": "2",
    "氨氮": "0.1",
    "总磷": "0.01",
    "铜": "0.005",
    "锌": "0.01",
    "氟化物": "0.5",
    "硒": "0.001",
    "砷": "0.001",
    "汞": "0.00001",
    "镉": "0.0005",
    "六价铬": "0.004",
    "铅": "0.001",
    "氰化物": "0.001",
    "挥发酚": "0.001",
    "石油类": "0.01",
    "阴离子表面活性剂": "0.05",
    "硫化物": "0.01",
}
# What "limits" judges beside them; of class Ⅰ too.
CLEAN_MORE: dict[str, str] = {"总氮": "0.1", "粪大肠菌群": "100"}


def reading(code: str, cells: Cells | None = None, *, month: str = MONTH) -> Row:
    """Return a complete row of class Ⅰ, save for what is named."""
    return {"月份": month, "序号": code, **CLEAN, **(cells or {})}


def dry(code: str, *, month: str = MONTH) -> Row:
    """Return a row of a dry month, nothing measured."""
    return {"月份": month, "序号": code, "断流": "是", **dict.fromkeys(CLEAN, "")}


def section(code: str, **changes: str) -> dict[str, str]:
    """Return a line of a section list: 出境, 即墨, target Ⅲ, 市控, save for what is named."""
    own = {
        "序号": code,
        "河流名称": f"河{code}",
        "监测断面": f"断面{code}",
        "断面属性": "出境",
        "责任区市": "即墨",
        "去向": "黄海",
        "核算水质目标": "Ⅲ",
        "断面控制级别": "市控",
    }
    return {**own, **changes}


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Return rows as a frame; what a row does not name is an empty text."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    return pd.DataFrame(
        [[row.get(name, "") for name in columns] for row in listed], columns=columns
    )


def run(
    rows: Iterable[Row],
    *,
    sections: Iterable[Mapping[str, str]] | None = None,
    responsibility: Sequence[Sequence[Any]] | pd.DataFrame | None = None,
    policy: Path | None = None,
    incidents: pd.DataFrame | None = None,
    previous_classes: pd.DataFrame | None = None,
    **interpretations: str,
) -> Result:
    """Calculate; ``responsibility`` holds rows of 月份, 序号, 区市, 责任比例."""
    determined = responsibility
    if determined is not None and not isinstance(determined, pd.DataFrame):
        determined = pd.DataFrame(
            [list(row) for row in determined], columns=["月份", "序号", "区市", "责任比例"]
        )
    return qdcalc.water.month(
        frame_of(rows),
        sections=None if sections is None else frame_of(dict(row) for row in sections),
        responsibility=determined,
        incidents=incidents,
        previous_classes=previous_classes,
        interpretations={k: v.replace("_", "-") for k, v in interpretations.items()},
        policy=policy,
    )


def refused(rows: Iterable[Row], **arguments: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        run(rows, **arguments)
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def places(problems: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return where problems stand: sheet, row or cell, column."""
    return set(zip(problems["工作表"], problems["单元格"], problems["列"], strict=True))


def warnings_of(result: Result) -> pd.DataFrame:
    """Return the problems of a result: nothing but warnings."""
    assert set(result.problems["级别"]) <= {"警告"}
    return result.problems


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None."""
    return [
        {str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


_Rows = dict[tuple[str, ...], Row]
_INDEXED: WeakKeyDictionary[Result, dict[str, _Rows]] = WeakKeyDictionary()
KEYS = {
    "section_months": ("month", "section_id"),
    "indicators": ("month", "section_id", "indicator"),
}


def _indexed(result: Result, table: str) -> _Rows:
    """Return the rows of 断面核算 or 指标明细 by month, section and indicator."""
    known = _INDEXED.setdefault(result, {})
    if table not in known:
        rows = records(result.tables[table])
        known[table] = {tuple(row[key] for key in KEYS[table]): row for row in rows}
    return known[table]


def line(result: Result, code: str, month: str = MONTH) -> Row:
    """Return a section's month."""
    return _indexed(result, "section_months")[month, code]


def verdict(result: Result, code: str, month: str = MONTH) -> tuple[str, int]:
    """Return a section's verdict and coefficient."""
    row = line(result, code, month)
    return row["verdict"], int(row["coefficient"])


def detail(result: Result, code: str, indicator: str, month: str = MONTH) -> Row:
    """Return the row of one indicator in 指标明细."""
    return _indexed(result, "indicators")[month, code, indicator]


def flows(result: Result, code: str, month: str = MONTH) -> dict[tuple[str, str, str], int]:
    """Return a section's payments: (payer, payee, kind) → fen."""
    return {
        (row["payer"], row["payee"], row["kind"]): int(row["amount_fen"])
        for row in records(result.tables["flows"])
        if row["section_id"] == code and row["month"] == month
    }


def nets_of_section(result: Result, code: str, month: str = MONTH) -> dict[str, int]:
    """Return who gains or loses by a section's payments, in fen."""
    nets: dict[str, int] = {}
    for (payer, payee, _), amount in flows(result, code, month).items():
        nets[payer] = nets.get(payer, 0) - amount
        nets[payee] = nets.get(payee, 0) + amount
    return {name: net for name, net in nets.items() if net}


def nets(result: Result, month: str = MONTH) -> dict[str, int]:
    """Return 净额 of 区市汇总, in fen, where it is not 0."""
    rows = records(result.tables["districts"])
    assert sum(int(row["net_fen"]) for row in rows if row["month"] == month) == 0
    return {
        row["district"]: int(row["net_fen"])
        for row in rows
        if row["month"] == month and row["net_fen"]
    }


def fen(**yuan: str) -> dict[str, int]:
    """Read amounts in yuan as the examples print them: ``即墨="+166,666.67"``."""
    return {name: int(text.replace(",", "").replace(".", "")) for name, text in yuan.items()}


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that do not pass; there is at least one row."""
    checks = result["校验"]
    assert len(checks)
    return list(checks.loc[checks["结果"] != "通过", "检查"])


def annex(**changes: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the annex's list, with changes by number: ``s13={"上游断面": "无"}``."""
    rows = annex_rows()
    for row in rows:
        row.update(changes.get(f"s{row['序号']}", {}))
    return rows


def frames_of(scenario: Scenario) -> dict[str, Any]:
    """Return the arguments of ``qdcalc.water.month`` for a scenario of the oracle."""
    rows = [
        {
            "月份": row["月份"],
            "序号": row["序号"],
            "断流": "是" if row["断流"] else "",
            **{name: row["samples"][name] for name in scenario.sample_columns},
            **{name: row["cells"].get(name, "") for name in scenario.columns},
        }
        for row in scenario.readings
    ]
    named = scenario.responsibility
    return {
        "source": pd.DataFrame(rows),
        "sections": None if scenario.sections is None else pd.DataFrame(scenario.sections),
        "responsibility": pd.DataFrame(named) if named else None,
        "interpretations": scenario.interpretations,
    }


def same_tables(one: Result, other: Result) -> None:
    """Fail unless all four tables are the same, cell by cell and row by row."""
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
