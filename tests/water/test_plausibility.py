"""Values that nature does not give: a warning each, computed as written (water.md §2, issue 10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import detail, frame_of, line, reading, run, section, warnings_of


def odd(result: Result) -> list[tuple[str, str]]:
    """Return cell and column of each warning."""
    found = warnings_of(result).query("代码 == 'W71'")
    return list(zip(found["单元格"], found["列"], strict=True))


# indicator, a value at the threshold, one just beyond it
THRESHOLDS: tuple[tuple[str, str, str], ...] = (
    ("pH值", "3", "2.999"),
    ("pH值", "12", "12.001"),
    ("溶解氧", "20", "20.01"),
    ("水温", "-2", "-2.01"),
    ("水温", "45", "45.1"),
    ("氨氮", "100", "100.1"),  # 50 × 2.0
    ("总磷", "20", "20.01"),  # 50 × 0.4
    ("高锰酸盐指数", "750", "750.1"),  # 50 × 15
    ("汞", "0.05", "0.0501"),  # 50 × 0.001
    ("粪大肠菌群", "2000000", "2000001"),  # 50 × 40,000
    ("总氮", "100", "100.01"),  # 50 × 2.0, the lakes' limit
    ("铁", "15", "15.01"),  # 50 × 0.3, a single limit
    ("硫酸盐", "12500", "12500.1"),  # 50 × 250
)


def test_thresholds() -> None:
    rows = [
        reading(str(2 * n + is_beyond), {name: value})
        for n, (name, *values) in enumerate(THRESHOLDS)
        for is_beyond, value in enumerate(values)
    ]
    result = run(rows, sections=[section(str(code)) for code in range(len(rows))])
    wanted = [(f"行 {2 * n + 1}", name) for n, (name, *_) in enumerate(THRESHOLDS)]
    assert sorted(odd(result)) == sorted(wanted)


def test_a_lake_has_its_own_limit() -> None:
    """Total phosphorus: class Ⅴ of a lake is 0.2, 50 times 10; of a river 0.4, 50 times 20."""
    rows = [reading("28", {"总磷": "10.1"}), reading("20", {"总磷": "10.1"})]
    assert odd(run(rows)) == [("行 0", "总磷")]


@pytest.mark.parametrize(
    ("name", "value"), [("氨氮", "1360"), ("总磷", "174"), ("溶解氧", "63"), ("pH值", "0")]
)
def test_the_values_of_the_issue(name: str, value: str, tmp_path: Path) -> None:
    """In a workbook, a frame and a year: named at its cell, the amount by the value as written."""
    rows = [reading("20", {name: value}), reading("21")]
    path = tmp_path / "11月.xlsx"
    frame_of(rows).to_excel(path, sheet_name="监测数据", index=False)
    column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(rows[0]).index(name)]
    for result, cell in (
        (run(rows), "行 0"),
        (qdcalc.water.month(path), f"{column}2"),
        (qdcalc.water.year(path), f"{column}2"),
    ):
        assert odd(result) == [(cell, name)]
        said = warnings_of(result).query("代码 == 'W71'")["问题"].iloc[0]
        assert f"{name} {value}" in said
        assert detail(result, "20", name)["value"] == float(value)
    wanted = {"氨氮": -2, "总磷": -2, "溶解氧": 1, "pH值": -1}
    assert line(run(rows), "20")["coefficient"] == wanted[name]


def months_of(values: list[Any], name: str = "氨氮") -> list[dict[str, Any]]:
    texts = [f"{2018 + (9 + n) // 12}-{(9 + n) % 12 + 1:02d}" for n in range(len(values))]
    return [reading("20", {name: v}, month=m) for v, m in zip(values, texts, strict=True)]


def test_the_median_of_the_other_months() -> None:
    cases: list[tuple[list[str], list[int]]] = [
        (["0.1", "0.1", "0.1", "2"], []),  # 20 times exactly
        (["0.1", "0.1", "0.1", "2.001"], [3]),
        (["2.001", "0.1", "0.1", "0.1"], [0]),
        (["0.1", "0.1", "2.001"], []),  # two other months only
        (["0.1", "", "0.1", "2.001"], []),
        (["0.1", "", "0.1", "2.001", "0.1"], [3]),
        (["0.1", "0.3", "0.2", "4.01"], [3]),  # the median of three: 0.2
        (["0.1", "0.3", "0.2", "4"], []),
        (["0.1", "0.1", "0.3", "0.4", "4.1"], [4]),  # of four: 0.2
        (["0.1", "0.1", "0.3", "0.4", "4"], []),
        (["0.1", "0.1", "0.1", "9", "9.5"], [3, 4]),  # the median of the others is 0.1
        (["0.07", "0.07", "0.07", "1.4"], []),  # 20 × 0.07 is not 1.4 in float64
        (["0.029", "0.029", "0.029", "0.58"], []),
    ]
    listed = [section(str(code)) for code in range(len(cases))]
    for part in (cases[:8], cases[8:]):  # more than a few are one line
        rows: list[dict[str, Any]] = []
        wanted = []
        for code, (values, warned) in enumerate(part):  # a section for each
            wanted += [(f"行 {len(rows) + n}", "氨氮") for n in warned]
            rows += [{**row, "序号": str(code)} for row in months_of(values)]
        assert sorted(odd(run(rows, sections=listed[: len(part)]))) == sorted(wanted)


def test_sections_do_not_lend_each_other_months() -> None:
    rows = [reading(str(n), {"氨氮": "0.1"}) for n in range(1, 20)]
    assert odd(run([*rows, reading("20", {"氨氮": "9"})])) == []


def test_oxygen_and_acidity_have_no_median() -> None:
    assert odd(run(months_of(["0.5", "0.5", "0.5", "19"], "溶解氧"))) == []


def test_many_are_a_line_an_indicator() -> None:
    """A column in μg/L under mg/L: one line with the count and the first cells."""
    rows = [reading(str(n), {"氨氮": "350", "铜": "90"}) for n in range(1, 29)]
    said = warnings_of(run(rows)).query("代码 == 'W71'")
    assert list(said["列"]) == ["氨氮", "铜"]
    assert all("28 个" in text and "行 0、行 1" in text for text in said["问题"])
    few = [reading(str(n), {"氨氮": "350"}) for n in range(1, 6)]
    assert len(odd(run(few))) == 5


def test_the_thresholds_are_figures(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        "[figures.plausible_limit_multiple]\n"
        "[[figures.plausible_limit_multiple.versions]]\nsince = 2018-10-01\nvalue = 10\n",
        encoding="utf-8",
    )
    rows = [reading("20", {"氨氮": "20.1"})]
    assert odd(run(rows)) == []
    assert odd(run(rows, policy=path)) == [("行 0", "氨氮")]


def test_cold_water_is_no_error() -> None:
    """Water temperature may be below zero, other readings may not; −1 is the mark of none."""
    assert odd(run([reading("20", {"水温": "-0.5"})])) == []
    assert odd(run([reading("20", {"水温": "-1"})])) == []
    with pytest.raises(qdcalc.InputError):
        run([reading("20", {"电导率": "-5"})])


def test_ordinary_readings_pass_without_a_word() -> None:
    listed = [section("1"), section("2", 水体类型="湖库")]
    rows = [reading(c, {"水温": "25", "电导率": "900"}) for c in "12"]
    assert odd(run(rows, sections=listed)) == []


def test_a_row_that_a_later_version_replaces_is_not_named() -> None:
    wrong, right = reading("20", {"氨氮": "1360"}), reading("20", {"氨氮": "1.36"})
    first, second = {"版本": ""}, {"版本": "1"}
    assert odd(run([{**wrong, **first}, {**right, **second}])) == []
    assert odd(run([{**right, **first}, {**wrong, **second}])) == [("行 1", "氨氮")]


def test_each_sample_is_looked_at_not_their_mean() -> None:
    """136 > 50 × 2.0 among three whose mean is 45.5, below it: the sample's own cell."""
    values = (("0.2", "2018-11-01"), ("136", "2018-11-10"), ("0.3", "2018-11-20"))
    result = run([{**reading("20", {"氨氮": v}), "采样日期": day} for v, day in values])
    assert odd(result) == [("行 1", "氨氮")]
    assert detail(result, "20", "氨氮")["value"] == 45.5
