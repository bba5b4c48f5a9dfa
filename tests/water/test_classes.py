"""Boundaries of every class of every indicator, from the printed limits of GB 3838-2002.

One run judges a section list in which every section stands at one boundary: the rows differ in
one indicator, all others are of class Ⅰ. The expected class is the best whose printed limit the
value meets, equality included (section 3); the multiple is (value − limit) ÷ limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    CLEAN,
    CLEAN_MORE,
    MONTH,
    Row,
    detail,
    line,
    nets,
    places,
    reading,
    records,
    refused,
    run,
    section,
    verdict,
    warnings_of,
)
from .printed import CLASSES, DISSOLVED_OXYGEN, LAKE, RIVER, TABLE2, TABLE3

WORST = len(CLASSES) - 1
BODIES = {"河流": RIVER, "湖库": LAKE}


def unit(limit: str) -> Decimal:
    """Return one unit in a limit's last printed place."""
    return Decimal(1).scaleb(int(Decimal(limit).as_tuple().exponent))


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent."""
    return f"{value:f}"


@dataclass(frozen=True)
class Case:
    """A section at a boundary: what is measured, the class, whether it exceeds, the coefficient."""

    body: str
    indicator: str
    target: int  # 0 = Ⅰ
    value: Decimal
    grade: int
    exceeded: bool
    multiple: Decimal | None
    coefficient: int

    @property
    def name(self) -> str:
        """Say what the case is."""
        return f"{self.body} {self.indicator} {self.value} 目标{CLASSES[self.target]}"


def case(body: str, indicator: str, limits: tuple[str, ...], target: int, value: Decimal) -> Case:
    """Work out a case of a maximum from its printed limits; all else is of class Ⅰ."""
    met = [n for n, limit in enumerate(limits) if value <= Decimal(limit)]
    grade = met[0] if met else WORST
    limit = Decimal(limits[target])
    exceeded = value > limit
    multiple = (value - limit) / limit if exceeded else None
    if multiple is not None:
        coefficient = -1 if value <= 2 * limit else -2
    else:
        coefficient = 1 if grade < target else 0
    return Case(body, indicator, target, value, grade, exceeded, multiple, coefficient)


def class_cases() -> Iterator[Case]:
    """At each class limit, one unit of its last place and of a far place below and above."""
    for body, table in BODIES.items():
        for indicator, limits in table.items():
            for text in dict.fromkeys(limits):
                limit, step = Decimal(text), unit(text)
                far = step.scaleb(-4)
                for value in (limit - step, limit - far, limit, limit + far, limit + step):
                    yield case(body, indicator, limits, 2, value)


def multiple_cases() -> Iterator[Case]:
    """For each target, at twice its limit exactly, just below and just above."""
    for body, table in BODIES.items():
        for indicator, limits in table.items():
            for target, text in enumerate(limits):
                twice, far = 2 * Decimal(text), unit(text).scaleb(-4)
                for value in (twice - unit(text), twice - far, twice, twice + far):
                    if value > Decimal(text):
                        yield case(body, indicator, limits, target, value)
                yield case(body, indicator, limits, target, Decimal(text))


def oxygen_cases() -> Iterator[Case]:
    """Dissolved oxygen is a minimum; it has no multiple, however low it is."""
    for target in range(5):
        limit = Decimal(DISSOLVED_OXYGEN[target])
        for text in DISSOLVED_OXYGEN:
            for step in ("-1", "-0.1", "-0.0001", "0", "0.0001", "0.1"):
                value = Decimal(text) + Decimal(step)
                met = [n for n, low in enumerate(DISSOLVED_OXYGEN) if value >= Decimal(low)]
                grade, exceeded = (met[0] if met else WORST), value < limit
                coefficient = -1 if exceeded else int(grade < target)
                yield Case("河流", "溶解氧", target, value, grade, exceeded, None, coefficient)
        yield Case("河流", "溶解氧", target, Decimal(0), WORST, True, None, -1)


def acidity_cases() -> Iterator[Case]:
    """pH 6 to 9, both ends included, is class Ⅰ; all else 劣Ⅴ, without a multiple."""
    for body in BODIES:
        for text in ("6", "6.0001", "7", "8.9999", "9"):
            yield Case(body, "pH值", 2, Decimal(text), 0, False, None, 1)
        for text in ("0", "3", "5.9", "5.9999", "9.0001", "9.1", "14"):
            yield Case(body, "pH值", 2, Decimal(text), WORST, True, None, -1)


def one_limit_cases() -> Iterator[Case]:
    """Items of tables 2 and 3: Ⅰ when met, else 劣Ⅴ, with a multiple."""
    for indicator, text in {**TABLE2, **TABLE3}.items():
        limit, step = Decimal(text), unit(text)
        far = step.scaleb(-4)
        for value in (limit - step, limit - far, limit):
            yield Case("河流", indicator, 2, value, 0, False, None, 1)
        for value in (limit + far, limit + step, 2 * limit - far, 2 * limit):
            multiple = (value - limit) / limit
            coefficient = -1 if value <= 2 * limit else -2
            yield Case("河流", indicator, 2, value, WORST, True, multiple, coefficient)
        value = 2 * limit + far
        yield Case("河流", indicator, 2, value, WORST, True, (value - limit) / limit, -2)


def same_multiple(got: float | None, want: float | None) -> bool:
    """Compare multiples, both possibly blank, at the last place of a float64."""
    if got is None or want is None:
        return got is want
    return abs(got - want) <= 1e-12 * want


GROUPS = {
    "classes": class_cases,
    "multiples": multiple_cases,
    "oxygen": oxygen_cases,
    "acidity": acidity_cases,
    "one limit": one_limit_cases,
}


@cache
def judged(group: str, as_number: bool) -> tuple[tuple[Case, ...], list[Row], dict[str, Row]]:
    """Run all cases of a group at once; return cases, their sections and their details."""
    cases = tuple(GROUPS[group]())
    sections = [
        section(
            str(n),
            水体类型=c.body,
            核算水质目标=CLASSES[c.target],
            断面控制级别="国控",
            饮用水源="是" if group == "one limit" else "",
        )
        for n, c in enumerate(cases, start=1)
    ]
    rows = []
    for n, c in enumerate(cases, start=1):
        value: Any = plain(c.value)
        if as_number:
            value = float(c.value)
        rows.append(reading(str(n), {**CLEAN_MORE, c.indicator: value}))
    result = run(rows, sections=sections, indicators="limits")
    wanted = {str(n): c.indicator for n, c in enumerate(cases, start=1)}
    details = {
        row["section_id"]: row
        for row in records(result.tables["indicators"])
        if row["indicator"] == wanted[row["section_id"]]
    }
    return cases, records(result.tables["section_months"]), details


@pytest.mark.clause("water 六¶1 water_class", "water 七¶1 month_verdict")
@pytest.mark.parametrize("as_number", [False, True], ids=["text", "number"])
@pytest.mark.parametrize("group", GROUPS)
def test_every_boundary(group: str, as_number: bool) -> None:
    cases, months, details = judged(group, as_number)
    assert len(months) == len(cases) == len(details)
    wrong: list[tuple[Any, ...]] = []
    for number, (expected, row) in enumerate(zip(cases, months, strict=True), start=1):
        assert row["section_id"] == str(number)
        own = details[str(number)]
        grade = CLASSES[expected.grade]
        said = {True: "超标", False: "跃升" if expected.coefficient == 1 else "达标"}
        got = (
            own["water_class"],
            own["is_exceeded"],
            row["water_class"],
            row["verdict"],
            row["coefficient"],
        )
        want = (
            grade,
            "是" if expected.exceeded else "否",
            grade,
            said[expected.exceeded],
            expected.coefficient,
        )
        multiple = None if expected.multiple is None else float(expected.multiple)
        if got != want or not same_multiple(own["multiple"], multiple):
            wrong.append((expected.name, got, want, own["multiple"], multiple))
        if own["value"] != float(expected.value) or own["is_dropped"] != "否":
            wrong.append((expected.name, own))
        if row["amount_fen"] != abs(expected.coefficient) * 50_000_000:
            wrong.append((expected.name, row["amount_fen"]))
    assert wrong == []


def test_the_cases_reach_every_class_and_coefficient() -> None:
    """Of each indicator of table 1 every class that its limits tell apart, and −2 to +1."""
    cases = tuple(class_cases())
    for body, table in BODIES.items():
        for indicator, limits in table.items():
            grades = {c.grade for c in cases if (c.body, c.indicator) == (body, indicator)}
            assert grades == {limits.index(text) for text in limits} | {WORST}
    everything = [c for make in GROUPS.values() for c in make()]
    assert {c.coefficient for c in everything} == {-2, -1, 0, 1}
    assert {c.target for c in everything} == set(range(5))
    assert (len(RIVER), len(LAKE), len(TABLE2), len(TABLE3)) == (20, 21, 5, 33)


# (section, indicator, cell, class), read off the printed tables by eye
BY_EYE = (
    ("1", "氨氮", "0.15", "Ⅰ"),
    ("1", "氨氮", "0.151", "Ⅱ"),
    ("1", "氨氮", "2.0", "Ⅴ"),
    ("1", "氨氮", "2.0001", "劣Ⅴ"),
    ("1", "化学需氧量", "15", "Ⅰ"),
    ("1", "化学需氧量", "15.1", "Ⅲ"),
    ("1", "汞", "0.00005", "Ⅰ"),
    ("1", "汞", "0.000051", "Ⅲ"),
    ("1", "汞", "5E-05", "Ⅰ"),
    ("1", "汞", "0.0001L", "Ⅰ"),
    ("1", "汞", "<0.00011", "Ⅲ"),
    ("1", "铅", "0.011", "Ⅲ"),
    ("1", "铅", "0.05", "Ⅲ"),
    ("1", "镉", "0.005", "Ⅱ"),
    ("1", "镉", "0.0051", "Ⅴ"),
    ("1", "总磷", "0.05", "Ⅱ"),
    ("28", "总磷", "0.05", "Ⅲ"),
    ("28", "总磷", "0.025", "Ⅱ"),
    ("28", "总磷", "0.21", "劣Ⅴ"),
    ("1", "溶解氧", "7.5", "Ⅰ"),
    ("1", "溶解氧", "7.49", "Ⅱ"),
    ("1", "溶解氧", "1.99", "劣Ⅴ"),
    ("1", "锌", "0.05000000000000001", "Ⅰ"),  # 0.05 at 15 significant digits
)


@pytest.mark.clause("water 六¶1 water_class")
def test_classes_read_off_the_tables() -> None:
    """Section 1 of the cases is a river, 28 a lake."""
    listed = [
        section(str(n), 水体类型="湖库" if code == "28" else "河流")
        for n, (code, *_) in enumerate(BY_EYE)
    ]
    rows = [reading(str(n), {name: cell}) for n, (_, name, cell, _) in enumerate(BY_EYE)]
    result = run(rows, sections=listed)
    for n, (_, name, cell, expected) in enumerate(BY_EYE):
        assert detail(result, str(n), name)["water_class"] == expected, (name, cell)
        assert line(result, str(n))["water_class"] == expected


def test_numbers_are_read_as_excel_shows_them() -> None:
    """0.1 + 0.2 is 0.3: on the limit of class Ⅳ of a river's phosphorus, target Ⅳ."""
    assert 0.1 + 0.2 != 0.3
    result = run([reading("6", {"总磷": 0.1 + 0.2})])
    assert detail(result, "6", "总磷")["value"] == 0.3
    assert verdict(result, "6") == ("达标", 0)


