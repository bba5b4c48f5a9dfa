"""``check`` offers 名称对照 filled with what is not known (issue 14)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qdcalc.cli.main import main
from qdcalc.files.plain import named
from water.helpers import CLEAN
from workbook.books import write

REST = {k: v for k, v in CLEAN.items() if k != "总磷"}
HEADER = ("月份", "河流名称", "监测断面", "磷含量总", *REST)


def row(river: str, section: str) -> tuple[Any, ...]:
    return "2018-11", river, section, "0.1", *REST.values()


def offered(path: Path) -> list[list[Any]]:
    rows = openpyxl.load_workbook(path)["名称对照"].iter_rows(min_row=2, values_only=True)
    return [["" if cell is None else cell for cell in row] for row in rows]


def fill(path: Path, **standards: str) -> None:
    book = openpyxl.load_workbook(path)
    for cells in book["名称对照"].iter_rows(min_row=2):
        cells[2].value = standards.get(str(cells[1].value), cells[2].value)
    book.save(path)


def test_what_is_not_known_is_offered_and_read_once_it_is_filled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(
        tmp_path / "十一月.xlsx", HEADER, row("墨水河", "前枣行村"), row("大沽河", "江家庄")
    )
    kept = tmp_path / named("名称对照.xlsx")
    assert main(["check", "water-month", str(source)]) == 1
    assert "有 2 个名称不认识，已列在 名称对照.xlsx" in capsys.readouterr().out
    rows = {line[1]: line for line in offered(kept)}
    assert rows["墨水河·前枣行村"] == [
        "断面",
        "墨水河·前枣行村",
        "",
        "墨水河·前枣行",
        "监测数据!C2",
    ]
    assert rows["磷含量总"][0] == "列名"
    assert main(["check", "water-month", str(source)]) == 1  # nobody has filled it: written again
    fill(kept, 墨水河·前枣行村="墨水河·前枣行", 磷含量总="总磷")
    assert main(["check", "water-month", str(source)]) == 0
    later = write(tmp_path / "十二月.xlsx", HEADER, row("大沽河", "江家"))
    before = kept.read_bytes()
    assert main(["check", "water-month", str(later)]) == 1
    assert kept.read_bytes() == before
    assert "再改名为 名称对照.xlsx" in capsys.readouterr().out
    more = offered(tmp_path / named("名称对照_补充.xlsx"))
    assert sorted(line[1:3] for line in more) == [
        ["墨水河·前枣行村", "墨水河·前枣行"],
        ["大沽河·江家", ""],
        ["磷含量总", "总磷"],
    ]


def test_a_required_column_of_another_name_is_offered(tmp_path: Path) -> None:
    header = ("所属月", *HEADER[1:])
    source = write(tmp_path / "十一月.xlsx", header, row("大沽河", "江家庄"))
    assert main(["check", "water-month", str(source)]) == 1
    kept = tmp_path / named("名称对照.xlsx")
    assert next(line[:4] for line in offered(kept)) == ["列名", "所属月", "", "月份"]
    fill(kept, 所属月="月份", 磷含量总="总磷")
    assert main(["check", "water-month", str(source)]) == 0


def test_a_sound_input_has_nothing_to_ask(tmp_path: Path) -> None:
    header = ("月份", "河流名称", "监测断面", "总磷", "天气", *REST)
    values = ("2018-11", "大沽河", "江家庄", "0.1", "晴", *REST.values())
    source = write(tmp_path / "十一月.xlsx", header, values)
    assert main(["check", "water-month", str(source)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["十一月.xlsx"]
