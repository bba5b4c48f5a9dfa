"""Rows that repeat others: corrections named with both values, added rows, rows that count once.

Contract: workbooks.md (版本, files whose name ends in _更正, the same row in several files);
amounts by expo.md: a new firm is given 50 % of the contribution, under new_firm_cap = cumulative
at most 1,000,000 元 less what the history has.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from expo.helpers import NEW, found, new_firm, past
from expo.helpers import write as write_expo
from qdcalc.result.result import Result
from water.helpers import frame_of, reading, records, section

MOVED = "更正影响"
ONE = [section("1")]
Line = dict[str, Any]


def write(path: Path, rows: Iterable[Line], *, sections: bool = True) -> Path:
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        frame = frame_of(rows).replace("", None)
        frame.to_excel(writer, sheet_name="监测数据", index=False)
        if sections:
            frame_of(ONE).to_excel(writer, sheet_name="断面清单", index=False)
    return path


def row(ammonia: str, **more: str) -> Line:
    return reading("1", {"氨氮": ammonia, **more})


def correct(folder: Path, old: Line, new: Line) -> Path:
    """Write a file and its correction."""
    write(folder / "a.xlsx", [old])
    write(folder / "a_更正.xlsx", [new], sections=False)
    return folder


def coded(result: Result, code: str) -> list[str]:
    """Return what the warnings of a code say; a result has nothing but warnings."""
    assert set(result.problems["级别"]) <= {"警告"}
    return list(result.problems.loc[result.problems["代码"] == code, "问题"])


def verdict(result: Result) -> str:
    return str(records(result.tables["section_months"])[0]["verdict"])


# ------------------------------------------------------------------------- rows replaced


def test_both_cells_are_named_as_written(tmp_path: Path) -> None:
    result = qdcalc.water.month(correct(tmp_path, row("0.950"), row("2.90")))
    (said,) = coded(result, "R04")
    assert "氨氮 0.950 → 2.90" in said
    assert "a.xlsx" in said
    assert verdict(result) == "超标"


def test_several_versions_are_all_named(tmp_path: Path) -> None:
    """Rows 2 and 3 of the sheet give way to row 4; only the last counts."""
    lines = [row("0.95", 版本=""), row("1.20", 版本="1"), row("2.9", 版本="2")]
    result = qdcalc.water.month(write(tmp_path / "a.xlsx", lines))
    said = "".join(coded(result, "R04"))
    assert len(coded(result, "R04")) == 1
    assert "氨氮 0.95 → 2.9" in said
    assert "氨氮 1.20 → 2.9" in said
    assert "A2" in said
    assert "A3" in said
    assert verdict(result) == "超标"


def test_files_and_versions_are_all_named(tmp_path: Path) -> None:
    """A later 版本 counts before the name of a file."""
    write(tmp_path / "a.xlsx", [row("0.95", 版本="0"), row("2.9", 版本="1")])
    write(tmp_path / "a_更正.xlsx", [row("1.2", 版本="0")], sections=False)
    result = qdcalc.water.month(tmp_path)
    (said,) = coded(result, "R04")
    assert "氨氮 0.95 → 2.9" in said
    assert "氨氮 1.2 → 2.9" in said
    assert "a_更正.xlsx" in said
    assert verdict(result) == "超标"


def test_a_corrected_blank(tmp_path: Path) -> None:
    result = qdcalc.water.month(correct(tmp_path, row(""), row("0.95")))
    (said,) = coded(result, "R04")
    assert "氨氮 空白 → 0.95" in said


# ------------------------------------------------------------------------- rows added


def test_a_correction_that_adds_a_row(tmp_path: Path) -> None:
    added = reading("1", {"氨氮": "0.9"}, month="2018-12")
    result = qdcalc.water.month(correct(tmp_path, row("0.95"), added))
    problems = result.problems[result.problems["代码"] == "R05"]
    assert list(problems["文件"]) == ["a_更正.xlsx"]
    assert "2018-12" in problems["问题"].iloc[0]
    assert coded(result, "R04") == []


def test_a_correction_alone_adds_nothing(tmp_path: Path) -> None:
    """Nothing else was sent: it is the input."""
    assert coded(qdcalc.water.month(write(tmp_path / "a_更正.xlsx", [row("1")])), "R05") == []


# ------------------------------------------------------------------------- errors taken back


def test_an_error_of_a_replaced_row_is_taken_back(tmp_path: Path) -> None:
    """What it was before can't be calculated: that is said, and there is no 更正影响."""
    write(tmp_path / "a.xlsx", [row("abc")])
    with pytest.raises(qdcalc.InputError):
        qdcalc.water.month(tmp_path)
    result = qdcalc.water.month(correct(tmp_path, row("abc"), row("1.5")))
    assert verdict(result) == "超标"
    (said,) = coded(result, "R04")
    assert "氨氮 abc → 1.5" in said
    assert len(coded(result, "W68")) == 1
    assert len(result.tables["corrections"]) == 0