@pytest.mark.clause("water 三¶2 judged_indicators")
def test_total_nitrogen_is_judged_in_lakes_only() -> None:
    """Section 28 is the annex's lake; TN 1.01 > 1.0 (Ⅲ). A river's TN has no limit."""
    rows = [reading(code, {**CLEAN_MORE, "总氮": "1.01"}) for code in ("13", "28")]
    result = run(rows, indicators="limits")
    assert verdict(result, "28") == ("超标", -1)
    assert line(result, "28")["exceeded"] == "总氮"
    assert verdict(result, "13") == ("跃升", 1)
    national = run(rows)
    assert verdict(national, "28") == ("跃升", 1)


@pytest.mark.clause("water 三¶2 judged_indicators")
def test_coliforms_are_judged_under_limits_and_not_at_city_sections() -> None:
    """Clause 三: 50000 > 40000; section 20 is 市控, 21 国控, 25 省控."""
    rows = [reading(c, {**CLEAN_MORE, "粪大肠菌群": "50000"}) for c in ("20", "21", "25")]
    result = run(rows, indicators="limits")
    assert [verdict(result, c) for c in ("20", "21", "25")] == [
        ("跃升", 1),
        ("超标", -1),
        ("超标", -1),
    ]
    assert detail(result, "21", "粪大肠菌群")["multiple"] == 0.25
    details = records(result.tables["indicators"])
    assert {r["section_id"] for r in details if r["indicator"] == "粪大肠菌群"} == {"21", "25"}
    national = run(rows)
    assert [verdict(national, c)[0] for c in ("20", "21", "25")] == ["跃升"] * 3
    assert "粪大肠菌群" not in set(national.tables["indicators"]["indicator"])


