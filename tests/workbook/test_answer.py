"""The sheet 结论: the headline laid out on one A4 page.

Contract: workbooks.md, "Sheet 结论 comes first: one A4 page that answers in ten seconds … its
figures are formulas or copies of the sheets behind it", and the wireframe in answers.md. The money
is worked by hand: section 1 (市控) is 0.5 times over in November (2,000,000 ÷ 12 = 166,666.67 元,
莱西 to 平度) and 2.5 times over in December (twice that, 333,333.33 元).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.merge import MergedCellRange

import merges
from qdcalc import FileError, UsageError, water
from qdcalc.cli import main as cli
from qdcalc.result.headline import Headline, Panel, PanelColumn, ToCheck
from qdcalc.result.live import MOVED
from qdcalc.table.kinds import MONEY
from qdcalc.workbook.answer import add_answer
from qdcalc.workbook.layout import ACROSS, CONTINUED, GRID, fitted, laid_out
from qdcalc.workbook.styles import Formats
from recalculated import changed, needs_office, recalculate
from samples import result_of
from seeds import later
from workbook.books import HEADER, ROW, write

DECEMBER = ("2018-12", 1, 3.5)
NOVEMBER_OF_1, DECEMBER_OF_1 = 166666.67, 333333.33


def texts(path: Path, sheet: str = "结论") -> list[list[Any]]:
    """Return the filled cells of each row."""
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def row_of(path: Path, first: str) -> list[Any]:
    return next(row for row in texts(path) if row and row[0] == first)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answer")
    source = write(folder / "in.xlsx", HEADER, ROW, DECEMBER)
    return water.month(source).to_excel(folder / "out.xlsx")


# ------------------------------------------------------------------------------ the month


def test_it_comes_first_on_one_upright_page(path: Path) -> None:
    sheet: Any = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert sheet.title == "结论"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_it_says_who_pays_net_in_words_and_against_the_month_before(path: Path) -> None:
    # 莱西 pays 333,333.33 in December, 166,666.67 in November: 166,666.66 more
    assert row_of(path, "莱西") == [
        "莱西", 0, DECEMBER_OF_1, -DECEMBER_OF_1, "净付", -NOVEMBER_OF_1, -166666.66,
    ]  # fmt: skip
    assert row_of(path, "平度") == [
        "平度", DECEMBER_OF_1, 0, DECEMBER_OF_1, "净收", NOVEMBER_OF_1, 166666.66,
    ]  # fmt: skip
    header = row_of(path, "区市")
    assert header[-2:] == ["上月净额", "变动"]


def test_signs_tell_the_sides_without_colour(path: Path) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True)["结论"]
    formats = {
        cell.value: cell.number_format
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in ("净收", "净付")
    }
    assert formats == {"净收": '"▲ "@', "净付": '"▼ "@'}


def test_what_exceeded_links_to_its_row(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["结论"]
    links = {cell.value: cell.hyperlink for row in sheet.iter_rows() for cell in row
             if cell.hyperlink}  # fmt: skip
    (place,) = [link.location for text, link in links.items() if "断面核算" in str(text)]
    name, cell = str(place).replace("'", "").split("!")
    row = book[name][cell].row
    shown = [c.value for c in book[name][row]]
    assert shown[:2] == ["2018-12", 1]
    assert "超标" in shown


def test_excel_draws_the_chart_of_cells(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
        drawn = archive.read(charts[0]).decode()
    assert "barChart" in drawn
    # the format of labels that aren't shown is lost where LibreOffice saves, verify would tell it
    assert ("万" in drawn) == ('<c:showVal val="1"/>' in drawn)
    assert "结论'!$" in drawn or "结论!$" in drawn


def test_a_chart_taller_than_its_rows_has_the_room_that_it_takes(path: Path) -> None:
    """Of two months: the row that is left blank for the chart must be written with its height."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        for number in (1, 2):
            sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            rows = {int(r) for r in re.findall(r'<row r="(\d+)"[^>]* ht="', sheet)}
            drawing = f"xl/drawings/drawing{number}.xml"
            if drawing not in archive.namelist():
                continue
            places = re.findall(r"<xdr:row>(\d+)</xdr:row>", archive.read(drawing).decode())
            for first, last in zip(places[::2], places[1::2], strict=True):
                assert {
                    *range(int(first) + 1, int(last) + 1)
                } <= rows  # rows from 0, the last begun


