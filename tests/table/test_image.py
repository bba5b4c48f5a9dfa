"""The pandera schema is the whole image of a table's description (docs/decisions/0008)."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandera.pandas as pa
import pytest

import qdcalc
from qdcalc.notice.catalogue import calculations
from qdcalc.notice.switches import input_tables
from qdcalc.result.closing_tables import CLOSING
from qdcalc.table.description import Column, Table
from qdcalc.table.schema import Built, of_input, of_output

INPUTS = {id(t): (t, True) for c in calculations() for t in input_tables(c)}
OUTPUTS = {id(t): (t, False) for c in calculations() for t in (*c.outputs, *CLOSING)}
TABLES = [*INPUTS.values(), *OUTPUTS.values()]
# where pandera has a place of its own; every other field is metadata under its own name
COLUMN_PLACES = {"name": "name", "label": "title", "sentence": "description"}
TABLE_PLACES = COLUMN_PLACES


def built(table: Table, *, is_input: bool) -> Built:
    return of_input(table) if is_input else of_output(table)


def functions(checks: list[Any]) -> list[tuple[str, Any]]:
    return [(check.name, check._check_fn) for check in checks]


def is_told(described: Table | Column, field: str, image: Any, places: dict[str, str]) -> bool:
    """Say whether the image holds what the description says in a field."""
    value = getattr(described, field)
    if field in places:
        return bool((getattr(image, places[field]) or "") == value)
    return bool(image.metadata[field] == value)


@pytest.mark.parametrize(("table", "is_input"), TABLES, ids=lambda v: getattr(v, "label", ""))
def test_nothing_of_a_column_is_missing_from_the_schema(table: Table, is_input: bool) -> None:
    image = built(table, is_input=is_input).schema
    assert list(image.columns) == [column.name for column in table.columns]
    for column in table.columns:
        own: pa.Column = image.columns[column.name]
        for field in fields(Column):
            if field.name != "checks":
                assert is_told(column, field.name, own, COLUMN_PLACES), (column, field.name)
        assert own.nullable == (not column.is_required)
        for check in column.checks:
            assert (check.fault.code, check.passes) in functions(own.checks)


@pytest.mark.parametrize(("table", "is_input"), TABLES, ids=lambda v: getattr(v, "label", ""))
def test_nothing_of_a_table_is_missing_from_the_schema(table: Table, is_input: bool) -> None:
    image = built(table, is_input=is_input).schema
    for field in fields(Table):
        if field.name != "columns":
            assert is_told(table, field.name, image, TABLE_PLACES), field.name
    codes = [check.name for check in image.checks]
    assert [c.fault.code for c in table.row_checks] == codes[: len(table.row_checks)]
    assert ("R01" in codes) == bool(table.key)
    assert ("H05" in codes) == (is_input and bool(table.alternatives))


@pytest.mark.parametrize(("table", "is_input"), TABLES, ids=lambda v: getattr(v, "label", ""))
def test_every_check_says_in_chinese_what_is_wrong_and_how_to_mend_it(
    table: Table, is_input: bool
) -> None:
    image = built(table, is_input=is_input).schema
    checks = [*image.checks, *(c for column in image.columns.values() for c in column.checks)]
    for check in checks:
        assert check.name
        for text in (check.error, check.description):
            assert any("\u4e00" <= c <= "\u9fff" for c in text)
            assert "{" not in text


def test_a_schema_is_built_once_a_process() -> None:
    for table, is_input in TABLES:
        assert built(table, is_input=is_input) is built(table, is_input=is_input)


# ------------------------------------------------------------------------------ clauses

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")


def glossary() -> dict[tuple[str, str], str]:
    """Return the clause of each word of each notice, where the glossary names one."""
    found: dict[tuple[str, str], str] = {}
    for part in GLOSSARY.split("\n## ")[1:]:
        notice = re.match(r"\S+ (\w+)，", part)
        rows = (line.strip("| ").split(" | ") for line in part.splitlines() if line[:1] == "|")
        for row in rows if notice else ():
            word, clause = row[0], row[-1]
            for text in (*re.findall(r"（(.*?)）", word), re.sub(r"（.*?）", "", word)):
                for name in re.split("[、：]", text):
                    if notice and clause not in ("—", "条款 clause"):
                        found[notice[1], name.strip()] = clause
    return found


def test_a_column_is_of_the_clause_that_the_glossary_names() -> None:
    known, met = glossary(), 0
    for calculation in calculations():
        notice = calculation.package.rpartition(".")[2]
        for table in (*calculation.inputs, *calculation.outputs):
            for column in table.columns:
                if clause := known.get((notice, column.label)):
                    assert column.clause == clause, (table.label, column.label)
                    met += 1
    assert met > 100


def test_an_official_reads_the_clause_in_words() -> None:
    # 七¶4 is 第七条第四款 of the water notice; a plan's parts stay: 三(二)
    columns = qdcalc.water.schemas.readings.columns.set_index("列")
    assert columns.loc["断流", "条款"] == "第七条第四款"
    columns = qdcalc.staffing.schemas.platforms.columns.set_index("列")
    assert columns.loc["在编", "条款"] == "三(二)"