@pytest.mark.clause("water 三¶2 judged_indicators")
@pytest.mark.parametrize("indicators", ["national21", "limits"])
def test_tables_2_and_3_judge_drinking_sources_only(indicators: str) -> None:
    """Section 13 is a source, 12 is not; 0.31 mg/L of iron exceeds 0.3."""
    cells = {**CLEAN_MORE, "铁": "0.31", "甲苯": "0.7"}
    result = run([reading("12", cells), reading("13", cells)], indicators=indicators)
    assert verdict(result, "12") == ("跃升", 1)
    assert verdict(result, "13") == ("超标", -1)
    row = line(result, "13")
    assert (row["water_class"], row["exceeded"], row["leading"]) == ("劣Ⅴ", "铁", "铁")
    assert detail(result, "13", "甲苯")["water_class"] == "Ⅰ"
    names = set(result.tables["indicators"].query("section_id == '12'")["indicator"])
    assert not names & {"铁", "甲苯"}


@pytest.mark.clause("water 三¶2 judged_indicators")
def test_temperature_and_conductivity_are_never_judged() -> None:
    result = run([reading("20", {"水温": "40", "电导率": "99999"})], indicators="limits")
    assert not {"水温", "电导率"} & set(result.tables["indicators"]["indicator"])
    assert verdict(result, "20") == ("跃升", 1)
    assert len(result.tables["indicators"]) == len(CLEAN)


