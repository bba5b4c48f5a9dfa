"""compare: what differs between two results, why, and that it adds up to the fen.

workbooks.md: "two results of one calculation (two months, two versions of an input, two
interpretations, two policies): sheet 变动 with every section, applicant or platform whose verdict
or amount differs and why (input cell, figure or interpretation), sheet 区市变动; the differences
add up to the difference of the totals to the fen".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from qdcalc.cli.main import main
from qdcalc.files.hashes import sha256
from qdcalc.notice.catalogue import calculations, find
from qdcalc.result.changes import compared_tables
from qdcalc.result.result import Result
from qdcalc.result.run_differences import Side, of_other_inputs
from qdcalc.run import run
from seeds import at_first
from water.helpers import reading
from water.helpers import run as calculated

DATA = Path(__file__).parents[2] / "data"
STAFFING, EXPO = DATA / "人员配备_2019-06.xlsx", DATA / "会展补助_2019.xlsx"
NOVEMBER = DATA / "水质周期_2018-2019" / "水质监测_2018-11.xlsx"
OCTOBER = NOVEMBER.with_name("水质监测_2018-10.xlsx")
Edit = Callable[[openpyxl.Workbook], None]


def edited(source: Path, to: Path, edit: Edit) -> Path:
    book = openpyxl.load_workbook(source, data_only=True)
    edit(book)
    book.save(to)
    return to


def a_platform_serves_more(book: openpyxl.Workbook) -> None:
    """Change the first platform, take the second away; the header is row 2."""
    sheet = book["服务平台"]
    sheet["E3"].value = 99_999
    sheet.delete_rows(4)


def a_show_is_larger(book: openpyxl.Workbook) -> None:
    sheet = book["展会"]
    sheet["J3"].value += 60_000
    sheet.delete_rows(5)


@cache
def folder() -> Path:
    return Path(mkdtemp(prefix="qdcalc-test-"))


@cache
def pair(name: str) -> tuple[Result, Result, Path, Path]:
    """Return two results of a calculation and their workbooks, each beside its input."""
    source, edit = {
        "staffing": (STAFFING, a_platform_serves_more),
        "expo": (EXPO, a_show_is_larger),
    }[name]
    first = edited(source, folder() / f"{name}_旧.xlsx", lambda book: None)
    second = edited(source, folder() / f"{name}_新.xlsx", edit)
    results = [run(find(name), path) for path in (first, second)]
    paths = [
        result.to_excel(folder() / f"{name}_{letter}.xlsx")
        for result, letter in zip(results, "甲乙", strict=True)
    ]
    return results[0], results[1], paths[0], paths[1]


def fen(values: Any) -> int:
    """Add up what a sheet shows, exactly."""
    return sum(round(value * 100) for value in values if isinstance(value, (int, float)))


def rows(path: Path, sheet: str) -> pd.DataFrame:
    lines = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    return pd.DataFrame(lines[1:], columns=lines[0], dtype=object)


def compare(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["compare", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_every_calculation_says_what_is_compared() -> None:
    for calculation in calculations():
        kinds = [how.is_summed for _, how in compared_tables(calculation)]
        assert True in kinds, calculation
        assert False in kinds, calculation


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "scope", "item"),
    at_first([("staffing", "配备核算", "缺口经费"), ("expo", "核定结果", "核定金额")], 1),
)
def test_the_differences_add_up_to_that_of_the_totals(
    name: str, scope: str, item: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, first, second = pair(name)
    code, out, err = compare(capsys, first, second, "-o", tmp_path / "变动.xlsx")
    assert (code, err) == (0, "")
    assert "通过" in out
    moved = rows(tmp_path / "变动.xlsx", "变动")
    moved = moved[(moved["表"] == scope) & (moved["项目"] == f"{item}（元）")]
    column = f"{item}（元）"
    totals = []
    for path in (first, second):
        sheet = rows(path, scope)
        totals.append(fen(sheet.loc[sheet.iloc[:, 0] != "合计", column]))
    assert totals[0] != totals[1]
    assert fen(moved["差额"]) == totals[1] - totals[0]
    bridge: Any = (
        rows(tmp_path / "变动.xlsx", "差额分解").set_index(["表", "项目"]).loc[scope, column]
    )
    assert fen([bridge["甲合计"]]) == totals[0]
    assert fen([bridge["乙合计"]]) == totals[1]
    parts = fen([bridge["甲合计"], bridge["改变"], bridge["只在乙"]]) - fen([bridge["只在甲"]])
    assert parts == totals[1]
    checks = rows(tmp_path / "变动.xlsx", "校验")
    assert set(checks["结果"]) == {"通过"}


def test_a_changed_cell_is_the_reason() -> None:
    first, second, *_ = pair("staffing")
    moved = first.compare(second)["变动"].set_index(["名称", "项目"])
    name = "市南·八大湖街道·八大湖服务中心·街道(镇)"
    line: Any = moved.loc[(name, "缺口（人）")]
    # 三(二): one for each 6,000 people: 99,999 ÷ 6,000 = 16.7, taken up: 17; there are 5
    assert line["乙"] == 12
    assert (line["甲判定"], line["乙判定"]) == ("是", "否")
    assert line["原因"].startswith("输入：服务平台!E3 服务对象数 29400 → 99999")
    assert "应配 5 → 17" in line["原因"]
    gone = moved[moved["变动"] == "只在甲"]
    assert all("服务平台!A4 这一行只在甲" in reason for reason in gone["原因"])


def test_a_claim_that_moved_up_a_row_is_the_same_claim() -> None:
    first, second, *_ = pair("expo")
    moved = first.compare(second)["变动"]
    assert moved["变动"].tolist().count("只在甲") == 1  # the row that was deleted
    assert "只在乙" not in moved["变动"].tolist()  # those below are the same claims
    larger = moved[moved["名称"].str.contains("渔业博览会")].iloc[0]
    assert larger["原因"].startswith("输入：展会!J3 展览面积 26500 → 86500")


def test_sums_of_districts_and_applicants() -> None:
    first, second, *_ = pair("expo")
    moved = first.compare(second)["区市变动"]
    (line,) = moved[moved["名称"] == "示例渔博会展公司"].to_dict("records")
    assert line["差额"] == line["乙"] - line["甲"] > 0


@pytest.mark.parametrize("name", ["staffing", "expo"])
def test_workbooks_and_results_compare_alike(name: str) -> None:
    first, second, *paths = pair(name)
    in_python, of_files = first.compare(second), first.compare(paths[1])
    for sheet in ("变动", "区市变动", "差额分解"):
        pd.testing.assert_frame_equal(in_python[sheet], of_files[sheet])
    assert in_python.is_sound
    assert list(in_python) == ["差额分解", "变动", "区市变动", "不同之处", "校验", "运行信息"]
    assert len(in_python) == 6
    with pytest.raises(KeyError):
        in_python["别的"]


def test_a_result_and_itself_do_not_differ() -> None:
    first, *_ = pair("staffing")
    same = first.compare(first)
    assert same["变动"].empty
    assert same["区市变动"].empty
    assert same["不同之处"].empty


def test_two_months_are_compared_section_by_section() -> None:
    first, second = (run(find("water-month"), path) for path in (OCTOBER, NOVEMBER))
    found = first.compare(second)
    assert set(found["变动"]["时期"]) == {"2018-10 → 2018-11"}
    # other months of other files, nothing else is otherwise
    period, files = found["不同之处"].to_numpy().tolist()
    assert period == ["时期", "月份（两份结果不是同一时期，各行按名称对照）", "2018-10", "2018-11"]
    assert files[:2] == ["输入", "输入文件"]
    digests = [sha256(path) for path in (OCTOBER, NOVEMBER)]
    for said, path, digest in zip(files[2:], (OCTOBER, NOVEMBER), digests, strict=True):
        assert said == f"{path.name}（SHA-256 {digest[:16]}…）"
    assert found.notes == [f"时期不同：{period[1]}，甲 2018-10，乙 2018-11"]
    assert "只在乙" not in found["变动"]["变动"].tolist()
    both = (result["断面核算"] for result in (first, second))
    signed = [rows["金额"].mask(rows["奖惩"] == "赔付", -rows["金额"]) for rows in both]
    assert fen(found["变动"]["差额"]) == fen(signed[1]) - fen(signed[0])
    assert set(found["变动"]["项目"]) == {"金额（元，赔付为负）"}
    assert fen(found["区市变动"].query("项目 == '净额（元）'")["差额"]) == 0
    # what the verdict names comes first among the cells of the row
    line: Any = found["变动"].set_index("名称").loc["2·小沽河·敬庄公路桥"]
    assert line["乙判定"] == "Ⅳ 超标"
    assert line["原因"].startswith("输入：监测数据!L4 氨氮 0.92 → 1.36（同行另有")
    # the sections whose flows moved a district's sum, the largest first
    sums: Any = found["区市变动"].set_index(["名称", "项目"])["原因"]
    assert sums["市北", "应收（元）"] == "16·张村河·308国道桥 +83,333.34"
    assert sums["崂山", "净额（元）"] == (
        "28·崂山水库·崂山水库中心 +250,000.00、16·张村河·308国道桥 -166,666.67"
    )


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        (["甲 1"], ["甲 1"], []),
        (["甲 1"], ["乙 1"], []),  # the same content under another name
        (["甲 1"], ["甲 2"], [("输入文件", "甲（SHA-256 1…）", "甲（SHA-256 2…）")]),
        (["甲 1", "乙 2"], ["甲 1", "乙 3", "丙 4"],
         [("输入文件 乙", "乙（SHA-256 2…）", "乙（SHA-256 3…）"),
          ("输入文件 丙", "（空）", "丙（SHA-256 4…）")]),
        (["DataFrame：展会"], ["DataFrame：展会"], []),
        (["DataFrame：展会"], ["甲 1"], [("输入文件", "DataFrame：展会", "甲（SHA-256 1…）")]),
    ],
)  # fmt: skip
def test_other_inputs_are_named(before: list[str], after: list[str], due: list[Any]) -> None:
    """By what 运行信息 has of them: a line with the name, below it the SHA-256."""
    sides = []
    for files in (before, after):
        lines: list[tuple[str, ...]] = []
        for name, *digest in (file.split() for file in files):
            lines += [("输入文件", name), *(("SHA-256", one) for one in digest)]
        sides.append(Side("结果", {}, [], lines))
    assert of_other_inputs([], *sides) == [("输入", *line) for line in due]


def test_a_reward_that_becomes_a_penalty_of_the_same_size_differs() -> None:
    """Clause 七¶1: a leap by one class is paid, the same excess is received: twice the amount."""
    # Ⅲ is due; the limits of ammonia are 0.5 for Ⅱ and 1.0 for Ⅲ
    leap, exceed = (calculated([reading("2", {"氨氮": value})]) for value in ("0.4", "1.2"))
    both = [[r["断面核算"][c][1] for c in ("判定", "金额")] for r in (leap, exceed)]
    assert both == [["跃升", 166666.67], ["超标", 166666.67]]
    found = leap.compare(exceed)
    line: Any = found["变动"].set_index("名称").loc["2·小沽河·敬庄公路桥"]
    assert (line["甲"], line["乙"], line["差额"]) == (166666.67, -166666.67, -333333.34)
    bridge = found["差额分解"].iloc[0]
    assert (bridge["甲合计"], bridge["改变"], bridge["乙合计"]) == (
        166666.67,
        -333333.34,
        -166666.67,
    )


@pytest.mark.thorough
def test_two_interpretations_are_the_reason() -> None:
    first = run(find("water-month"), NOVEMBER)
    second = run(find("water-month"), NOVEMBER, interpretations={"upstream": "off"})
    found = first.compare(second)
    said = "口径“上游影响（upstream）”剔除指标（drop） → 不剔除（off）"
    assert len(found["变动"])
    assert all(said in reason for reason in found["变动"]["原因"])
    assert found["不同之处"].to_numpy().tolist() == [
        ["口径", "上游影响（upstream）", "剔除指标（drop）", "不剔除（off）"]
    ]


@pytest.mark.thorough
def test_two_policies_are_the_reason(tmp_path: Path) -> None:
    policy = find("water-month").policy()
    name = next(n for n, f in policy.figures.items() if f.unit == "万元" or f.unit == "元")
    figure = policy.figures[name]
    version = figure.versions[-1]
    own = tmp_path / "数额.toml"
    doubled = (
        version.value * 2
        if not isinstance(version.value, dict)
        else {k: v * 2 for k, v in version.value.items()}
    )
    told = (
        doubled
        if not isinstance(doubled, dict)
        else ("{" + ", ".join(f'"{k}" = {v}' for k, v in doubled.items()) + "}")
    )
    own.write_text(
        f"[[figures.{name}.versions]]\nsince = {version.since}\nvalue = {told}\n", encoding="utf-8"
    )
    first, second = (run(find("water-month"), NOVEMBER, policy=p) for p in (None, own))
    found = first.compare(second)
    assert len(found["变动"])
    assert all(f"标准数额“{figure.label}" in reason for reason in found["变动"]["原因"])
    assert found.is_sound


@pytest.mark.thorough
def test_two_years_add_up() -> None:
    source = NOVEMBER.parent
    first = run(find("water-year"), source)
    second = run(find("water-year"), source, interpretations={"rounding": "monthly"})
    found = first.compare(second)
    assert found.is_sound
    assert len(found["变动"])


def test_a_tampered_amount_does_not_add_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, first, second = pair("expo")

    def more(book: openpyxl.Workbook) -> None:
        book["核定结果"]["G2"].value += 1

    changed = edited(second, tmp_path / "改.xlsx", more)
    code, _, err = compare(capsys, first, changed, "-o", tmp_path / "变动.xlsx")
    assert code == 2
    assert "改.xlsx 的核定结果和写出时不同" in err
    assert "当时的输入不全在手边" in err
    checks = rows(tmp_path / "变动.xlsx", "校验")
    failed = checks[checks["结果"] == "不通过"]
    assert failed["检查"].tolist() == [
        "核定结果 核定金额：乙写出的合计 = 各行之和",
        "乙 核定结果：内容的 SHA-256 = 写出时记录的（1 是相同）",
    ]
    assert fen(failed["差额"][:1]) == -100
    reasons = rows(tmp_path / "变动.xlsx", "变动")["原因"]
    assert not reasons.str.contains("本行的输入和口径没有变").any(), "nobody has seen the inputs"


def test_a_deleted_row_is_told_and_an_error_value_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, first, second = pair("staffing")
    out = ("-o", tmp_path / "变动.xlsx")
    short = edited(second, tmp_path / "少.xlsx", lambda book: book["配备核算"].delete_rows(3))
    code, _, err = compare(capsys, first, short, *out)
    assert code == 2
    assert "少.xlsx 的配备核算和写出时不同" in err

    def error(book: openpyxl.Workbook) -> None:
        book["配备核算"]["H3"].value = "#N/A"

    wrong = edited(second, tmp_path / "错.xlsx", error)
    code, _, err = compare(capsys, first, wrong, *out)
    assert code == 2
    assert "错.xlsx 的“配备核算 第 3 行”缺口是空白、错误值" in err
    assert "请用 Excel 或 WPS 打开，保存一次" in err


def test_a_sum_without_a_result_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, first, second = pair("expo")

    def formula(book: openpyxl.Workbook) -> None:
        for name in ("核定结果", "项目汇总", "单位汇总"):
            sheet = book[name]
            heads = [str(cell.value) for cell in sheet[1]]
            if sheet.cell(sheet.max_row, 1).value == "合计":
                place = heads.index("核定金额（元）") + 1
                sheet.cell(sheet.max_row, place).value = "=SUM(G2:G9)"

    unsaved = edited(second, tmp_path / "没有结果.xlsx", formula)
    code, _, err = compare(capsys, first, unsaved, "-o", tmp_path / "变动.xlsx")
    assert code == 2
    assert "合计行的核定金额没有结果" in err
    assert "请用 Excel 或 WPS 打开，保存一次" in err


def test_the_files_are_named_on_the_pages_and_the_comparison_is_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, first, second = pair("expo")
    again = tmp_path / "变动.xlsx"
    assert compare(capsys, first, second, "-o", again)[0] == 0
    sheet: Any = openpyxl.load_workbook(again)["变动"]
    assert (
        "会展补助比较（甲：expo_甲.xlsx，乙：expo_乙.xlsx）"
        in sheet.HeaderFooter.oddHeader.center.text
    )
    for words in (["compare", again, first, "-o", tmp_path / "b.xlsx"], ["verify", again]):
        assert main(list(map(str, words))) == 2
        assert "变动.xlsx 是两份结果的比较（compare 写出的）" in capsys.readouterr().err


def test_what_can_not_be_compared_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, staffing, _ = pair("staffing")
    *_, expo, _ = pair("expo")
    out = ("-o", tmp_path / "变动.xlsx")
    for words, said in (
        ((staffing, expo, *out), "两份结果不是同一种计算：甲是人员配备，乙是会展补助"),
        ((staffing, STAFFING, *out), "没有“运行信息”"),
        ((staffing, tmp_path / "没有.xlsx", *out), "找不到结果"),
        ((staffing, staffing, "-o", staffing), "不会被改写"),
        ((staffing, *out), "没有写 B.xlsx"),
        ((staffing, staffing), "没有写 -o"),
    ):
        code, _, err = compare(capsys, *words)
        assert code == 2, words
        assert said in err
    assert not (tmp_path / "变动.xlsx").exists()
    with pytest.raises(qdcalc.UsageError, match="不是同一种计算"):
        pair("staffing")[0].compare(pair("expo")[0])
