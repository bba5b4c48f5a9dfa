"""Each schema check in turn: what it stops, and that only it stops it.

"A test disables each schema check in turn and finds that a broken workbook then slips through."
``BROKEN`` holds one broken input for every check of every input table of the month of water and
of 口径; a check without one fails ``test_every_check_has_a_broken_example``. The rules are those
of workbooks.md ("Input sheets": * must be there and filled, keys) and water.md ("Cells", part 1,
part 4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from qdcalc import SelfCheckError, water
from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.headers import Headers
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.typed import take_in
from qdcalc.notice.switches import input_tables
from qdcalc.result.result import Result
from qdcalc.table.description import Table
from qdcalc.table.kinds import COUNT, MONEY, MULTIPLE, NUMBER, TEXT
from qdcalc.table.problems import Problems
from qdcalc.table.validation import verify
from seeds import at_first
from workbook.books import HEADER, ROW, write

INPUTS = {table.name: table for table in input_tables(water.MONTH)}
OUTPUTS = {table.name: table for table in water.YEAR.outputs}
Cells = dict[str, object]  # column → cell, of one row
Place = tuple[str, str, str]  # table, column, code of the fault

EMPTY, REPEATED, NOT_CHOICE = "C14", "R01", "C18"

# one good row of each table, column by column
GOOD: dict[str, Cells] = {
    "readings": {"month": "2018-11", "section_id": 1, "is_dry": "否", "ph": 7.2, "nh3n": 1.5},
    "sections": {
        "section_id": 1, "river": "小沽河", "section": "教书庄", "section_type": "跨界",
        "responsible": "莱西", "destination": "平度", "target_class": "Ⅲ", "control_level": "市控",
        "water_body": "河流",
    },
    "responsibility": {
        "month": "2018-11", "section_id": 2, "district": "莱西", "share": "1/3", "document": "1号",
    },
    "incidents": {"date": dt.date(2018, 11, 3), "district": "莱西", "level": "较大"},
    "previous_classes": {"section_id": 1, "previous_class": "Ⅳ"},
    "full_analyses": {"section_id": 13, "date": dt.date(2019, 5, 20), "report": "水2019-05"},
    "settings": {"key": "overlap", "value": "drop"},
}  # fmt: skip

# a cell (or cells) that the check must refuse, put into the good row
BROKEN: dict[Place, Cells] = {
    **{
        ("readings", column.name, "W06"): {column.name: -0.01}
        for column in INPUTS["readings"].columns
        if column.unit and column.name != "water_temp"  # water freezes: below −2 is a warning
    },
    ("readings", "ph", "W07"): {"ph": 14.01},
    ("readings", "is_dry", "W08"): {"is_dry": "是"},
    ("readings", "month", EMPTY): {"month": ""},
    ("sections", "section_type", NOT_CHOICE): {"section_type": "入境"},
    ("sections", "water_body", NOT_CHOICE): {"water_body": "海湾"},
    ("sections", "target_class", "W11"): {"target_class": "劣Ⅴ"},
    ("sections", "upstream", "W24"): {"upstream": "99"},
    ("sections", "upstream", "W25"): {"upstream": "1"},
    ("sections", "until", "W27"): {"since": "2019-04", "until": "2019-03"},
    **{
        ("sections", name, EMPTY): {name: " "}
        for name in ("section_id", "river", "section", "section_type", "responsible",
                     "target_class", "control_level")
    },
    ("responsibility", "share", "W12"): {"share": "100.1%"},
    **{
        ("responsibility", name, EMPTY): {name: ""}
        for name in ("month", "section_id", "district", "share")
    },
    ("incidents", "level", NOT_CHOICE): {"level": "特大"},
    **{("incidents", name, EMPTY): {name: ""} for name in ("date", "district", "level")},
    **{("previous_classes", n, EMPTY): {n: ""} for n in ("section_id", "previous_class")},
    **{("full_analyses", name, EMPTY): {name: ""} for name in ("section_id", "date")},
    **{("settings", name, EMPTY): {name: ""} for name in ("key", "value")},
}  # fmt: skip


def checks() -> set[Place]:
    """Return every check that the input tables hold, by table, column and code."""
    found: set[Place] = set()
    for table in INPUTS.values():
        for column in table.columns:
            found |= {(table.name, column.name, check.fault.code) for check in column.checks}
            if column.is_required:
                found.add((table.name, column.name, EMPTY))
            if column.kind.is_chosen:
                found.add((table.name, column.name, NOT_CHOICE))
        found |= {(table.name, check.column, check.fault.code) for check in table.row_checks}
    return found


def without(table: Table, column: str, code: str) -> Table:
    """Return the table with one check left out."""
    columns = tuple(
        replace(
            c,
            checks=tuple(k for k in c.checks if k.fault.code != code),
            is_required=c.is_required and code != EMPTY,
            kind=TEXT if code == NOT_CHOICE else c.kind,
        )
        if c.name == column
        else c
        for c in table.columns
    )
    rows = tuple(k for k in table.row_checks if (k.column, k.fault.code) != (column, code))
    return replace(table, columns=columns, row_checks=rows)


def found_in(table: Table, *rows: Cells) -> set[tuple[str, str]]:
    """Take rows in; return code and cell of what was said. Columns stand at A, B, C …"""
    names = list(dict.fromkeys(name for row in rows for name in row))
    letters = {name: chr(65 + n) for n, name in enumerate(names)}
    labels = {name: table.column(name).label for name in names}
    columns = {n: np.array([*(r.get(n, "") for r in rows), None], dtype=object)[:-1] for n in names}
    part = Part("", table.label, letters, labels, header_row=1)
    raw = RawTable(
        table, [part], columns, np.arange(2, len(rows) + 2), np.zeros(len(rows), dtype=np.int64)
    )
    problems = Problems()
    take_in(raw, problems)
    rows_said = problems.frame()
    return set(zip(rows_said["代码"], rows_said["单元格"], strict=True))


def of_row(table: Table, row: Cells) -> Table:
    """Return the table with the columns alone that a row has: the others can say nothing."""
    columns = tuple(c for c in table.columns if c.name in row)
    rows = tuple(k for k in table.row_checks if {k.column, *k.needs} <= set(row))
    return replace(table, columns=columns, row_checks=rows, alternatives=())


def cell_of(place: Place, row: Cells) -> str:
    return f"{chr(65 + list(row).index(place[1]))}2"


def test_every_check_has_a_broken_example() -> None:
    assert checks() == set(BROKEN), "add a broken input for each new check to BROKEN"


@pytest.mark.parametrize("name", list(INPUTS))
def test_the_good_row_is_good(name: str) -> None:
    assert found_in(INPUTS[name], GOOD[name]) == set()


@pytest.mark.parametrize("name", at_first(INPUTS, 2))
def test_a_broken_row_is_stopped_by_its_check_alone(name: str) -> None:
    for place in (place for place in sorted(BROKEN) if place[0] == name):
        _, column, code = place
        row = GOOD[name] | BROKEN[place]
        assert found_in(INPUTS[name], row) == {(code, cell_of(place, row))}
        assert found_in(without(of_row(INPUTS[name], row), column, code), row) == set(), place


@pytest.mark.parametrize(
    ("place", "row"),
    [
        (("readings", "nh3n", "W06"), {"nh3n": 0}),
        (("readings", "ph", "W07"), {"ph": 14}),
        (("readings", "nh3n", "W06"), {"nh3n": -1}),  # the mark of a missing reading
        (("readings", "is_dry", "W08"), {"is_dry": "是", "ph": "", "nh3n": "-"}),
        (("responsibility", "share", "W12"), {"share": 0}),
        (("responsibility", "share", "W12"), {"share": "100%"}),
        (("sections", "target_class", "W11"), {"target_class": "Ⅴ"}),
        (("sections", "section_type", NOT_CHOICE), {"section_type": "共同（出境）"}),
        (("sections", "section_type", NOT_CHOICE), {"section_type": "共同断面"}),
        (("sections", "section_type", NOT_CHOICE), {"section_type": "出境"}),
        (("sections", "water_body", NOT_CHOICE), {"water_body": "湖库"}),
        (("sections", "water_body", NOT_CHOICE), {"water_body": ""}),
        *[(("incidents", "level", NOT_CHOICE), {"level": w}) for w in ("一般", "重大", "特别重大")],
    ],
)
def test_at_the_edge_a_row_passes(place: Place, row: Cells) -> None:
    name = place[0]
    assert found_in(INPUTS[name], GOOD[name] | row) == set()


@pytest.mark.parametrize("row", [{"share": -0.01}, {"share": 1.0000000001}, {"share": "101/100"}])
def test_both_ends_of_a_share(row: Cells) -> None:
    place = ("responsibility", "share", "W12")
    broken = GOOD["responsibility"] | row
    assert found_in(INPUTS["responsibility"], broken) == {("W12", cell_of(place, broken))}


def test_an_unreadable_cell_is_one_problem_and_hides_no_other() -> None:
    # the parser's problem stands at the cell; a required cell is not called empty as well
    row = GOOD["responsibility"] | {"share": "一半", "month": "x"}
    assert found_in(INPUTS["responsibility"], row) == {("C11", "D2"), ("C04", "A2")}


def test_all_rows_are_told() -> None:
    rows = [
        GOOD["incidents"] | {"level": "特大"},
        GOOD["incidents"],
        GOOD["incidents"] | {"level": "?"},
    ]
    assert found_in(INPUTS["incidents"], *rows) == {(NOT_CHOICE, "C2"), (NOT_CHOICE, "C4")}


# ------------------------------------------------------------------- columns, tables, keys

REQUIRED = [(t.name, c.name) for t in INPUTS.values() for c in t.columns if c.is_required]


def test_a_missing_column_is_stopped_by_its_requirement_alone() -> None:
    for name, column in REQUIRED:
        table = INPUTS[name]
        frame = pd.DataFrame([{k: v for k, v in GOOD[name].items() if k != column}])
        (problem,) = said_of(frame, table)
        assert table.column(column).label in problem
        assert said_of(frame, without(table, column, EMPTY)) == []


def said_of(frame: pd.DataFrame, table: Table) -> list[str]:
    """Return the problems of a frame that is read as a table."""
    problems = Problems()
    read_frames({table.name: frame}, [table], problems)
    return list(problems.frame()["问题"])


def test_alternatives_are_stopped_by_themselves_alone() -> None:
    table = INPUTS["readings"]
    columns = [table.column("month"), table.column("river")]
    assert Headers(table).missing(columns) == ["序号 或 河流名称+监测断面"]
    assert Headers(replace(table, alternatives=())).missing(columns) == []


@pytest.mark.parametrize("name", [t.name for t in INPUTS.values() if t.is_required])
def test_a_missing_table_is_stopped_by_its_requirement_alone(name: str) -> None:
    problems = Problems()
    read_frames({}, [INPUTS[name]], problems)
    assert problems.frame()["代码"].tolist() == ["T01"]
    optional = Problems()
    read_frames({}, [replace(INPUTS[name], is_required=False)], optional)
    assert len(optional) == 0


def test_the_required_tables() -> None:
    # workbooks.md: only 监测数据 must be there, the others are optional
    assert [t.name for t in INPUTS.values() if t.is_required] == ["readings"]


KEYED = [t.name for t in INPUTS.values() if t.key]


@pytest.mark.parametrize("name", KEYED)
def test_a_repeated_key_is_stopped_by_the_key_alone(name: str) -> None:
    table, row = INPUTS[name], GOOD[name]
    other = {k: v for k, v in row.items() if k in table.key}
    again = row | {k: v for k, v in BROKEN_OTHER.get(name, {}).items() if k not in other}
    assert {code for code, _ in found_in(table, row, again)} == {REPEATED}
    assert found_in(replace(table, key=()), row, again) == set()


# a second row of the same key that differs elsewhere
BROKEN_OTHER: dict[str, Cells] = {
    "sections": {"river": "大沽河"},
    "responsibility": {"share": "0.5"},
    "previous_classes": {"previous_class": "Ⅴ"},
    "settings": {"value": "net"},
}


@pytest.mark.parametrize("name", KEYED)
def test_each_column_of_a_key_counts(name: str) -> None:
    table = INPUTS[name]
    others: Cells = {"month": "2018-12", "section_id": 3, "district": "平度", "key": "upstream"}
    for column in table.key:
        assert found_in(table, GOOD[name], GOOD[name] | {column: others[column]}) == set()


def test_keys_of_the_contract() -> None:
    # 序号 of the list; 月份, 序号, 区市 of 责任认定; 序号 of 上年度类别; 参数 of 口径. Two rows of
    # 监测数据 for one section and month are found by the notice, which knows names and numbers.
    keys = {name: INPUTS[name].key for name in KEYED}
    assert keys == {
        "sections": ("section_id",),
        "responsibility": ("month", "section_id", "district"),
        "previous_classes": ("section_id",),
        "settings": ("key",),
    }


# --------------------------------------------------------------------------- output tables


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    # a settlement of two months, one reading of which was corrected, and a month's shares that
    # were determined: every table has a row
    first = (("2018-11", 3, 0.1, None), ("2018-12", 1, 3.5, None), ("2018-12", 1, 4.5, 1))
    rows = ((*HEADER, "版本"), (*ROW, None), *first)
    shares = (("月份", "序号", "区市", "责任比例"), ("2018-11", 3, "莱西", 0.3))
    return water.year(write(tmp_path_factory.mktemp("in") / "in.xlsx", *rows, 责任认定=shares))


def refuses(table: Table, frame: pd.DataFrame) -> bool:
    try:
        verify(table, frame.copy())
    except SelfCheckError:
        return True
    return False


def alone(table: Table, column: str) -> Table:
    """Return the table of one column, without keys and row checks."""
    return replace(table, columns=(table.column(column),), key=(), alternatives=(), row_checks=())


def with_value(frame: pd.DataFrame, column: str, value: str | int | None) -> pd.DataFrame:
    changed = frame.copy()
    changed.loc[changed.index[0], column] = value
    return changed


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_the_calculated_table_passes(name: str, result: Result) -> None:
    assert not refuses(OUTPUTS[name], result.tables[name])
    assert len(result.tables[name]) > 0


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_a_corrupt_value_passes_only_without_its_check(name: str, result: Result) -> None:
    table, frame = replace(OUTPUTS[name], row_checks=()), result.tables[name]
    for column in (column for column in table.columns if column.checks):
        bad: str | int = -1 if frame[column.name].dtype.kind == "i" else "不明"
        corrupt = with_value(frame, column.name, bad)
        assert refuses(alone(table, column.name), corrupt[[column.name]]), column
        assert not refuses(
            without(alone(table, column.name), column.name, "X01"), corrupt[[column.name]]
        ), column


SUMS = [(t.name, check.column) for t in OUTPUTS.values() for check in t.row_checks]


@pytest.mark.parametrize(("name", "column"), SUMS)
def test_a_wrong_sum_passes_only_without_its_check(name: str, column: str, result: Result) -> None:
    table, frame = OUTPUTS[name], result.tables[name]
    wrong = frame.assign(**{column: frame[column] + (frame.index == len(frame) - 1)})
    with pytest.raises(SelfCheckError, match=f"第 {len(frame)} 行（.*应是 .*[+−]"):
        verify(table, wrong)
    assert not refuses(without(table, column, "X01"), wrong)


@pytest.mark.parametrize("name", at_first(OUTPUTS, 4))
def test_a_missing_value_passes_only_where_it_is_not_required(name: str, result: Result) -> None:
    for column in OUTPUTS[name].columns:
        if column.is_required and column.kind not in (MONEY, COUNT):
            table = alone(OUTPUTS[name], column.name)
            corrupt = with_value(result.tables[name][[column.name]], column.name, None)
            assert refuses(table, corrupt), column
            assert not refuses(without(table, column.name, EMPTY), corrupt), column


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_a_repeated_row_passes_only_without_the_key(name: str, result: Result) -> None:
    table, frame = OUTPUTS[name], result.tables[name]
    twice = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
    assert refuses(table, twice)
    assert not refuses(replace(table, key=()), twice)


@pytest.mark.parametrize("name", at_first(OUTPUTS, 4))
def test_another_shape_is_refused(name: str, result: Result) -> None:
    table, frame = OUTPUTS[name], result.tables[name]
    names = list(frame.columns)
    assert names == [c.name for c in table.columns]
    assert refuses(table, frame.drop(columns=names[-1]))
    assert refuses(table, frame.assign(further=1))
    assert refuses(table, frame[[names[1], names[0], *names[2:]]])


@pytest.mark.parametrize("name", at_first(OUTPUTS, 4))
def test_another_type_is_refused(name: str, result: Result) -> None:
    # money is never a float: "integers of fen, never floats, until it is shown"
    table, frame = OUTPUTS[name], result.tables[name]
    for column in (c.name for c in table.columns if c.kind in (MONEY, COUNT, NUMBER, MULTIPLE)):
        other = np.float64 if frame[column].dtype == np.int64 else object
        assert refuses(table, frame.astype({column: other})), column


def test_money_columns_are_whole_fen(result: Result) -> None:
    for table in OUTPUTS.values():
        for column in table.columns:
            if column.kind is MONEY:
                assert column.name.endswith("_fen")
                assert result.tables[table.name][column.name].dtype == np.int64


def test_a_corrupt_result_is_never_written(result: Result, tmp_path: Path) -> None:
    broken = water.month(write(tmp_path / "in.xlsx", HEADER, ROW))
    made = broken.tables["flows"]
    frame = with_value(made, "amount_fen", -1)
    tables = vars(broken.tables)
    tables["_made"].pop("flows", None)
    tables["_makers"] = dict(tables["_makers"]) | {"flows": lambda: frame}
    with pytest.raises(SelfCheckError, match="资金流向"):
        broken.to_excel(tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