@pytest.mark.clause("water 六¶1 water_class")
def test_the_class_of_a_section_is_its_worst_indicators() -> None:
    """Ⅱ, Ⅲ and Ⅳ together are Ⅳ; target Ⅴ, so it is a leap (clause 六¶1, 七¶1)."""
    cells = {"氨氮": "0.4", "总磷": "0.15", "化学需氧量": "30"}
    result = run([reading("20", cells)])
    assert line(result, "20")["water_class"] == "Ⅳ"
    assert verdict(result, "20") == ("跃升", 1)
    assert nets(result) == {"即墨": 16666667, "城阳": -16666667}


@pytest.mark.clause("water 七¶1 month_verdict")
def test_one_multiple_above_one_decides() -> None:
    """2.0 × the limit is within one, 2.0000001 × is not, whatever the other indicators are."""
    within = {"氨氮": "4.0", "化学需氧量": "80", "溶解氧": "0", "pH值": "3"}
    assert verdict(run([reading("20", within)]), "20") == ("超标", -1)
    beyond = {**within, "总磷": "0.80000001"}
    result = run([reading("20", beyond)])
    assert verdict(result, "20") == ("超标", -2)
    row = line(result, "20")
    assert row["exceeded"] == "pH值、溶解氧、化学需氧量、氨氮、总磷"
    assert row["leading"] == "总磷"
    assert row["multiple"] == pytest.approx(0.40000001 / 0.4, rel=1e-12)


