"""One bad application form does not stop the others (workbooks.md, issue 14)."""

from __future__ import annotations

import zipfile
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


def damaged(good: Path, path: Path) -> None:
    """Write a workbook that opens, with half of its sheet."""
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(path, "w") as half:
        for name in whole.namelist():
            content = whole.read(name)
            half.writestr(name, content[: len(content) // 2 if "sheet1" in name else None])


def test_a_form_that_cannot_be_opened_is_returned_a_shared_workbook_stops(tmp_path: Path) -> None:
    """docs/decisions/0012: what can't be opened is a form where its sheet or its name says so.

    Without 历史补助 what was paid before would be paid again; so whatever may be that stops all.
    """
    good = tmp_path / "甲.xlsx"
    fill(good, {**GOOD, "展会名称": "甲展", "申请单位": "甲公司"})
    damaged(good, tmp_path / "乙.xlsx")
    (tmp_path / "丙公司申请表.xlsx").write_bytes(b"")
    (tmp_path / "丁公司申请表.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (tmp_path / "戊公司申请表.xlsx").write_bytes(good.read_bytes()[:-600])
    result = qdcalc.expo.assess(tmp_path)
    assert set(result.tables["findings"]["file"]) == {"甲.xlsx"}
    back = result["退回申请"].set_index("文件")["问题"]
    assert dict(back) == {
        "乙.xlsx": "这份申请表打不开：工作表“申请表”读不出来",
        "丙公司申请表.xlsx": "这份申请表打不开：内容不是 Excel 工作簿",
        "丁公司申请表.xlsx": "这份申请表打不开：是有打开密码的工作簿或旧版 .xls",
        "戊公司申请表.xlsx": "这份申请表打不开：内容不是 Excel 工作簿",
    }
    assert result.headline.reservations == ("不含退回的 4 份申请表",)
    assert failed_checks(result) == []
    for name in ("资料.xlsx", "历史补助申请表.xlsx"):
        shared = tmp_path / name
        shared.write_bytes(b"")  # as the form 丙, which it is no copy of
        with pytest.raises(qdcalc.FileError, match=f"{name} 的内容不是.*写上“申请表”") as refused:
            qdcalc.expo.assess(tmp_path)
        assert "历史补助、预算、口径、名称对照" in str(refused.value)
        shared.unlink()


def test_forms_none_of_which_can_be_opened_are_an_error(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}公司申请表.xlsx").write_bytes(name.encode())
    with pytest.raises(qdcalc.FileError, match=r"乙公司申请表\.xlsx 的内容不是"):
        qdcalc.expo.assess(tmp_path)
