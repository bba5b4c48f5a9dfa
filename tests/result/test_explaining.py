"""explain, whatever the calculation: numbers, folds, files, pickling, the command line.

workbooks.md: "step by step … as text or `-o X.html|.docx`. In Python `result.explain(...)`".
"""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import docx
import pytest

from qdcalc.cli.main import main
from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step, in_file
from qdcalc.errors import FileError, UsageError
from qdcalc.intake.cited import Cited
from qdcalc.notice.catalogue import find
from qdcalc.notice.proof import wanted_one
from qdcalc.result.explaining import Recorded, asked_for
from samples import DATA, SOURCES, result_of
from seeds import later

SAMPLE = DATA / SOURCES["water-month"]


def test_a_step_is_written_out_once_first_of_all_on_the_first_floor() -> None:
    shared = Step("读数", "3.2", cells=("L22 = 3.2",))
    whole = Step("金额", "1 元", ("1 元 = 1 元",), steps=(shared, shared))
    said = str(Explanation("甲", (Step("合计", "1 元", steps=(whole,)), whole), ("依据：乙",)))
    assert said.splitlines() == [
        "甲", "",
        "1　合计：1 元",
        "  1.1　金额：1 元　见第 2 步",
        "2　金额：1 元", "    算式：1 元 = 1 元",
        "  2.1　读数：3.2　单元格：L22 = 3.2",
        "  2.2　读数：3.2　见第 2.1 步",
        "", "依据：乙",
    ]  # fmt: skip


def test_the_only_file_is_named_before_its_cells() -> None:
    cells = (Cited("", "监测数据", "L22", "3.2"), "通知附件", Cited("b.xlsx", "展会", "A1", ""))
    (step,) = in_file((Step("读数", cells=cells),), "a.xlsx")
    assert list(map(str, step.cells)) == [
        "a.xlsx!监测数据!L22 = 3.2", "通知附件", "b.xlsx!展会!A1 = （空）",
    ]  # fmt: skip


def test_a_notebook_and_a_page_fold_without_script(tmp_path: Path) -> None:
    found: Any = result_of("water-month").explain(section=20)
    page = result_of("water-month").explain(tmp_path / "a.html", section=20)
    for text in (found._repr_html_(), Path(str(page)).read_text(encoding="utf-8")):
        assert "<script" not in text
        assert text.count("<details") == text.count("</details>") > 5
        assert text.count("<summary>") == text.count("<details")
        assert "水质月度_2018-11.xlsx!监测数据!L22 = 3.2" in text


def test_what_users_wrote_is_no_markup() -> None:
    step = Step("<b>", "<i>", ("<u>",), "<s>", cells=("<a>",), steps=(Step("<b>"),))
    text = Explanation("<h1>", (step,), ("<p>",))._repr_html_()
    assert not re.search("<(i|u|s|a|h1)>", text)
    assert "&lt;a&gt;" in text


def test_word_has_a_row_for_each_step(tmp_path: Path) -> None:
    result = result_of("water-month")
    result.explain(tmp_path / "a.docx", section=20)
    document = docx.Document(str(tmp_path / "a.docx"))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["步", "项目", "数值", "怎么来的"]
    assert rows[1][2] == "166,666.67 元"
    (said,) = {
        r[3].splitlines()[-1] for r in rows if r[1:3] == ["氨氮", "3.2 mg/L"] if "\n" in r[3]
    }
    assert said == "单元格：监测数据!L22 = 3.2"
    told = [paragraph.text for paragraph in document.paragraphs]
    assert any(re.fullmatch("SHA-256 [0-9a-f]{64}", text) for text in told)


def test_a_text_file_opens_in_the_notepad(tmp_path: Path) -> None:
    result = result_of("water-month")
    path = result.explain(tmp_path / "a.txt", section=20)
    assert Path(str(path)).read_bytes().startswith(b"\xef\xbb\xbf2018-11")
    with pytest.raises(FileError):
        result.explain(SAMPLE, section=20)