def test_the_leading_indicator_of_a_tie_is_the_first_of_the_standard() -> None:
    """COD 60/40 and NH3-N 3/2 are both 0.5; 化学需氧量 stands before 氨氮 in table 1."""
    row = line(run([reading("20", {"氨氮": "3", "化学需氧量": "60"})]), "20")
    assert (row["leading"], row["multiple"]) == ("化学需氧量", 0.5)
    row = line(run([reading("20", {"溶解氧": "1", "pH值": "5"})]), "20")
    assert (row["leading"], row["multiple"]) == ("pH值", None)
    row = line(run([reading("20", {"溶解氧": "1", "硫化物": "1.1"})]), "20")
    assert row["leading"] == "硫化物"


MARKS = (
    ("0.004L", 0.002),
    ("<0.004", 0.002),
    ("＜0.004", 0.002),
    ("ND0.004", 0.002),
    ("< 0.004", 0.002),
    ("0.00003L", 0.000015),
)


def test_below_the_detection_limit_is_half_of_it() -> None:
    rows = [reading(str(n), {"铜": mark}) for n, (mark, _) in enumerate(MARKS, start=1)]
    result = run(rows)
    for n, (mark, value) in enumerate(MARKS, start=1):
        row = detail(result, str(n), "铜")
        assert (row["value"], row["original"], row["water_class"]) == (value, mark, "Ⅰ")


def test_half_a_detection_limit_can_exceed() -> None:
    """0.5L of phosphorus counts 0.25 > 0.2 (Ⅲ): multiple 0.25; 0.4L counts 0.2 and does not."""
    rows = [reading("1", {"总磷": "0.5L"}), reading("9", {"总磷": "0.4L"})]
    result = run(rows, censored="half")
    assert verdict(result, "1") == ("超标", -1)
    assert detail(result, "1", "总磷")["multiple"] == 0.25
    assert verdict(result, "9") == ("达标", 0)


@pytest.mark.parametrize("text", ["未检出", "ND"])
def test_not_detected_without_a_figure_is_nought_with_a_warning(text: str) -> None:
    result = run([reading("20", {"铜": text})])
    row = detail(result, "20", "铜")
    assert (row["value"], row["original"]) == (0, text)
    warned = warnings_of(result)
    assert len(warned[(warned["列"] == "铜") & (warned["原值"] == text)]) == 1
    for name in ("溶解氧", "pH值"):
        assert places(refused([reading("20", {name: text})])) == {("监测数据", "行 0", name)}


NOT_MEASURED = ("", "-", "--", "—", "——", "/", "*", "无", "缺测", "未监测", "-1", -1, -1.0, " ")


def test_not_measured() -> None:
    """Not measured is not nought: the row is incomplete, and no detail of it stands."""
    listed = [section(str(n)) for n in range(len(NOT_MEASURED))]
    rows = [reading(str(n), {"铜": cell}) for n, cell in enumerate(NOT_MEASURED)]
    result = run(rows, sections=listed)
    assert "铜" not in set(result.tables["indicators"]["indicator"])
    assert set(result.tables["section_months"]["verdict"]) == {"达标"}
    warned = warnings_of(result)
    assert len(warned[(warned["列"] == "铜") & warned["问题"].str.contains("铜")]) == len(listed)


MISSING = (None, float("nan"), pd.NA)


@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_a_frame_column_of_nothing_but_missing(missing: object) -> None:
    """A missing value of pandas is a blank cell, the only one of its column too."""
    frame = pd.DataFrame([reading("20"), reading("1")]).astype(object)
    frame["铜"] = pd.Series([missing, missing], dtype=object)
    assert verdict(qdcalc.water.month(frame), "20") == ("达标", 0)


