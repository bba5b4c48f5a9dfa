"""compare of prizes where some of the sheets have no rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from award.helpers import Row, application, write
from qdcalc.cli.main import main


def written(folder: Path, name: str, rows: list[Row], **others: object) -> Path:
    """Run a workbook; return where the result is."""
    sheets = {"事故": [], "撤销事由": [], "口径": [("评审基准日", "2020-11-30")], **others}
    source = write(folder / f"{name}.xlsx", rows, **sheets)
    target = folder / f"{name}_结果.xlsx"
    assert main(["run", "award", str(source), "-o", str(target)]) == 0
    return target


def test_results_without_prizes_and_without_earlier_ones_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # before the choice there is no sheet 奖金明细, and no 获奖跟踪 where nothing is followed; then
    # one organisation is chosen: 500,000.00 (第十九条)
    before = written(tmp_path, "评审前", [application()])
    after = written(tmp_path, "评审后", [application(拟奖励="是")])
    capsys.readouterr()
    target = tmp_path / "比较.xlsx"
    assert main(["compare", str(before), str(after), "-o", str(target)]) == 0
    said = capsys.readouterr().out
    assert "奖金明细 奖金（元）：甲 0.00 → 乙 500,000.00，差 500,000.00，1 行变动" in said
    assert "获奖跟踪 追缴奖金（元）：甲 0.00 → 乙 0.00，差 0.00，0 行变动" in said
    # a sheet that had rows and was taken out since is said
    book = openpyxl.load_workbook(after, data_only=True)
    del book["奖金明细"]
    book.save(after)
    assert main(["compare", str(before), str(after), "-o", str(target), "--overwrite"]) == 2
    assert "奖金明细和写出时不同" in capsys.readouterr().err
