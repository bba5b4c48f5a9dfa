"""名称对照: the user's own names, and what they mean (workbooks.md, Reading; issue 14)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from qdcalc.cli.main import main
from qdcalc.files.hashes import sha256
from water.helpers import CLEAN
from workbook.books import write

INDICATORS = {k: v for k, v in CLEAN.items() if k != "氨氮"}
OTHERS = ("月份", "河段", "站名", "氨氮浓度(mg/L)", *INDICATORS)


def row(river: str | None, section: str, nh3n: object = "0.1") -> tuple[Any, ...]:
    return "2018-11", river, section, nh3n, *INDICATORS.values()


def names(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["种类", "表中名称", "标准名称"], dtype="str")


KNOWN = (
    ("列名", "河段", "河流名称"),
    ("", "站名", "监测断面"),
    ("指标", "氨氮浓度(mg/L)", "氨氮"),
    ("断面", "胶平交界", "大沽河·后沙湾庄"),
    ("断面", "李村河口", "李村河·入海口"),
    ("河流", "大沽河干流", "大沽河"),
)


def readings(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(OTHERS), dtype=object)


def section_ids(result: Any) -> list[str]:
    frame = result.tables["section_months"]
    return [*map(str, frame.loc[frame["verdict"] != "缺测", "section_id"])]


def codes(error: qdcalc.InputError) -> list[str]:
    return sorted(p.fault.code for p in error.collected if p.is_error)


def test_columns_and_sections_are_read_by_the_users_names() -> None:
    table = readings(
        row("大沽河干流", "江家庄"), row("大沽河", "胶平交界", "2.5"), row(None, "李村河口"),
        row("张村河", "重庆路桥"),
    )  # fmt: skip
    result = qdcalc.water.month(table, names=names(*KNOWN))
    assert section_ids(result) == ["11", "12", "17", "19"]
    found = result.tables["indicators"].query("section_id == '12' and indicator == '氨氮'")
    assert found["value"].tolist() == [2.5]
    told = [p.texts()[6] for p in result.found if p.fault.code == "N07"]
    assert "断面“李村河口”按名称对照读作“李村河·入海口”（1 处）" in told
    assert "列名“站名”按名称对照读作“监测断面”（1 处）" in told
    basis = result.tables["basis"].query("part == '名称对照'")
    assert basis["item"].tolist() == [f"{kind or '列名'} {own}".replace("指标", "列名")
                                      for kind, own, _ in KNOWN]  # fmt: skip


def test_the_unit_of_a_heading_is_looked_at_in_the_sheet() -> None:
    table = readings(row("大沽河", "胶平交界", 2500)).rename(
        columns={"氨氮浓度(mg/L)": "氨氮浓度(μg/L)"}
    )
    result = qdcalc.water.month(table, names=names(*KNOWN))
    found = result.tables["indicators"].query("indicator == '氨氮'")
    assert found["value"].tolist() == [2.5]


def test_indicators_of_a_long_table_are_told() -> None:
    rows = [("2018-11", 20, item, value) for item, value in (("铵态氮", 2.5), ("NH3-N", None))]
    table = pd.DataFrame(
        [*rows, ("2018-11", 8, "NH3-N", 0.5)], columns=["月份", "序号", "监测项目", "监测值"]
    ).dropna()
    result = qdcalc.water.month(table, names=names(("指标", "铵态氮", "氨氮")))
    found = result.tables["indicators"].query("indicator == '氨氮'")
    assert sorted(found["value"]) == [0.5, 2.5]
    told = [p.texts()[6] for p in result.found if p.fault.code == "N07"]
    assert told == ["列名“铵态氮”按名称对照读作“氨氮”（1 处）"]


@pytest.mark.parametrize(
    ("kind", "written", "standard", "code"),
    [
        ("断面", "李村河口", "李村河·入海", "N01"),
        ("", "李村河口", "没有的名称", "N01"),
        ("断面", "胶平交界", "大沽河·移风坝", "N02"),
        ("断面", "前枣行", "大沽河·移风坝", "N03"),
        ("列名", "总磷", "氨氮", "N03"),
        ("站点", "甲", "大沽河·移风坝", "N04"),
        # whether the kind is said or not, and whichever word says that it is a column
        ("", "胶平交界", "大沽河·移风坝", "N02"),
        ("", "河段", "监测断面", "N02"),
        ("指标", "河段", "监测断面", "N02"),
    ],
)
def test_what_maps_to_nothing_or_to_two_is_refused(
    kind: str, written: str, standard: str, code: str
) -> None:
    table = readings(row("大沽河", "江家庄"))
    rows = [r for r in KNOWN if r[1] != "李村河口"]
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(table, names=names(*rows, (kind, written, standard)))
    assert codes(refused.value) == [code]
    assert all(p.cell for p in refused.value.collected if p.is_error)


@pytest.mark.parametrize(
    ("kind", "written", "standard", "said"),
    [
        ("列名", "铵氮", "氨氦", "“氨氦”不认识（是不是 氨氮？）"),
        ("", "铵氮", "氨氦", "“氨氦”不认识（是不是 氨氮？）"),
        ("断面", "大沽河·移风坝", "移风闸", "（“大沽河·移风坝”才是标准名称，是不是两列写反了？）"),
        ("指标", "总磷", "全磷", "（“总磷”才是标准名称，是不是两列写反了？）"),
        ("断面", "甲", "大沽河·移风", "（是不是 大沽河·移风坝？）"),
    ],
)
def test_what_was_perhaps_meant_is_said(kind: str, written: str, standard: str, said: str) -> None:
    table = readings(row("大沽河", "江家庄"))
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(table, names=names(*KNOWN[:3], (kind, written, standard)))
    (problem,) = (p for p in refused.value.collected if p.fault.code == "N01")
    assert said in problem.texts()[6]


def test_a_section_s_own_name_is_not_moved_to_another_river() -> None:
    """A row that says another river of the list is no row of the section that is meant."""
    own = (*KNOWN[:3], ("断面", "前枣", "墨水河·前枣行"))
    table = readings(row("墨河", "前枣"), row("大沽河", "江家庄"))
    assert section_ids(qdcalc.water.month(table, names=names(*own))) == ["11", "20"]
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(readings(row("大沽河", "前枣")), names=names(*own))
    assert codes(refused.value) == ["W30"]


def test_an_ambiguous_section_name_may_be_completed() -> None:
    """入海口 is of 海泊河 and of 李村河: the file's own is said, a row with its river stays."""
    table = readings(row(None, "入海口"), row("海泊河", "入海口"))
    own = (*KNOWN[:3], ("断面", "入海口", "李村河·入海口"))
    assert section_ids(qdcalc.water.month(table, names=names(*own))) == ["15", "19"]


