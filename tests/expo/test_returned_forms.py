"""One bad application form does not stop the others (workbooks.md, issue 14)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import qdcalc
from qdcalc.cli.main import main

from .helpers import Row, failed_checks, trade, write
from .test_form_input import FORM, PAID, lines

BUDGET = {"项目": "贸易展补助", "年度": 2019}
GOOD, BAD = trade(26_500), trade(26_500, 展览面积="约两万六")


def fill(path: Path, row: Row) -> None:
    """Fill in the block 展会 of a form."""
    book = openpyxl.load_workbook(qdcalc.template("expo", path, is_form=True))
    rows = lines(book[FORM])
    for label, value in row.items():
        if value != "":
            book[FORM].cell(rows["展会", label], 2).value = value
    book.save(path)


def forms(tmp_path: Path) -> Path:
    """A good form, one with an area in words, and the bureau's own budget."""
    folder = tmp_path / "申请"
    folder.mkdir()
    fill(folder / "甲.xlsx", {**GOOD, "展会名称": "甲展", "申请单位": "甲公司"})
    fill(folder / "乙.xlsx", {**BAD, "展会名称": "乙展", "申请单位": "乙公司"})
    fill(folder / "丙.xlsx", {**GOOD, "展会名称": "丙展", "申请单位": "丙公司"})
    write(
        folder / "预算.xlsx",
        {"预算": [{"项目": "贸易展补助", "年度": 2019, "预算金额": 1_000_000}]},
    )
    return folder


def test_the_others_are_assessed_and_the_bad_one_is_returned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, target = forms(tmp_path), tmp_path / "结果.xlsx"
    assert main(["run", "expo", str(folder), "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert "退回申请表 1 份" in said.out
    assert "T51" in said.err
    assert "乙.xlsx" in said.err
    result = qdcalc.expo.assess(folder)
    assert result.headline.reservations == ("不含退回的 1 份申请表",)
    assert "情况（不含退回的 1 份申请表）报告如下" in repr(result.report("expo"))
    found = result.tables["findings"]
    assert sorted(found["file"]) == ["丙.xlsx", "甲.xlsx"]
    assert set(found["amount_fen"]) == {PAID[0]}
    back = result["退回申请"]
    assert back["文件"].tolist() == ["乙.xlsx"]
    assert back["原值"].tolist() == ["约两万六"]
    assert failed_checks(result) == []
    rows = result["校验"].query("检查 == '申请表份数 = 读取的 + 退回的'")
    assert rows[["左值", "右值"]].to_numpy().tolist() == [[3, 3]]
    assert "退回申请" in openpyxl.load_workbook(target).sheetnames
    assert qdcalc.verify(target, folder).empty
    (copy,) = tmp_path.glob("结果_错误标注_乙.xlsx")
    assert "错误汇总" in openpyxl.load_workbook(copy).sheetnames


def test_a_bad_shared_sheet_stops_everything(tmp_path: Path) -> None:
    folder = forms(tmp_path)
    write(
        folder / "预算.xlsx", {"预算": [{"项目": "贸易展补助", "年度": 2019, "预算金额": "一百万"}]}
    )
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.expo.assess(folder)
    assert {p.file for p in refused.value.collected if p.is_error} == {"乙.xlsx", "预算.xlsx"}


def test_bad_forms_alone_are_an_error(tmp_path: Path) -> None:
    folder = forms(tmp_path)
    for name in ("甲", "丙"):
        (folder / f"{name}.xlsx").unlink()
    with pytest.raises(qdcalc.InputError):
        qdcalc.expo.assess(folder)
