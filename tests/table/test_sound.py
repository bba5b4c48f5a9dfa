"""The quick look calls a table sound where pandera finds nothing, and nowhere else."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import find
from qdcalc.notice.switches import input_tables
from qdcalc.table.problems import Problems
from qdcalc.table.rules import is_of_kind
from qdcalc.table.schema import Built, Texts, Times, of_input, of_output
from qdcalc.table.sound import is_sound
from qdcalc.table.varying import as_it_is
from qdcalc.workbook import files, read
from samples import DATA, SOURCES, result_of
from seeds import at_first

SPOILS = 40  # of each sample's tables


def tables_of(name: str) -> Iterator[tuple[Built, pd.DataFrame]]:
    """Yield the tables of a sample that went in and came out, with their schemas."""
    result = result_of(name)
    for table in find(name).outputs:
        frame = result.tables[table.name]
        yield of_output(as_it_is(table, frame.columns)), frame
    for data in inputs_of(name):
        yield of_input(data.table), data.frame


def inputs_of(name: str) -> list[TableData]:
    problems = Problems()
    paths = files.input_files(DATA / SOURCES[name], problems)
    raw = read.read_files(paths, input_tables(find(name)), problems)
    return [take_in(table, problems) for table in raw.values()]


def pandera_passes(built: Built, frame: pd.DataFrame) -> bool:
    try:
        built.schema.validate(frame.copy(), lazy=True)
    except SchemaErrors:
        return False
    return True


@pytest.mark.parametrize("name", SOURCES)
def test_the_tables_of_the_samples_are_sound_at_a_glance(name: str) -> None:
    for built, frame in tables_of(name):
        assert is_sound(built.rules, frame), built.table.label


def spoilt(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """Return a table with a cell, a column or a row that may be wrong."""
    frame = frame.copy()
    column = chance.choice(list(frame.columns))
    row = chance.randrange(len(frame))
    match chance.randrange(7):
        case 0:
            return frame.drop(columns=column)
        case 1:
            return frame[sorted(frame.columns)]
        case 2:
            return pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
        case 3:
            return frame.astype({column: object})
        case 4:
            frame[column] = frame[column].where(np.arange(len(frame)) != row)
        case 5 if frame[column].dtype.kind in "if":
            cell: Any = frame.loc[row, column]
            frame.loc[row, column] = -cell - 1
        case _:
            cells = frame[column].astype(object)
            cells[row] = "合计"
            try:
                frame[column] = cells.astype(frame[column].dtype)
            except (TypeError, ValueError):
                frame[column] = cells
    return frame


@pytest.mark.parametrize("name", at_first(SOURCES, 2))
def test_a_spoilt_table_is_sound_exactly_where_pandera_says_so(name: str) -> None:
    chance = random.Random(2018)
    tables = [(built, frame.head(20)) for built, frame in tables_of(name) if len(frame)]
    told = set()
    for _ in range(SPOILS):
        built, whole = chance.choice(tables)
        frame = spoilt(whole, chance)
        passes = pandera_passes(built, frame)
        assert is_sound(built.rules, frame) == passes, built.table.label
        told.add(passes)
    assert told == {True, False}


@pytest.mark.thorough
def test_a_column_is_of_its_kind_where_pandera_takes_its_dtype() -> None:
    series: list[Any] = [
        pd.Series(values, dtype=dtype)
        for dtype, values in (
            ("int64", [1]), ("float64", [1.0]), ("Int64", [1]), ("int32", [1]), ("Int8", [1]),
            ("bool", [True]), ("boolean", [True]), ("object", ["a"]), ("object", [1]),
            ("str", ["a"]), ("string", ["a"]), ("category", ["a"]), ("period[M]", ["2018-11"]),
            ("period[Y]", ["2018"]), ("datetime64[us]", ["2018-11-01"]),
            ("datetime64[s]", ["2018-11-01"]), ("object", []), ("float64", []),
        )
    ]  # fmt: skip
    for name in SOURCES:
        calculation = find(name)
        inputs = [of_input(table) for table in calculation.inputs]
        for built in (*inputs, *(of_output(table) for table in calculation.outputs)):
            for column in built.table.columns:
                wanted = built.schema.columns[column.name].dtype
                for values in series:
                    if isinstance(wanted, Texts | Times):
                        takes = wanted.check(wanted, values)
                    else:
                        takes = wanted is None or values.dtype == wanted.type
                    assert is_of_kind(column, values) == takes, (column, values.dtype)


@pytest.mark.parametrize("name", at_first(SOURCES, 2))
def test_a_run_whose_tables_are_sound_goes_without_pandera(name: str, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from qdcalc.cli import main as cli\n"
        f"assert cli.main(['run', {name!r}, {str(DATA / SOURCES[name])!r}, '-o', 'x.xlsx']) == 0\n"
        "heavy = {'pandera', 'openpyxl', 'matplotlib', 'docx'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"}, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