def test_it_closes_with_the_proof_and_the_signatures(path: Path) -> None:
    flat = ["".join(map(str, row)) for row in texts(path)]
    assert any("单位：元" in line for line in flat)
    assert any(line.startswith("校验 ") and "in.xlsx" in line for line in flat)
    for word in ("制表", "复核", "负责人", "日期"):
        assert word in flat[-1]


# ------------------------------------------------------------------------- any headline


def panel(name: str, rows: int, columns: int = 3, **more: Any) -> Panel:
    described = (PanelColumn("名称"), *(PanelColumn(f"列{n}", MONEY) for n in range(1, columns)))
    body = tuple((f"单位{n}", *(n * 1_000_000_00 for _ in described[1:])) for n in range(rows))
    return Panel(name, f"{name}的表", described, body, **more)


def written(headline: Headline, path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        add_answer(book, Formats(book), headline, "试算")
    return path


@pytest.mark.parametrize("rows", [1, 30, 400])
def test_any_number_of_rows_keeps_to_one_page(rows: int, tmp_path: Path) -> None:
    headline = Headline(
        "试算", ("一句。",),
        panels=(panel("balances", 12, bars=("列1",)), panel("findings", rows),
                panel("rewards", rows), panel("months", rows)),
        to_check=tuple(ToCheck(f"第 {n} 件", 2, ("表!A1", "表!A2")) for n in range(rows)),
    )  # fmt: skip
    out = written(headline, tmp_path / "out.xlsx")
    shown = texts(out)
    assert len(shown) < 110
    flat = ["".join(map(str, row)) for row in shown]
    assert any(f"签字前请看 {rows:,} 项" in line for line in flat)
    if rows > 100:
        assert any("结论_续" in line for line in flat), "what is left out has its place named"
        assert "单位399" in {row[0] for row in texts(out, "结论_续") if row}


def test_every_district_stays(tmp_path: Path) -> None:
    headline = Headline("试算", (), panels=(panel("balances", 30), panel("findings", 500)))
    names = {row[0] for row in texts(written(headline, tmp_path / "out.xlsx")) if row}
    assert {f"单位{n}" for n in range(30)} <= names


def test_no_money_and_no_panels(tmp_path: Path) -> None:
    flat = ["".join(map(str, row))
            for row in texts(written(Headline("试算", ()), tmp_path / "o.xlsx"))]  # fmt: skip
    assert flat[0] == "试算"
    assert any("签字前没有需要看的" in line for line in flat)


def test_thirty_payees_show_the_largest_and_say_so() -> None:
    names = tuple(f"收款{n}" for n in range(30))
    total = ("合计", *(n * 1_000_000_00 for n in range(30)), 435 * 1_000_000_00)
    wide = Panel(
        "matrix", "谁付给谁",
        (PanelColumn("付款方"), *(PanelColumn(n, MONEY) for n in names),
         PanelColumn("合计", MONEY)),
        (("甲", *total[1:]), total), has_total=True,
    )  # fmt: skip
    (layout,), _ = fitted((wide,), 60)
    shown = [column.label for column in layout.panel.columns]
    assert shown[0] == "付款方"
    assert shown[-2:] == ["收款29", "合计"]
    assert "收款1" not in shown
    assert f"另有 {32 - len(shown)} 列" in layout.panel.note
    assert sum(layout.spans) <= GRID


def test_nothing_is_wider_than_the_page() -> None:
    texts_only = Panel(
        "needs", "要答的", tuple(PanelColumn(f"问{n}") for n in range(6)),
        (tuple("很长的一句话" * 12 for _ in range(6)),),
    )  # fmt: skip
    for layout in (*fitted((texts_only, panel("x", 3, 9)), 60)[0], *laid_out([texts_only])):
        assert sum(layout.spans) <= ACROSS
    assert fitted((texts_only,), 60)[0][0].lines[0] > 1


# -------------------------------------------------------------- --previous: last month's result


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("previous")
    return water.month(write(folder / "11.xlsx", HEADER, ROW)).to_excel(folder / "11月结果.xlsx")


@pytest.fixture
def december(tmp_path: Path) -> Path:
    return write(tmp_path / "12.xlsx", HEADER, DECEMBER)


def test_the_result_of_last_month_is_compared(
    november: Path, december: Path, tmp_path: Path
) -> None:
    out = tmp_path / "12月结果.xlsx"
    command = ["run", "water-month", str(december), "-o", str(out), "--previous", str(november)]
    assert cli.main(command) == 0
    assert row_of(out, "莱西")[-2:] == [-NOVEMBER_OF_1, -166666.66]
    run = {row[0]: row[1] for row in texts(out, "运行信息") if len(row) == 2}
    assert run["上月结果"] == "11月结果.xlsx"


def test_previous_in_python_may_be_a_result(november: Path, december: Path) -> None:
    earlier = water.month(november.parent / "11.xlsx")
    said = [
        water.month(december, previous=given).headline.panel("balances")
        for given in (earlier, november)
    ]
    assert said[0] == said[1]
    assert said[0] is not None
    assert ("莱西", 0, 33333333, -33333333, "净付", -16666667, -16666666) in said[0].rows


def test_another_month_is_refused(november: Path, tmp_path: Path) -> None:
    january = write(tmp_path / "1.xlsx", HEADER, ("2019-01", 1, 3.5))
    with pytest.raises(UsageError, match=r"2018-11.*2019-01.*应给 2018-12"):
        water.month(january, previous=november)


def test_a_changed_file_is_refused(november: Path, december: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(november)
    book["区市汇总"]["C2"] = 1
    changed = tmp_path / "改.xlsx"
    book.save(changed)
    with pytest.raises(FileError, match=r"改动过|不是 qdcalc"):
        water.month(december, previous=changed)


def test_what_is_no_result_is_refused(december: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="不能作为上月结果"):
        water.month(december, previous=december)
    with pytest.raises(FileError, match="找不到上月结果"):
        water.month(december, previous=tmp_path / "没有.xlsx")


def test_previous_is_never_written_over(november: Path, december: Path) -> None:
    result = water.month(december, previous=november)
    with pytest.raises(FileError, match="是输入文件"):
        result.to_excel(november)


# ---------------------------------------------------------------------------- what prints


def test_details_stand_last_and_print_nothing(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames[-3:] == ["指标明细", "付款分摊", "收付分摊"]
    for name in ("指标明细", "采用断面", "口径与依据", "校验", "运行信息", "问题提示"):
        area = str(book[name].print_area).replace("$", "").split("!")[-1]
        cell = area.split(":")[0]
        assert book[name][cell].value is None, name
    for name in ("收付关系", "资金流向", "区市汇总"):
        assert not book[name].print_area, name
    assert all(sheet.page_setup.paperSize == 9 for sheet in book.worksheets)


def test_relations_by_hand(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    rows = list(book["收付关系"].iter_rows(values_only=True))
    assert rows == [
        ("月份", "付款方", "收款方", "赔付（元）", "奖励（元）", "合计（元）"),
        ("2018-11", "莱西", "平度", NOVEMBER_OF_1, 0, NOVEMBER_OF_1),
        ("2018-12", "莱西", "平度", DECEMBER_OF_1, 0, DECEMBER_OF_1),
        ("合计", None, None, 500000, 0, 500000),
    ]


def test_nothing_paid_leaves_relations_empty(tmp_path: Path) -> None:
    result = water.month(write(tmp_path / "in.xlsx", HEADER, ("2018-11", 1, 0.9)))
    assert result["收付关系"].empty
    assert result.is_sound


def test_the_run_is_told_in_the_time_of_china(path: Path) -> None:
    run = {row[0]: row[1] for row in texts(path, "运行信息") if len(row) == 2}
    assert "+08:00" in str(run["运行时间"])


# ------------------------------------------------------------------------------ live figures


def test_merged_cells_are_bound_as_openpyxl_binds_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests read by merges.py is what openpyxl alone reads."""
    found = []
    for bind in (merges.BIND_SLOWLY, merges.bind):
        monkeypatch.setattr(MergedCellRange, "format", bind)
        sheet = openpyxl.load_workbook(path)["结论"]
        assert sheet.merged_cells.ranges
        cells = [cell for row in sheet.iter_rows() for cell in row]
        found.append([(c.coordinate, repr(c.border), repr(c.protection)) for c in cells])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "name", later(["water-month", "water-year", "expo", "staffing"], "water-year")
)
def test_its_figures_are_formulas_of_the_sheets_behind(name: str, tmp_path: Path) -> None:
    # workbooks.md: "a reading or figure changed in the workbook changes the amounts": what is left
    # as a number is a count of applications that were refused, by a reason in words
    book = openpyxl.load_workbook(result_of(name).to_excel(tmp_path / "out.xlsx"))
    sheets = [book[title] for title in ("结论", CONTINUED) if title in book.sheetnames]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    live = [str(cell.value) for cell in cells if cell.data_type == "f"]
    copies = [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert len(live) > 100
    assert {cell.number_format for cell in copies} <= ({"#,##0"} if name == "expo" else set())
    assert sum(MOVED[:-1] in formula for formula in live) == 1


@needs_office
@pytest.mark.oracle
def test_it_says_when_the_workbook_was_changed(path: Path, tmp_path: Path) -> None:
    # the base of 市控 becomes 2,400,000: 莱西 pays 2 × 200,000 in December and is told to run again
    book = openpyxl.load_workbook(path)
    rows = {(r[0].value, r[2].value): r[4].coordinate for r in book["标准数额"].iter_rows()}
    place = ("标准数额", rows["annual_base_yuan", "市控"])
    file = changed(path, tmp_path / "changed.xlsx", {place: 2_400_000})
    (after,) = recalculate([file], tmp_path)
    row = row_of(after, "莱西")
    assert row[:4] == ["莱西", 0, 400_000, -400_000]
    assert [MOVED] in texts(after)
    assert [MOVED] not in texts(path)


@needs_office
@pytest.mark.oracle
def test_it_says_so_where_no_figure_of_its_own_chart_moves(tmp_path: Path) -> None:
    # an appeal: what a station costs a year, the day of the report, an option in another spelling
    path = result_of("staffing").to_excel(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    costs = [cell.value for cell in book["配备核算"][1]].index("人均年经费（元）")
    rows = {(r[0].value, r[1].value): r[2].coordinate for r in book["口径与依据"].iter_rows()}
    day = next(
        place for (part, item), place in rows.items() if (part, item) == ("设置", "统计日期")
    )
    option = next(place for (part, _), place in rows.items() if part == "口径")
    changes: list[dict[tuple[str, str], Any]] = [
        {("配备核算", book["配备核算"].cell(2, costs + 1).coordinate): 100_000.01},
        {("口径与依据", day): "2020-01-01"},
        {("口径与依据", option): "另一种写法"},
    ]
    files = [
        changed(path, tmp_path / f"changed{n}.xlsx", change) for n, change in enumerate(changes)
    ]
    first, *others = recalculate([path, *files], tmp_path)
    assert [MOVED] not in texts(first)
    *moved, rewritten = (texts(other) for other in others)
    assert all([MOVED] in told for told in moved)
    # a row of 校验 counts options in no known spelling
    assert any("校验有 1 行不通过" in str(cell) for line in rewritten for cell in line)