def test_districts_in_lists_and_a_row_not_decided() -> None:
    sections = pd.DataFrame(
        [("1", "甲河", "甲桥", "跨界", "开发区、崂山区", "即墨", "Ⅲ", "市控")],
        columns=["序号", "河流名称", "监测断面", "断面属性", "责任区市", "去向", "水质目标",
                 "控制级别"],
        dtype=object,
    )  # fmt: skip
    table = pd.DataFrame([{"月份": "2018-11", "序号": "1", **CLEAN, "氨氮": "1.5"}])
    result = qdcalc.water.month(
        table, sections=sections, names=names(("区市", "开发区", "西海岸新区"), ("区市", "丙", ""))
    )
    payers = result.tables["flows"]["payer"].tolist()
    assert payers == ["西海岸新区", "崂山"]
    assert [p.fault.code for p in result.found if p.fault.code == "N06"] == ["N06"]


def test_a_file_beside_the_input_is_told_recorded_and_verified(tmp_path: Path) -> None:
    source = write(tmp_path / "十一月.xlsx", OTHERS, row("大沽河", "胶平交界"))
    kept = write(
        tmp_path / "名称对照.xlsx", ("种类", "表中名称", "标准名称"), *KNOWN, sheet="名称对照"
    )
    result = qdcalc.water.month(source)
    assert section_ids(result) == ["12"]
    assert [p.file for p in result.found if p.fault.code == "N08"] == ["名称对照.xlsx"]
    assert result.provenance.names is not None
    assert result.provenance.names.path == kept
    written = result.to_excel(tmp_path / "结果.xlsx")
    assert qdcalc.verify(written).empty
    assert qdcalc.verify(written, source).empty
    digest = sha256(kept)
    said = str(result.explain(month="2018-11", section="12"))
    assert f"名称对照：名称对照.xlsx（SHA-256 {digest}）" in said
    kept.unlink()
    with pytest.raises(qdcalc.FileError, match="名称对照"):
        qdcalc.verify(written, source)