@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_a_missing_value_beside_texts(missing: object) -> None:
    """COD 100 > 2 × 40 stays −2, though another row has no value."""
    rows = [reading("1"), reading("9"), reading("20", {"化学需氧量": "100"})]
    frame = pd.DataFrame(rows).astype(object)
    frame["化学需氧量"] = pd.Series([missing, "10", "100"], dtype=object)
    result = qdcalc.water.month(frame)
    assert verdict(result, "20") == ("超标", -2)
    assert verdict(result, "1") == ("达标", 0)
    assert verdict(result, "9") == ("跃升", 1)


@pytest.mark.parametrize("missing", [None, float("nan")], ids=str)
def test_a_missing_value_beside_numbers(missing: float | None) -> None:
    rows: list[Row] = [reading("1", {"化学需氧量": missing}), reading("20", {"化学需氧量": 100.0})]
    frame = pd.DataFrame(rows)
    assert frame["化学需氧量"].dtype == float
    result = qdcalc.water.month(frame)
    assert verdict(result, "20") == ("超标", -2)
    assert verdict(result, "1") == ("达标", 0)


NO_READINGS: tuple[tuple[str, Any], ...] = (
    ("铜", "断流"),
    ("铜", "-0.5"),
    ("铜", -0.5),
    ("铜", "0,5"),
    ("铜", "约0.5"),
    ("铜", "0.004 mg/L"),
    ("铜", "L"),
    ("铜", "<"),
    ("铜", "<-1"),
    ("铜", "nan"),
    ("铜", "inf"),
    ("铜", float("inf")),
    ("铜", True),
    ("铜", "#N/A"),
    ("pH值", "14.01"),
    ("pH值", 72),
    ("溶解氧", "-2"),
)


def test_cells_that_are_no_reading() -> None:
    """Every one is an error at its own cell, all told at once, and nothing else is."""
    rows = [reading(str(n), {name: cell}) for n, (name, cell) in enumerate(NO_READINGS, start=1)]
    problems = refused(rows)
    wanted = {("监测数据", f"行 {n}", name) for n, (name, _) in enumerate(NO_READINGS)}
    assert places(problems) == wanted
    assert len(problems) == len(NO_READINGS)


def test_numbers_as_people_write_them() -> None:
    cells = {"粪大肠菌群": "12,000", "汞": "5E-05", "铜": "０．００５", "锌": " 0.01 "}
    result = run([reading("21", {**CLEAN_MORE, **cells})], indicators="limits")
    got = {name: detail(result, "21", name)["value"] for name in cells}
    assert got == {"粪大肠菌群": 12000, "汞": 0.00005, "铜": 0.005, "锌": 0.01}


def test_headers_and_units() -> None:
    """μg/L is converted: 0.05 μg/L of mercury is 0.00005 mg/L, class Ⅰ; 0.06 is Ⅲ."""
    rows = []
    for code, mercury in (("1", "0.05"), ("9", "0.06")):
        row = reading(code)
        for old, new in (("汞", "汞(μg/L)"), ("氨氮", "NH3-N"), ("溶解氧", "DO（mg/L）")):
            row[new] = row.pop(old)
        row["汞(μg/L)"] = mercury
        rows.append(row)
    result = run(rows)
    assert detail(result, "1", "汞")["value"] == 0.00005
    assert detail(result, "1", "汞")["water_class"] == "Ⅰ"
    assert detail(result, "9", "汞")["water_class"] == "Ⅲ"
    assert detail(result, "1", "氨氮")["value"] == 0.1
    assert len(warnings_of(result).query("列 == '汞(μg/L)'")) == 1
    row = reading("1")
    row["汞(g/kg)"] = row.pop("汞")
    assert "汞(g/kg)" in set(refused([row])["列"])


def test_two_columns_of_one_indicator() -> None:
    row = {**reading("1"), "NH3-N": "0.2"}
    assert "NH3-N" in set(refused([row])["列"])


def test_the_english_names_are_headers_too() -> None:
    result: Result = qdcalc.water.month(
        run([reading("20")]).tables["section_months"][["month", "section_id"]].assign(nh3n=2.5)
    )
    assert verdict(result, "20", MONTH) == ("超标", -1)
