"""核算台账.csv: right in Excel, appended to and never rewritten, never in the way of a run.

Issue 11, "The double click": a line in 核算台账.csv (time, input with hash, version,
interpretations, totals, errors).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from qdcalc.cli import ledger

ROW = {"输入文件": "甲.xlsx", "合计": "应付合计 4,388,888.92 元", "错误": 0}


def rows(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def test_excel_shows_the_chinese(tmp_path: Path) -> None:
    path = tmp_path / "核算台账.csv"
    assert ledger.record(path, [ROW]) == ""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "without it Excel takes it for GBK"
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.endswith(b"\r\n")
    (row,) = rows(content)
    assert tuple(row) == ledger.COLUMNS
    assert (row["输入文件"], row["合计"], row["错误"]) == ("甲.xlsx", ROW["合计"], "0")


def test_it_is_only_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "核算台账.csv"
    ledger.record(path, [ROW])
    before = path.read_bytes()
    ledger.record(path, [ROW | {"输入文件": "乙.xlsx"}, ROW])
    content = path.read_bytes()
    assert content.startswith(before)
    assert [row["输入文件"] for row in rows(content)] == ["甲.xlsx", "乙.xlsx", "甲.xlsx"]
    assert content.count("输入文件".encode()) == 1, "one line of headings"


def test_what_a_person_wrote_into_it_stays(tmp_path: Path) -> None:
    """Notes below, no line end, and Excel's own encoding where it saved it as CSV."""
    path = tmp_path / "核算台账.csv"
    ledger.record(path, [ROW])
    text = path.read_bytes().decode("utf-8-sig") + "已复核"
    path.write_bytes(text.encode("gb18030"))
    before = path.read_bytes()
    ledger.record(path, [ROW | {"输入文件": "乙.xlsx"}])
    content = path.read_bytes()
    assert content.startswith(before)
    found = rows(content, "gb18030")
    assert [row["输入文件"] for row in found] == ["甲.xlsx", None, "乙.xlsx"]
    assert found[1]["时间"] == "已复核"


def test_a_file_with_other_headings_gets_ours_below(tmp_path: Path) -> None:
    path = tmp_path / "核算台账.csv"
    path.write_text("我的台账\n", encoding="utf-8")
    ledger.record(path, [ROW])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "我的台账"
    assert lines[1] == ",".join(ledger.COLUMNS)
    assert lines[2].startswith(",甲.xlsx,")


def lock(monkeypatch: pytest.MonkeyPatch, *locked: Path) -> None:
    """Let files refuse to be appended to, as on Windows while Excel shows them."""
    opened = Path.open

    def refuse(self: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
        if self in locked and "a" in mode:
            raise PermissionError(13, "in use")
        return opened(self, mode, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)


def test_open_in_excel_the_line_waits_and_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "核算台账.csv"
    ledger.record(path, [ROW])
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        lock(patch, path)
        for name in ("乙.xlsx", "丙.xlsx"):
            said = ledger.record(path, [ROW | {"输入文件": name}])
            assert "Excel" in said
            assert "核算台账_待补记.csv" in said
    assert path.read_bytes() == before
    assert ledger.record(path, [ROW | {"输入文件": "丁.xlsx"}]) == ""
    names = [row["输入文件"] for row in rows(path.read_bytes())]
    assert names == ["甲.xlsx", "乙.xlsx", "丙.xlsx", "丁.xlsx"]
    assert [p.name for p in tmp_path.iterdir()] == ["核算台账.csv"]


def test_where_nothing_can_be_written_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "核算台账.csv"
    lock(monkeypatch, path, tmp_path / "核算台账_待补记.csv")
    assert "没有记账" in ledger.record(path, [ROW])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("=cmd|'/c calc'!A1.xlsx", "'=cmd|'/c calc'!A1.xlsx"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("甲\r\n乙", "甲 乙"),
        ('甲,"乙"', '甲,"乙"'),
    ],
)
def test_a_cell_is_one_line_and_no_formula(text: str, wanted: str, tmp_path: Path) -> None:
    path = tmp_path / "核算台账.csv"
    ledger.record(path, [{"输入文件": text}])
    (row,) = rows(path.read_bytes())
    assert row["输入文件"] == wanted