def test_the_sheet_of_the_input_itself_needs_no_file(tmp_path: Path) -> None:
    sheet = [("表中名称", "标准名称"), *(own[1:] for own in KNOWN[:3]), ("胶平交界", "后沙湾庄")]
    source = write(tmp_path / "十一月.xlsx", OTHERS, row("大沽河", "胶平交界"), 名称对照=sheet)
    assert section_ids(qdcalc.water.month(source)) == ["12"]
    sheet[-1] = ("胶平交界", "沙湾")
    wrong = write(tmp_path / "错.xlsx", OTHERS, row("大沽河", "胶平交界"), 名称对照=sheet)
    with pytest.raises(qdcalc.InputError) as refused:
        qdcalc.water.month(wrong)
    places = [p.place() for p in refused.value.collected if p.fault.code == "N01"]
    assert places == ["名称对照!B5"]


def test_districts_of_the_staffing() -> None:
    table = pd.DataFrame(
        [("开发区", "甲街道", "甲站", "街道(镇)", 12000, 1)],
        columns=["区市", "街道", "名称", "级别", "服务对象数", "在编"],
        dtype=object,
    )
    result = qdcalc.staffing.assess(table, names=names(("区市", "开发区", "西海岸新区")))
    assert result["配备核算"]["区市"].tolist() == ["西海岸新区"]


@pytest.mark.thorough
def test_every_command_takes_the_file_of_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--names FILE``: without it the district is not known; the file is recorded."""
    heading = ("区市", "街道", "名称", "级别", "服务对象数", "在编")
    rows = [("开发区", "甲街道", "甲站", "街道(镇)", 12000, 1)]
    source = str(write(tmp_path / "平台.xlsx", heading, *rows, sheet="服务平台"))
    own = ("种类", "表中名称", "标准名称"), ("区市", "开发区", "西海岸新区")
    meant = write(tmp_path / "对照.xlsx", *own, sheet="名称对照")
    digest = sha256(meant)
    for number, (command, *more) in enumerate(
        (
            ("run", "-o", "结果.xlsx"), ("check",), ("adopt", "-o", "采用.xlsx"),
            ("report", "-o", "通报.html", "--audit"), ("sensitivity", "-o", "敏感性.xlsx"),
            ("explain", "--district", "西海岸新区"),
        )
    ):  # fmt: skip
        words = [str(tmp_path / word) if "." in word else word for word in more]
        if not number:
            assert main([command, "staffing", source, *words]) == 1
        assert main([command, "staffing", source, *words, "--names", str(meant)]) == 0, command
    assert f"名称对照：对照.xlsx（SHA-256 {digest}）" in capsys.readouterr().out
    for name, sheet in (("结果", "运行信息"), ("敏感性", "运行信息"), ("采用", "采用说明")):
        book = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        cells = [str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row]
        assert "对照.xlsx" in cells
        assert any(digest in cell for cell in cells), name
    page = (tmp_path / "通报.html").read_text(encoding="utf-8")
    assert f"名称对照：对照.xlsx（SHA-256 {digest[:12]}…）" in page
    assert main(["verify", str(tmp_path / "结果.xlsx"), source, "--names", str(meant)]) == 0


def test_a_file_in_which_nothing_is_decided_is_not_said_to_be_used(tmp_path: Path) -> None:
    """Left beside other inputs, 名称对照 that nobody filled changes nothing."""
    source = write(tmp_path / "十一月.xlsx", OTHERS, row("大沽河", "移风坝"))
    head = ("种类", "表中名称", "标准名称")
    write(tmp_path / "名称对照.xlsx", head, ("列名", "天气", ""), sheet="名称对照")
    assert "N08" not in [p.fault.code for p in qdcalc.water.month(source).found]