@pytest.mark.parametrize("name", later(SOURCES, "water-year"))
def test_a_pickled_result_explains_the_same(name: str) -> None:
    result = result_of(name)
    asked = first_example(result)
    again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(result))))
    assert str(again.explain(**asked)) == str(result.explain(**asked))


def first_example(result: Any) -> dict[str, Any]:
    """Return what the message without a selector shows first."""
    with pytest.raises(UsageError) as raised:
        result.explain()
    line = str(raised.value).splitlines()[1].split("　")[0]
    return dict(re.findall(r"--(\S+) (\S+)", line))


def test_a_calculation_without_explanations_says_so() -> None:
    calculation = result_of("water-month").calculation
    with pytest.raises(UsageError, match="水质月度核算还没有 explain"):
        Recorded(calculation, None).explain({}, {})
    assert asked_for(calculation, {"月份": " 2018-11 ", "section": None}) == {"month": "2018-11"}


@pytest.mark.parametrize(
    ("name", "together", "apart"),
    [
        (
            "water-month", ["month section", "month district"], ["section district"],
        ),
        (
            "water-year",
            ["month section", "month district", "quarter section", "quarter district",
             "indicator section cycle", "district cycle"],
            ["section district", "month quarter", "month indicator", "quarter indicator",
             "indicator district", "month cycle"],
        ),
        (
            "expo", ["item year"],
            ["applicant year", "applicant item", "row applicant", "row item", "row year"],
        ),
        (
            "staffing", ["district level"],
            ["row district", "row level", "task district", "task row", "task level"],
        ),
    ],
)  # fmt: skip
def test_a_selector_that_another_makes_void_is_refused(
    name: str, together: list[str], apart: list[str]
) -> None:
    """The sentences of the selectors say which belong together (``explain --help``).

    An amount of all years under ``--applicant 甲 --year 2019`` would be the wrong one to sign.
    """
    calculation = find(name)
    labels = {s.name: s.label for s in calculation.selectors}
    for asked in together:
        assert asked_for(calculation, dict.fromkeys(asked.split(), "1")).keys() == {*asked.split()}
    for asked in apart:
        said = "不能一起写"
        with pytest.raises(UsageError, match=said) as raised:
            asked_for(calculation, dict.fromkeys(asked.split(), "1"))
        assert all(f"{labels[one]}（{one}）" in str(raised.value) for one in asked.split())


def test_digits_name_a_whole_number_only() -> None:
    """308国道桥 has a 0 in it, but nobody means it by 0."""
    names = {"16": ("张村河", "308国道桥"), "20": ("墨水河", "前枣行")}
    assert wanted_one("308", names, "断面") == "16"
    assert wanted_one("20", names, "断面") == "20"
    for given in ("0", "30", "08"):
        with pytest.raises(UsageError, match=f"没有断面“{given}”"):
            wanted_one(given, names, "断面")


def run(*words: str) -> int:
    return main(["explain", *words])


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("水质月度核算", str(SAMPLE), "--断面", "20")
    assert run(*asked) == 0
    assert capsys.readouterr().out.startswith("2018-11 序号 20 墨水河·前枣行：超标\n")
    assert run(*asked, "-o", str(tmp_path / "a.html")) == 0
    assert "已写出" in capsys.readouterr().out
    assert run("water-month", str(SAMPLE)) == 2
    assert "--month 2018-11 --section 15" in capsys.readouterr().err
    assert run(*asked, "-o", str(tmp_path / "a.xlsx")) == 2
    assert ".docx、.html 或 .txt" in capsys.readouterr().err
    assert run("water-month", str(SAMPLE), "--section") == 2
    assert "没有写 --section 的取值" in capsys.readouterr().err
    assert run("water-month", str(SAMPLE), "--section", "20", "--district", "城阳") == 2
    assert "断面（section）和区市（district）不能一起写" in capsys.readouterr().err


def test_faulty_input_is_not_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("water-month", str(DATA / "水质月度_有错误.xlsx"), "--section", "20") == 1
    assert "没有计算" in capsys.readouterr().err