def test_without_errors_the_moves_are_listed(tmp_path: Path) -> None:
    """市控 exceeded by half a limit: 2,000,000 ÷ 12 = 166,666.67 元."""
    result = qdcalc.water.month(correct(tmp_path, row("0.9"), row("1.5")))
    assert coded(result, "W68") == []
    moves = {r["scope"]: r for r in records(result.tables["corrections"]) if r["section_id"]}
    assert list(moves) == ["断面月份"]
    assert (moves["断面月份"]["before_fen"], moves["断面月份"]["after_fen"]) == (0, 16_666_667)


def test_an_error_of_another_row_stands(tmp_path: Path) -> None:
    other = reading("1", {"氨氮": "xyz"}, month="2018-12")
    write(tmp_path / "a.xlsx", [row("abc"), other])
    write(tmp_path / "a_更正.xlsx", [row("1.5")], sections=False)
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.month(tmp_path)
    problems = caught.value.problems
    errors = problems[problems["级别"] == "错误"]
    assert list(zip(errors["文件"], errors["原值"], strict=True)) == [("a.xlsx", "xyz")]


@pytest.mark.parametrize("name", ["月份", "序号"])
def test_rows_with_missing_keys_are_left_alone(name: str, tmp_path: Path) -> None:
    """Two rows without a month, or without a section, are no repeats of each other."""
    lines = [row("0.9"), {**row("1.0"), name: ""}, {**row("1.1"), name: ""}]
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.month(write(tmp_path / "a.xlsx", lines))
    problems = caught.value.problems
    errors = problems[problems["级别"] == "错误"]
    assert not {"R01", "R02", "R03", "R04", "R05"} & set(problems["代码"])
    assert {cell[1:] for cell in errors["单元格"]} == {"3", "4"}


# ------------------------------------------------------------------------- history


def history(amount: int) -> dict[str, list[Line]]:
    return {"历史补助": [past("新展公司", NEW, 2019, amount)]}


def paid(folder: Path) -> int:
    result = qdcalc.expo.assess(folder, interpretations={"new_firm_cap": "cumulative"})
    ((amount, _),) = found(result)
    return amount


def test_history_of_two_files_counts_once(tmp_path: Path) -> None:
    """1,000,000 − 300,000; corrected to 200,000: 1,000,000 − 200,000."""
    applied = [new_firm(2020, 4_000_000, 2018)]
    write_expo(tmp_path / "a.xlsx", {"企业": applied, **history(300_000)})
    assert paid(tmp_path) == 70_000_000
    write_expo(tmp_path / "b.xlsx", history(300_000))
    assert paid(tmp_path) == 70_000_000
    write_expo(tmp_path / "b_更正.xlsx", history(200_000))
    assert paid(tmp_path) == 80_000_000


def test_history_of_one_file_counts_as_often_as_it_stands(tmp_path: Path) -> None:
    """Two payments of a year in one file, both again in another: 1,000,000 − 2 × 300,000."""
    applied = [new_firm(2020, 4_000_000, 2018)]
    twice = {"历史补助": history(300_000)["历史补助"] * 2}
    write_expo(tmp_path / "a.xlsx", {"企业": applied, **twice})
    assert paid(tmp_path) == 40_000_000
    write_expo(tmp_path / "b.xlsx", twice)
    assert paid(tmp_path) == 40_000_000


def test_history_that_differs_between_files(tmp_path: Path) -> None:
    applied = [new_firm(2020, 4_000_000, 2018)]
    write_expo(tmp_path / "a.xlsx", {"企业": applied, **history(300_000)})
    write_expo(tmp_path / "b.xlsx", history(200_000))
    with pytest.raises(qdcalc.InputError) as caught:
        paid(tmp_path)
    assert "R02" in set(caught.value.problems["代码"])
