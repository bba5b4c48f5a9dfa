"""docs/receipt.md: an auditor without qdcalc recomputes the hashes of 运行信息."""

import io
import re
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path

import openpyxl
import pytest

import qdcalc
from qdcalc.result import hashes
from qdcalc.workbook.stored import restore_results

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "src" / "qdcalc"
PAGE = (ROOT / "docs" / "receipt.md").read_text(encoding="utf-8")
(SCRIPT,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
MONTH = ROOT / "data" / "水质月度_2018-11.xlsx"
SHOWS = ROOT / "data" / "会展补助_2019.xlsx"


def checked(script: Path, *paths: Path) -> dict[str, str]:
    """Run the page's script: what it says of each table and file."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setattr(sys, "argv", ["核对.py", *map(str, paths)])
        runpy.run_path(str(script))
    pairs = [line.split(" ", 1) for line in said.getvalue().splitlines()]
    return {name.removeprefix("表 "): verdict for verdict, name in pairs}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("receipt") / "核对.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return qdcalc.expo.assess(SHOWS).to_excel(tmp_path_factory.mktemp("shows") / "结果.xlsx")


def test_the_script_is_short_and_knows_nothing_of_qdcalc() -> None:
    assert len([line for line in SCRIPT.splitlines() if line.strip()]) <= 30
    imported = re.findall(r"^(?:import|from) (.*?)(?: import .*)?$", SCRIPT, re.MULTILINE)
    names = {name for line in imported for name in line.split(", ")}
    assert names == {"hashlib", "re", "sys", "pathlib", "openpyxl", "decimal"}


def test_every_table_input_and_file_agrees(script: Path, tmp_path: Path) -> None:
    out = qdcalc.water.month(MONTH).to_excel(tmp_path / "结果.xlsx")
    files = [MONTH, PROGRAM, *(PROGRAM / "water" / n for n in ("policy.toml", "gb3838.csv"))]
    found = checked(script, out, *files)
    assert set(found.values()) == {"相符"}
    sheets = set(openpyxl.load_workbook(out, read_only=True).sheetnames)
    assert set(found) == sheets - {"结论", "运行信息"} | {path.name for path in files}


def test_a_changed_sheet_is_named(script: Path, written: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written, data_only=True)
    book["核定结果"]["G2"].value += 0.01
    book["项目汇总"]["A2"].value += "　"
    book["单位汇总"]["D2"].value = "9"  # a text
    book["年度汇总"].delete_rows(3)
    book.save(tmp_path / "改.xlsx")
    restore_results(written, tmp_path / "改.xlsx")  # openpyxl alone drops those of formulas
    found = checked(script, tmp_path / "改.xlsx", SHOWS, MONTH)
    wrong = {name for name, verdict in found.items() if verdict == "不符"}
    assert wrong == {"核定结果", "项目汇总", "单位汇总", "年度汇总", MONTH.name}


def test_a_workbook_saved_again_agrees(script: Path, written: Path, tmp_path: Path) -> None:
    openpyxl.load_workbook(written, data_only=True).save(tmp_path / "另存.xlsx")
    restore_results(written, tmp_path / "另存.xlsx")
    assert set(checked(script, tmp_path / "另存.xlsx").values()) == {"相符"}


def test_the_same_input_has_the_same_hashes(written: Path) -> None:
    again = qdcalc.expo.assess(SHOWS)["运行信息"]
    lines = openpyxl.load_workbook(written)["运行信息"].iter_rows(values_only=True)
    rows = {str(item): content for item, content in lines}
    wanted = {item: said for item, said in rows.items() if item.startswith(("表 ", "程序"))}
    found = dict(zip(again["项目"], again["内容"], strict=True))
    assert {item: found[item] for item in wanted} == wanted
    assert len(wanted) > 5


def test_the_program_is_the_same_where_lines_end_in_cr_lf(tmp_path: Path) -> None:
    folder = tmp_path / "qdcalc"
    for path in PROGRAM.rglob("*"):
        if path.suffix in (".py", ".toml", ".csv", ".css"):
            copy = folder / path.relative_to(PROGRAM)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "_samples").mkdir()
    (folder / "_samples" / "示例.csv").touch()  # only where it is installed
    assert hashes.of_program(folder) == hashes.of_program()
    (folder / "run.py").write_bytes(b"")
    hashes.of_program.cache_clear()
    assert hashes.of_program(folder) != hashes.of_program()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (float("nan"), ""), ("", ""), (5, "5"), (-0.0, "0"), (83333.34, "83333.34"),
        (0.1 + 0.2, "0.3"), (250000.0, "250000"), (1e-5, "1e-05"), ("5", '"5"'),
        ("他说“是”\n\"否\"", '"他说“是”\n""否"""'), ("甲\x07\r\n乙", '"甲\n乙"'),
        # sixteen digits are kept, the last a 5: LibreOffice saves 767254.256254974
        (767254.2562549735, "767254.256254974"), (0.007818435195534975, "0.00781843519553498"),
        ("甲_x0041_乙", '"甲乙"'), ("甲_x005F_x0041_乙", '"甲乙"'),
    ],
)  # fmt: skip
def test_how_a_cell_is_hashed(value: object, text: str) -> None:
    # docs/receipt.md, 表的文本
    assert hashes.cell_text(value) == text
