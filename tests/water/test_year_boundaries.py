"""Boundaries of the settlement, each worked by hand from the clause that is named.

Annual bases: 国控 6,000,000.00, 省控 3,000,000.00, 市控 2,000,000.00 (clause 五).
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from qdcalc.result.result import Result

from .helpers import Row, annex, dry, failed_checks, line, reading, records, section
from .printed import DISSOLVED_OXYGEN, LAKE, RIVER
from .year_helpers import (
    CLASS_NAMES,
    MONTHS,
    class_of,
    components,
    cycle,
    months_of,
    section_nets,
    settle,
    verdicts,
    warned,
    year_flows,
    year_line,
    year_lines,
    year_nets,
)

CITY = "市财政"
LIMITS = {**{k: v for k, v in RIVER.items() if k != "粪大肠菌群"}, "溶解氧": DISSOLVED_OXYGEN}


# ---------------------------------------------------------------- annual means (clause 六¶1)


def hard_values(limit: str, rng: random.Random, *, low: bool) -> list[str]:
    """Return 12 values whose exact mean is the limit, but which float64 puts beyond it.

    ``low``: beyond is below (dissolved oxygen, the lower end of pH).
    """
    end = Decimal(limit)
    step = end.scaleb(-3).normalize()
    for _ in range(2000):
        moves = [rng.randint(-400, 400) for _ in range(11)]
        moves.append(-sum(moves))
        values = [end + step * move for move in moves]
        if min(values) <= 0:
            continue
        floats = [float(v) for v in values]
        means = sum(floats) / 12, float(np.mean(floats))
        if all(mean < float(limit) if low else mean > float(limit) for mean in means):
            assert sum(values) == 12 * end
            return [f"{v:f}" for v in values]
    raise AssertionError(f"no values found for {limit}")


def nudged(values: list[str], part: str) -> list[str]:
    """Return the values with the first moved by a part of the limit's size: mean just off."""
    first = Decimal(values[0])
    return [f"{first + Decimal(part):f}", *values[1:]]


@pytest.mark.clause("water 六¶1 annual_means")
@pytest.mark.parametrize("as_numbers", [False, True], ids=["texts", "floats"])
def test_means_on_each_limit(as_numbers: bool) -> None:
    """Means exactly on, just above and just below each limit of each class of rivers.

    A section each, its target the class of the limit; the limits as printed in GB 3838 decide,
    exactly. Every triple "exactly on" is one that float64 misjudges.
    """
    rng = random.Random(38382002)
    listed, rows, expected = [], [], {}
    for item, limits in LIMITS.items():
        for target, limit in zip(CLASS_NAMES, limits, strict=False):
            values = hard_values(limit, rng, low=item == "溶解氧")
            size = Decimal(limit).scaleb(-8).normalize()
            for side in (-1, 0, 1):
                code = f"{item} {CLASS_NAMES.index(target) + 1} {side}"
                cells = values if side == 0 else nudged(values, str(size * side))
                listed.append(section(code, 核算水质目标=target))
                rows += months_of(code, item, cells)
                mean = sum((Fraction(cell) for cell in cells), Fraction(0)) / 12
                is_met = mean >= Fraction(limit) if item == "溶解氧" else mean <= Fraction(limit)
                assert is_met == (side == 0 or (side > 0) == (item == "溶解氧"))
                expected[code] = ("是" if is_met else "否", class_of(item, mean, limits))
    for grade in ("Ⅰ", "Ⅴ"):
        for end, low in (("9", False), ("6", True)):
            values = hard_values(end, rng, low=low)
            for side in (-1, 0, 1):
                code = f"pH值 {CLASS_NAMES.index(grade) + 1} {end} {side}"
                cells = values if side == 0 else nudged(values, f"{side}E-8")
                listed.append(section(code, 核算水质目标=grade))
                rows += months_of(code, "pH值", cells)
                is_met = side == 0 or (side > 0) == low
                # nothing else is measured worse than Ⅰ
                expected[code] = ("是", "Ⅰ") if is_met else ("否", "劣Ⅴ")
    if as_numbers:
        rows = [{k: v if k in ("月份", "序号") else float(v) for k, v in r.items()} for r in rows]
    result = settle(rows, sections=listed)
    found = {code: (r["state"], r["annual_class"]) for code, r in year_lines(result).items()}
    assert found == expected
    assert len(expected) == len(LIMITS) * 15 + 12


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        ("2.0L", "是"),  # (11 × 1.0 + 1.0) / 12 = 1.0; the whole figure would fail
        ("2.002L", "否"),  # (11 × 1.0 + 1.001) / 12 > 1.0; 0 would meet it
        ("＜2.0", "是"),
        ("ND2.002", "否"),
    ],
)
def test_marks_count_as_half_in_the_mean(mark: str, state: str) -> None:
    rows = months_of("1", "氨氮", [mark, *["1.0"] * 11])
    result = settle(rows, sections=[section("1")], censored="half")
    assert year_line(result, "1")["state"] == state


@pytest.mark.clause("water 六¶1 annual_means")
def test_the_mean_is_of_the_measured_months() -> None:
    """Two dry months and one without ammonia: 8 × 0.9 + 1.8 = 9.0 over 9 months is 1.0."""
    cells = ["0.9"] * 8 + ["1.8", ""]
    rows = [*months_of("1", "氨氮", cells), *(dry("1", month=m) for m in MONTHS[10:])]
    for last, state in (("1.8", "是"), ("1.8001", "否")):
        rows[8]["氨氮"] = last
        result = settle(rows, sections=[section("1")])
        row = year_line(result, "1")
        assert (row["state"], row["dry_months"]) == (state, 2)
        shown = [r for r in records(result.tables["annual_indicators"]) if r["indicator"] == "氨氮"]
        assert [(r["months"], r["limit"]) for r in shown] == [(9, 1.0)]
    assert shown[0]["total"] == 9.0001
    assert shown[0]["is_worse"] == "是"


# (item, two values that alternate, target, met under rounded, class under rounded): the mean,
# rounded once, half to even, at each limit's printed decimals (GB/T 8170)
ROUNDED = (
    ("氨氮", "1.04", "1.06", "Ⅲ", "是", "Ⅲ"),  # 1.05 → 1.0
    ("氨氮", "1.04", "1.062", "Ⅲ", "否", "Ⅳ"),  # 1.051 → 1.1
    ("氨氮", "1.04", "1.08", "Ⅲ", "否", "Ⅳ"),  # 1.06 → 1.1; months first 1.0, 1.1 → 1.05 → 1.0
    ("氨氮", "1.5", "1.6", "Ⅳ", "否", "Ⅴ"),  # 1.55 → 1.6
    ("氨氮", "1.5", "1.598", "Ⅳ", "是", "Ⅳ"),  # 1.549 → 1.5
    ("氨氮", "2.0", "2.1", "Ⅴ", "是", "Ⅴ"),  # 2.05 → 2.0
    ("氨氮", "2.0", "2.102", "Ⅴ", "否", "劣Ⅴ"),  # 2.051 → 2.1
    ("氨氮", "0.15", "0.16", "Ⅰ", "否", "Ⅱ"),  # 0.155 → 0.16 (0.2 at Ⅱ)
    ("化学需氧量", "20", "21", "Ⅲ", "是", "Ⅲ"),  # 20.5 → 20
    ("化学需氧量", "15", "16", "Ⅱ", "否", "Ⅲ"),  # 15.5 → 16
    ("化学需氧量", "30", "31.2", "Ⅳ", "否", "Ⅴ"),  # 30.6 → 31
    ("总磷", "0.2", "0.3", "Ⅲ", "是", "Ⅲ"),  # 0.25 → 0.2
    ("总磷", "0.3", "0.4", "Ⅳ", "否", "Ⅴ"),  # 0.35 → 0.4
    ("溶解氧", "4", "5", "Ⅲ", "否", "Ⅳ"),  # 4.5 → 4
    ("溶解氧", "5", "6", "Ⅱ", "是", "Ⅱ"),  # 5.5 → 6
    ("溶解氧", "1", "2", "Ⅴ", "是", "Ⅴ"),  # 1.5 → 2
    ("溶解氧", "7.4", "7.5", "Ⅰ", "否", "Ⅱ"),  # 7.45 → 7.4
    ("pH值", "9.0", "9.1", "Ⅲ", "是", "Ⅰ"),  # 9.05 → 9.0
    ("pH值", "9.0", "9.102", "Ⅲ", "否", "劣Ⅴ"),  # 9.051 → 9.1
    ("pH值", "5.9", "6.0", "Ⅲ", "是", "Ⅰ"),  # 5.95 → 6.0
    ("pH值", "5.9", "5.998", "Ⅲ", "否", "劣Ⅴ"),  # 5.949 → 5.9
)


@pytest.mark.clause("water 六¶1 annual_means")
def test_means_rounded() -> None:
    listed = [section(str(n), 核算水质目标=case[3]) for n, case in enumerate(ROUNDED)]
    rows = [
        row
        for n, (item, one, other, *_) in enumerate(ROUNDED)
        for row in months_of(str(n), item, [one, other] * 6)
    ]
    rounded, value = (settle(rows, sections=listed, compare=c) for c in ("rounded", "value"))
    for n, (item, one, other, target, state, grade) in enumerate(ROUNDED):
        row = year_line(rounded, str(n))
        assert (row["state"], row["annual_class"]) == (state, grade), ROUNDED[n]
        mean = (Fraction(one) + Fraction(other)) / 2
        exact = class_of(item, mean, LIMITS.get(item, ()))
        is_met = CLASS_NAMES.index(exact) <= CLASS_NAMES.index(target)
        row = year_line(value, str(n))
        assert (row["state"], row["annual_class"]) == ("是" if is_met else "否", exact), ROUNDED[n]


@pytest.mark.clause("water 六¶1 annual_means")
def test_the_annual_class_is_the_worst_mean() -> None:
    """氨氮 Ⅱ, 总磷 Ⅳ, 溶解氧 Ⅲ: Ⅳ. Months that exceed do not, if the mean meets the limit."""
    worst = {"氨氮": "0.4", "总磷": "0.25", "溶解氧": "5.5"}
    rows = [reading("1", worst, month=m) for m in MONTHS]
    # 氨氮 6 × 1.9 + 6 × 0.1 = 12: mean 1.0; 总磷 12 × 0.15 (Ⅲ)
    rows += [row | {"总磷": "0.15"} for row in months_of("2", "氨氮", ["1.9", "0.1"] * 6)]
    # a mean worse than Ⅴ
    rows += months_of("3", "挥发酚", ["0.1"] * 11 + ["0.101"])
    listed = [section("1", 核算水质目标="Ⅳ"), section("2"), section("3", 核算水质目标="Ⅴ")]
    result = settle(rows, sections=listed)
    found = [(r["annual_class"], r["state"]) for r in year_lines(result).values()]
    assert found == [("Ⅳ", "是"), ("Ⅲ", "是"), ("劣Ⅴ", "否")]
    assert year_line(result, "2")["exceed_months"] == 6


def test_total_nitrogen_and_phosphorus_of_lakes() -> None:
    """Lakes have 总磷 0.05 at Ⅲ; 总氮 is judged of lakes under "limits" only."""
    listed = [section("1", 水体类型="湖库"), section("2", 水体类型="河流")]
    rows = [
        reading(code, {"总磷": "0.06", "总氮": "0.1"}, month=m) for code in "12" for m in MONTHS
    ]
    found = year_lines(settle(rows, sections=listed))
    assert [(found[c]["annual_class"], found[c]["state"]) for c in "12"] == [
        (class_of("总磷", Fraction("0.06"), LAKE["总磷"]), "否"),
        ("Ⅱ", "是"),
    ]
    rows = [reading(code, {"总氮": "1.1"}, month=m) for code in "12" for m in MONTHS]
    for option, states in (("national21", ["是", "是"]), ("limits", ["否", "是"])):
        found = year_lines(settle(rows, sections=listed, indicators=option))
        assert [found[c]["state"] for c in "12"] == states


# ---------------------------------------------------------------- whether the target is met


@pytest.mark.clause("water 六¶1 annual_target")
def test_failing_of_drinking_sources_and_others() -> None:
    """Clause 六¶1: which test fails which kind of section.

    "mean": ammonia exceeds in mean, but each exceeding month was taken out (the section above
    exceeds too), so no month's final verdict is 超标. 氨氮 10 × 1.5 + 2 × 0.1 = 15.2: mean 1.27.
    "month": 1.5 + 11 × 0.1 = 2.6: one month exceeds, the mean meets Ⅱ.
    """
    kinds = {"河否": ("河流", "否"), "河是": ("河流", "是"), "湖否": ("湖库", "否"),
             "湖是": ("湖库", "是")}  # fmt: skip
    listed = [section("上")]
    rows = cycle("上", "E" * 12, target="Ⅲ")
    for kind, (body, source) in kinds.items():
        own = {"水体类型": body, "饮用水源": source}
        listed += [
            section(f"{kind}均", 上游断面="上", **own), section(f"{kind}月", **own),
            section(f"{kind}好", **own),
        ]  # fmt: skip
        rows += cycle(f"{kind}均", "EEEEELEEEEEL", target="Ⅲ")
        rows += cycle(f"{kind}月", "ELLLLLLLLLLL", target="Ⅲ")
        rows += cycle(f"{kind}好", "PLLLLLLLLLLL", target="Ⅲ")
    # tables 2 and 3 of the sources are not measured: a warning, and what rests on it is decided
    # by table 1 all the same
    result = settle(rows, sections=listed, upstream_links="all")
    found = {code: row["state"] for code, row in year_lines(result).items() if code != "上"}
    assert verdicts(result, "湖是均") == "PPPPPLPPPPPL"
    assert found == {
        "河否均": "否", "河否月": "是", "河否好": "是",
        "河是均": "否", "河是月": "否", "河是好": "是",
        "湖否均": "否", "湖否月": "是", "湖否好": "是",
        "湖是均": "是", "湖是月": "否", "湖是好": "是",
    }  # fmt: skip


@pytest.mark.clause("water 七¶2 strike")
def test_a_lake_source_worse_than_five_in_mean_loses_its_rewards() -> None:
    """Clause 七¶2: 劣Ⅴ strikes, though no month's verdict is 超标 and the target is not failed."""
    listed = [
        section("上", 核算水质目标="Ⅴ"),
        section("下", 核算水质目标="Ⅴ", 上游断面="上", 水体类型="湖库", 饮用水源="是"),
    ]
    rows = cycle("上", "X" * 12, target="Ⅴ") + cycle("下", "XXXXXXXXXXLL", target="Ⅴ")
    result = settle(rows, sections=listed, upstream_links="all")
    assert verdicts(result, "下") == "PPPPPPPPPPLL"
    row = year_line(result, "下")
    assert (row["annual_class"], row["state"]) == ("劣Ⅴ", "是")
    # 2 × 2,000,000 ÷ 12 = 333,333.33, two months of 166,666.67
    assert components(result, "下") == {"struck": 33333333, "tail": -1}
    assert section_nets(result, "下") == {}


@pytest.mark.clause("water 六¶1 annual_target")
def test_a_lake_source_that_meets_its_target_though_its_mean_is_worse_says_why() -> None:
    """六¶1: a lake that is a drinking source is failed by a month, never by its mean.

    "X" is worse than Ⅴ (2.0 of ammonia); upstream is, too, so that no month of 下 is 超标.
    """
    lake = {"水体类型": "湖库", "上游断面": "上", "核算水质目标": "Ⅴ"}
    listed = [
        section("上", 核算水质目标="Ⅴ"),
        section("下", 饮用水源="是", **lake),
        section("旁", 饮用水源="否", **lake),
    ]
    rows = [row for code in "上下旁" for row in cycle(code, "X" * 10 + "LL", target="Ⅴ")]
    result = settle(rows, sections=listed, upstream_links="all")
    said = {code: str(year_line(result, code)["explanation"]).splitlines()[0] for code in "下旁"}
    assert said["下"].startswith("年度水质：劣Ⅴ类，劣于目标的年均值：氨氮 ")
    assert said["下"].endswith("；湖库型饮用水源没有超标的月份，达到年度目标（第六条第一款）")
    assert said["旁"].endswith("，未达到目标Ⅴ类（第六条第一款）"), "no drinking source: by its mean"
    assert [year_line(result, code)["state"] for code in "下旁"] == ["是", "否"]
    counted = next(line for line in result.headline.sentences if line.startswith("3 个断面"))
    assert counted.startswith("3 个断面：达到年度目标 1、未达到 2；")


@pytest.mark.clause("water 六¶1 annual_target")
def test_nothing_measured_is_neither_met_nor_failed() -> None:
    """No class, no charge, no bonus; twelve months without values are not dry."""
    listed = [section("1", 断面控制级别="国控"), section("2", 断面控制级别="国控")]
    rows = cycle("1", "M" * 12, target="Ⅲ") + cycle("2", "D" * 12, target="Ⅲ")
    result = settle(rows, sections=listed, previous={"1": "Ⅴ", "2": "Ⅴ"})
    for code, dry_months, expected in (("1", 0, {}), ("2", 12, {"dry": 300000000})):
        row = year_line(result, code)
        assert (row["state"], row["annual_class"]) == ("无法评价", None)
        assert (row["dry_months"], row["missing_months"]) == (dry_months, 12 - dry_months)
        assert components(result, code) == expected
    assert year_nets(result) == {"即墨": -300000000, CITY: 300000000}


# ---------------------------------------------------------------- dry months (clause 七¶4)


@pytest.mark.clause("water 七¶4 dry_payment_fen")
def test_dry_months() -> None:
    """市控: half of 2,000,000.00. A further section has rows in every month."""
    cases: list[tuple[str, int, int]] = [
        ("DDDDDDDPPPPP", 0, 0),  # 7
        ("DDDDDDDDPPPP", 100000000, 100000000),  # 8
        ("PPPPDDDDDDDD", 100000000, 100000000),  # the last 8
        ("DDDDDDDMDPPP", 100000000, 0),  # 8, but 7 on end: 缺测 is not dry
        ("DDDDDDD-DPPP", 100000000, 0),  # … nor is a month without a row
        ("DDDDDDDMPPPP", 0, 0),  # 7 and one 缺测
        ("DDDDPDDDDPPP", 100000000, 0),
        ("DDDDDDDDDDDD", 100000000, 100000000),
        ("MMMMMMMMMMMM", 0, 0),
    ]
    codes = [str(number) for number in range(1, len(cases) + 1)]
    pairs = list(zip(codes, cases, strict=True))
    rows = [row for code, (letters, *_) in pairs for row in cycle(code, letters, target="Ⅲ")]
    rows += cycle("99", "P" * 12, target="Ⅲ")
    listed = [*(section(code) for code in codes), section("99", 责任区市="胶州")]
    for number, option in enumerate(("total", "consecutive")):
        result = settle(rows, sections=listed, dry=option)
        for code, (letters, total, consecutive) in pairs:
            amount = (total, consecutive)[number]
            assert components(result, code) == ({"dry": amount} if amount else {}), letters
            assert year_line(result, code)["dry_months"] == letters.count("D"), letters
        paid = sum((total, consecutive)[number] for _, total, consecutive in cases)
        assert year_nets(result) == {"即墨": -paid, CITY: paid}


@pytest.mark.clause("water 七¶4 dry_payment_fen")
def test_a_month_that_nobody_has_is_not_dry() -> None:
    """8 dry months around a month without any row: 4 on end. The cycle is provisional."""
    result = settle(cycle("1", "PPDDDD-DDDDP", target="Ⅲ"), sections=[section("1")])
    assert components(result, "1") == {"dry": 100000000}
    assert year_line(result, "1")["is_provisional"] == "是"
    assert len(warned(result, "W64")) == 1
    assert "2019-04" in warned(result, "W64")[0]
    other = settle(
        cycle("1", "PPDDDD-DDDDP", target="Ⅲ"), sections=[section("1")], dry="consecutive"
    )
    assert components(other, "1") == {}


@pytest.mark.clause("water 七¶4 dry_payment_fen")
def test_who_is_exempt_from_the_dry_payment() -> None:
    """A 湖库 drinking source and 断流豁免; half a base of each level for the others."""
    own = {
        "湖源": {"水体类型": "湖库", "饮用水源": "是"},
        "湖": {"水体类型": "湖库", "饮用水源": "否"},
        "河源": {"水体类型": "河流", "饮用水源": "是"},
        "豁免": {"断流豁免": "是"},
        "国": {"断面控制级别": "国控"},
        "省": {"断面控制级别": "省控"},
        "市": {"责任区市": "即墨、胶州、平度"},
    }
    listed = [section(code, **changes) for code, changes in own.items()]
    rows = [row for code in own for row in cycle(code, "DDDDDDDDPPPP", target="Ⅲ")]
    # ammonia's limits are the same for lakes
    result = settle(rows, sections=listed)
    paid = {code: row["dry_fen"] for code, row in year_lines(result).items()}
    assert paid == {
        "湖源": 0, "湖": 100000000, "河源": 100000000, "豁免": 0, "国": 300000000,
        "省": 150000000, "市": 100000000,
    }  # fmt: skip
    # 100,000,000 in three: the odd fen from 即墨, named first
    assert year_flows(result, "市") == {
        ("即墨", CITY, "断流缴纳"): 33333334,
        ("胶州", CITY, "断流缴纳"): 33333333,
        ("平度", CITY, "断流缴纳"): 33333333,
    }
    drought = settle(rows, sections=listed, drought=True)
    assert {row["dry_fen"] for row in year_lines(drought).values()} == {0}
    declared = settle(rows, sections=listed, drought=False)
    assert {c: r["dry_fen"] for c, r in year_lines(declared).items()} == paid


def test_the_annexs_own_exempt_sections() -> None:
    """序号 26 is a reservoir outlet, 28 a 湖库 source; 13 a river source, 27 neither."""
    rows = [row for c in ("13", "26", "27", "28") for row in cycle(c, "DDDDDDDDPPPP")]
    found = year_lines(settle(rows))
    paid = {code: found[code]["dry_fen"] for code in ("13", "26", "27", "28")}
    assert paid == {"13": 300000000, "26": 0, "27": 300000000, "28": 0}


# ---------------------------------------------------------------- incidents (clause 七¶2)


def of_districts(
    *names: str, letters: str = "LLLLLLLLLLLL"
) -> tuple[list[dict[str, str]], list[Row]]:
    """Return a 市控 section for each district, and its year."""
    listed = [section(name, 责任区市=name) for name in names]
    return listed, [row for name in names for row in cycle(name, letters, target="Ⅲ")]


@pytest.mark.clause("water 七¶2 strike")
def test_levels_of_incidents() -> None:
    """较大 and above strike; 一般 does not. 跃升 12 months: 2,000,000.00 each."""
    listed, rows = of_districts("即墨", "胶州", "平度", "莱西", "城阳")
    levels = ("一般", "较大", "重大", "特别重大")
    events = [("2019-01-15", s["责任区市"], v) for s, v in zip(listed, levels, strict=False)]
    result = settle(rows, sections=listed, incidents=events)
    assert year_nets(result) == {"即墨": 200000000, "城阳": 200000000, CITY: -400000000}
    assert components(result, "胶州") == {"struck": 200000000, "tail": -4}
    assert failed_checks(result) == []


@pytest.mark.clause("water 七¶2 strike")
def test_dates_of_incidents() -> None:
    """The cycle is 2018-10-01 to 2019-09-30, both included (clause 十); W66 outside."""
    listed, rows = of_districts("即墨", "胶州", "平度", "莱西")
    dates = ("2018-09-30", "2018-10-01", "2019-09-30", "2019-10-01")
    events = [(d, s["责任区市"], "较大") for d, s in zip(dates, listed, strict=True)]
    result = settle(rows, sections=listed, incidents=events)
    assert year_nets(result) == {"即墨": 200000000, "莱西": 200000000, CITY: -400000000}
    outside = warned(result, "W66")
    assert len(outside) == 2
    assert "2018-09-30" in outside[0]
    assert "2019-10-01" in outside[1]


@pytest.mark.clause("water 七¶2 strike")
def test_an_incident_strikes_all_sections_of_the_district_and_nothing_else() -> None:
    """Two sections of 即墨 and one it shares: its rewards go; penalties, bonus and others stay.

    Each has 6 × L, 5 × P, 1 × E: 氨氮 6 × 0.1 + 5 × 1.0 + 1.5 = 7.1, Ⅲ. 市控 rewards
    1,000,000.00, a penalty of 166,666.67; 国控 3,000,000.00 and 500,000.00, bonus 6,000,000.00.
    """
    letters = "LLLLLLPPPPPE"
    listed = [
        section("1"), section("2", 断面控制级别="国控"), section("3", 责任区市="胶州、即墨"),
        section("4", 断面属性="跨界", 责任区市="胶州", 去向="即墨"),
    ]  # fmt: skip
    rows = [row for c in "1234" for row in cycle(c, letters, target="Ⅲ")]

    def struck(incident: str) -> Result:
        return settle(
            rows, sections=listed, previous={"2": "Ⅳ"},
            incidents=[("2019-06-30", "即墨区", "重大")], incident=incident,
        )  # fmt: skip

    result = struck("share")
    assert section_nets(result, "1") == {"即墨": -16666667, CITY: 16666667}
    assert section_nets(result, "2") == {"即墨": 550000000, CITY: -550000000}
    # 胶州 keeps its 500,000.00 less 83,333.34 (named first); 即墨 owes 83,333.33
    assert section_nets(result, "3") == {"胶州": 41666666, "即墨": -8333333, CITY: -33333333}
    # opposite, 即墨 goes on paying
    assert section_nets(result, "4") == {"胶州": 83333333, "即墨": -83333333}
    whole = struck("section")
    assert section_nets(whole, "3") == {"胶州": -8333334, "即墨": -8333333, CITY: 16666667}
    assert section_nets(whole, "4") == section_nets(result, "4")
    assert components(whole, "3") == {"struck": 100000000, "penalty": 16666667, "tail": -2}


def test_an_incident_and_what_a_district_pays_to_itself() -> None:
    """#11 莱西 → 平度、莱西, 12 L: 平度 pays 1,000,000.00, 莱西 as much to itself; all struck."""
    rows = cycle("11", "L" * 12)
    before = settle(rows)
    assert year_flows(before, "11") == {
        ("平度", "莱西", "跃升奖励"): 100000000,
        ("莱西", "莱西", "自抵"): 100000000,
    }
    for district, flows in (("莱西", {}), ("平度", year_flows(before, "11"))):
        result = settle(rows, incidents=[("2018-12-01", district, "较大")])
        assert year_flows(result, "11") == flows
    assert components(before, "11") == {"reward": 200000000, "tail": -4}


# ---------------------------------------------------------------- yearly items (clause 七¶3)

BASES = {"国控": 600000000, "省控": 300000000, "市控": 0}  # a 市控 section has none


@pytest.mark.clause("water 七¶3 bonus_fen")
def test_the_bonus() -> None:
    """Previous Ⅳ, Ⅴ or 劣Ⅴ, this year Ⅰ to Ⅲ, not failed, 国省控: one annual base.

    Target Ⅳ; 氨氮 all year 1.0 (Ⅲ), 1.5 (Ⅳ), 0.1 (Ⅰ).
    """
    previous = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ", "")
    now = {"Ⅰ": "0.1", "Ⅲ": "1.0", "Ⅳ": "1.5"}
    listed: list[dict[str, str]] = []
    rows: list[Row] = []
    given: dict[str, str] = {}
    told: dict[str, str] = {}
    expected: dict[str, int] = {}
    for level in BASES:
        for before in previous:
            for grade, value in now.items():
                code = str(len(listed) + 1)
                told[code] = f"{level}{before}>{grade}"
                listed.append(section(code, 核算水质目标="Ⅳ", 断面控制级别=level))
                rows += months_of(code, "氨氮", [value] * 12)
                if before:
                    given[code] = before
                is_due = before in ("Ⅳ", "Ⅴ", "劣Ⅴ") and grade in ("Ⅰ", "Ⅲ")
                expected[code] = BASES[level] if is_due else 0
    result = settle(rows, sections=listed, previous=given)
    assert {c: r["bonus_fen"] for c, r in year_lines(result).items()} == expected
    assert {r["charge_fen"] for r in year_lines(result).values()} == {0}
    assert len(warned(result, "W67")) == 1
    said = warned(result, "W67")[0].split("序号 ")[1].split(" ")[0].split("、")
    assert [told[code] for code in said] == ["国控>Ⅰ", "国控>Ⅲ", "省控>Ⅰ", "省控>Ⅲ"]
    flows = year_flows(result, {name: code for code, name in told.items()}["国控Ⅳ>Ⅲ"])
    assert flows.pop((CITY, "即墨", "年度奖励")) == 600000000
    assert flows == {(CITY, "即墨", "跃升奖励"): 600000000}


def test_the_previous_class_in_the_section_list_counts_alike() -> None:
    listed = [section("1", 断面控制级别="省控", 上年度水质类别="劣Ⅴ")]
    result = settle(cycle("1", "P" * 12, target="Ⅲ"), sections=listed)
    assert components(result, "1") == {"bonus": 300000000}
    assert warned(result, "W67") == []


@pytest.mark.clause("water 七¶3 charge_fen")
def test_the_charge() -> None:
    """Failed: one annual base to the city, of 国省控 alone; never a bonus, whatever the class.

    Target Ⅱ, 氨氮 0.9 all year: Ⅲ, 12 × 超标 at one base ÷ 12 (multiple 0.8).
    """
    listed = [
        section(level, 核算水质目标="Ⅱ", 断面控制级别=level, 责任区市="即墨、胶州、平度")
        for level in BASES
    ]
    rows = [row for level in BASES for row in months_of(level, "氨氮", ["0.9"] * 12)]
    result = settle(rows, sections=listed, previous=dict.fromkeys(BASES, "Ⅴ"))
    for level, base in BASES.items():
        row = year_line(result, level)
        assert (row["annual_class"], row["state"]) == ("Ⅲ", "否")
        assert (row["bonus_fen"], row["charge_fen"]) == (0, base)
    assert year_flows(result, "国控") == {
        (name, CITY, kind): 200000000
        for name in ("即墨", "胶州", "平度")
        for kind in ("超标赔付", "年度追缴")
    }


def test_no_yearly_item_is_split_by_determinations() -> None:
    """Clause 八 is about the month; yearly items are shared equally (clause 六¶2)."""
    listed = [section("1", 断面属性="共同断面", 责任区市="即墨、胶州", 断面控制级别="省控")]
    rows = cycle("1", "E" * 12, target="Ⅲ")
    named = [(m, "1", "胶州", "0") for m in MONTHS]
    result = settle(rows, sections=listed, responsibility=named)
    assert year_flows(result, "1") == {
        ("即墨", CITY, "超标赔付"): 300000000,
        ("即墨", CITY, "年度追缴"): 150000000,
        ("胶州", CITY, "年度追缴"): 150000000,
    }


# ---------------------------------------------------------------- exact settlement


def shared(*names: str) -> list[dict[str, str]]:
    """Return one 市控 共同断面 of target Ⅲ."""
    return [section("1", 断面属性="共同断面", 责任区市="、".join(names))]


def test_determinations_weigh_in_the_settlement() -> None:
    """莱西 bears 1 + ½ + ½ + 2 × ¾ = 3.5 of 5 bases, 平度 ½ + ½ + 2 × ¼ = 1.5.

    5 × 2,000,000 ÷ 12 = 833,333.33: 莱西 58,333,333.1 fen, 平度 24,999,999.9, which has the
    larger remainder. The months: 16,666,667 + 2 × 8,333,334 + 25,000,000 (of 33,333,333:
    24,999,999.75) is 58,333,335 for 莱西.
    """
    rows = cycle("1", "EEEXPPPPPPPP", target="Ⅲ")
    named = [("2018-10", "1", "平度", "0"), ("2019-01", "1", "平度", "0.25")]
    result = settle(rows, sections=shared("莱西", "平度"), responsibility=named)
    assert verdicts(result, "1") == "EEEXPPPPPPPP"
    assert section_nets(result, "1") == {"莱西": -58333333, "平度": -25000000, CITY: 83333333}
    assert components(result, "1") == {"penalty": 83333333, "tail": 83333333 - 83333334}
    monthly = settle(
        rows, sections=shared("莱西", "平度"), responsibility=named, rounding="monthly"
    )
    # 平度 0 + 2 × 8,333,333 + 8,333,333 (8,333,333.25)
    assert section_nets(monthly, "1") == {"莱西": -58333335, "平度": -24999999, CITY: 83333334}
    assert components(monthly, "1") == {"penalty": 83333334}
    assert failed_checks(result) == failed_checks(monthly) == []


def test_a_month_of_shares_one_and_nothing() -> None:
    """Of three, one bears 1 + ⅓ of 2 bases: 4/6 of 333,333.33 is 22,222,222 fen exactly.

    11,111,111 is left for the other two, 5,555,555.5 each: the odd fen from the first named.
    """
    rows = cycle("1", "EEPPPPPPPPPP", target="Ⅲ")
    named = [("2018-10", "1", "胶州", "1"), ("2018-10", "1", "城阳", "0")]
    result = settle(rows, sections=shared("高新区", "胶州", "城阳"), responsibility=named)
    assert section_nets(result, "1") == {
        "高新区": -5555556, "胶州": -22222222, "城阳": -5555555, CITY: 33333333,
    }  # fmt: skip


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_thirds_and_the_unnamed() -> None:
    """胶州 1/3 determined, the others share 2/3: the same as equal shares, all year."""
    rows = cycle("1", "EPEPEPEPEPEP", target="Ⅲ")
    named = [(m, "1", "胶州", "1/3") for m in MONTHS[::2]]
    result = settle(rows, sections=shared("高新区", "胶州", "城阳"), responsibility=named)
    # 6 × 2,000,000 ÷ 12 = 1,000,000.00 in three
    assert section_nets(result, "1") == {
        "高新区": -33333334, "胶州": -33333333, "城阳": -33333333, CITY: 100000000,
    }  # fmt: skip


def test_a_determination_of_a_month_that_does_not_exceed_has_no_effect() -> None:
    rows = cycle("1", "EPLPPPPPPPPP", target="Ⅲ")
    named = [("2018-11", "1", "莱西", "0"), ("2018-12", "1", "莱西", "0")]
    result = settle(rows, sections=shared("莱西", "平度"), responsibility=named)
    assert section_nets(result, "1") == {}  # as much reward as penalty, in equal parts
    assert year_flows(result, "1") == {
        (CITY, "莱西", "跃升奖励"): 8333334, (CITY, "平度", "跃升奖励"): 8333333,
        ("莱西", CITY, "超标赔付"): 8333334, ("平度", CITY, "超标赔付"): 8333333,
    }  # fmt: skip
    assert len([t for t in result.problems["工作表"] if t == "责任认定"]) == 2


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_own_payments_of_a_year() -> None:
    """#7, 12 × E: 1,000,000.00 from each; thirds, the odd fen to 胶州, named first.

    自抵 stands in the flows and in 超标赔付, not in the accounts.
    """
    result = settle(cycle("7", "E" * 12))
    assert year_flows(result, "7") == {
        ("胶州", "胶州", "自抵"): 33333334,
        ("胶州", "城阳", "超标赔付"): 33333333,
        ("胶州", "高新区", "超标赔付"): 33333333,
        ("即墨", "胶州", "超标赔付"): 33333334,
        ("即墨", "城阳", "超标赔付"): 33333333,
        ("即墨", "高新区", "超标赔付"): 33333333,
    }
    assert components(result, "7") == {"penalty": 200000000, "tail": -4}
    rows = {r["district"]: r for r in records(result.tables["year_districts"])}
    assert (rows["胶州"]["receivable_fen"], rows["胶州"]["payable_fen"]) == (33333334, 66666666)
    assert (rows["胶州"]["remitted_fen"], rows["胶州"]["allotted_fen"]) == (33333332, 0)
    assert (rows["城阳"]["remitted_fen"], rows["城阳"]["allotted_fen"]) == (0, 66666666)


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_tails() -> None:
    """尾差 = 跃升奖励 + 清零 + 超标赔付 − the months; it is never paid."""
    cases = [
        ("LPPPPPPPPPPP", "市控", 0),  # 16,666,667 and 16,666,666.67
        ("EEPPPPPPPPPP", "市控", -1),  # 33,333,333 − 33,333,334
        ("EEEPPPPPPPPP", "市控", -1),  # 50,000,000 − 50,000,001
        ("EEEEPPPPPPPP", "市控", -1),  # 66,666,667 − 66,666,668
        ("XPPPPPPPPPPP", "市控", 0),  # 33,333,333
        ("XXXPPPPPPPPP", "市控", 1),  # 100,000,000 − 99,999,999
        ("XXXXXXPPPPPP", "市控", 2),  # 200,000,000 − 199,999,998
        ("EXPPPPPPPPPP", "市控", 0),  # 50,000,000 − 50,000,000
        ("LLEEPPPPPPPP", "市控", -2),  # each direction 33,333,333 − 33,333,334
        ("LLLLLLLLLLLL", "市控", -4),
        ("LLLLLLXXXXXX", "市控", 0),  # struck: 100,000,000 − 100,000,002; + 2
        ("LLLLLXXXEEPP", "国控", 0),  # 50,000,000 a month is exact
        ("LLLLLXXXEEPP", "省控", 0),  # 25,000,000
    ]
    codes = [str(number) for number in range(1, len(cases) + 1)]
    pairs = list(zip(codes, cases, strict=True))
    rows = [row for code, (letters, *_) in pairs for row in cycle(code, letters, target="Ⅲ")]
    listed = [section(code, 断面控制级别=level) for code, (_, level, _) in pairs]
    result = settle(rows, sections=listed)
    monthly = settle(rows, sections=listed, rounding="monthly")
    for code, (letters, level, tail) in pairs:
        assert verdicts(result, code) == letters
        row = year_line(result, code)
        months = sum(line(result, code, m)["amount_fen"] for m in MONTHS)
        assert row["reward_fen"] + row["struck_fen"] + row["penalty_fen"] - months == tail, letters
        assert row["tail_fen"] == tail, (letters, level)
        paid = sum(v for (_, _, kind), v in year_flows(result, code).items() if kind != "自抵")
        names = ("reward", "penalty", "bonus", "charge", "dry")
        assert paid == sum(row[f"{name}_fen"] for name in names), letters
        assert year_line(monthly, code)["tail_fen"] == 0, letters


# ---------------------------------------------------------------- quarters and accounts


@pytest.mark.clause("water 十 by_quarter")
def test_quarters() -> None:
    """#20 即墨 → 城阳 by quarter LLE PPX EEL LDM, in fen: 16,666,667 and 33,333,333 (X)."""
    result = settle(cycle("20", "LLEPPXEELLDM") + cycle("22", "P" * 12))
    assert verdicts(result, "20") == "LLEPPXEELLDM"
    rows = [r for r in records(result.tables["quarters"]) if r["district"] == "即墨"]
    names = ("receivable", "payable", "net")
    got = [tuple(r[f"{n}{s}_fen"] for s in ("", "_so_far") for n in names) for r in rows]
    assert [r["quarter"] for r in rows] == ["2018Q4", "2019Q1", "2019Q2", "2019Q3"]
    assert got == [
        (33333334, 16666667, 16666667, 33333334, 16666667, 16666667),
        (0, 33333333, -33333333, 33333334, 50000000, -16666666),
        (16666667, 33333334, -16666667, 50000001, 83333334, -33333333),
        (16666667, 0, 16666667, 66666668, 83333334, -16666666),
    ]
    other = [r["net_so_far_fen"] for r in records(result.tables["quarters"])
             if r["district"] == "城阳"]  # fmt: skip
    assert other == [-16666667, 16666666, 33333333, 16666666]
    own = [r for r in records(result.tables["section_quarters"]) if r["section_id"] == "20"]
    assert [(r["leap_months"], r["exceed_months"]) for r in own] == [(2, 1), (0, 1), (1, 2), (1, 0)]
    assert [(r["reward_so_far_fen"], r["penalty_so_far_fen"]) for r in own] == [
        (33333334, 16666667), (33333334, 50000000), (50000001, 83333334), (66666668, 83333334),
    ]  # fmt: skip
    assert own[3]["verdicts"] == "7月 跃升、8月 断流、9月 缺测"
    assert all("清零" in r["note"] and "年度" in r["note"] for r in own)


@pytest.mark.clause("water 十 by_quarter")
def test_quarters_come_before_what_is_struck() -> None:
    """#18 李沧 → 市北、李沧, failed in the year: its quarters show the rewards, 自抵 apart."""
    result = settle(cycle("18", "LPPXXXXXXXXX"))
    assert year_line(result, "18")["reward_fen"] == 0
    rows = [r for r in records(result.tables["quarters"]) if r["district"] == "李沧"]
    # the reward is paid half by 市北, named first: 83,333.34
    assert (rows[0]["receivable_fen"], rows[0]["payable_fen"]) == (8333334, 0)
    # 33,333,333 a month, 16,666,667 of it to 市北
    assert (rows[1]["receivable_fen"], rows[1]["payable_fen"]) == (0, 50000001)
    assert rows[3]["net_so_far_fen"] == 8333334 - 9 * 16666667


def account(rows: list[Row], district: str) -> dict[str, tuple[int, int, int]]:
    """Return a district's lines: item → 应收, 应付, 净额."""
    return {
        r["item"]: (r["receivable_fen"], r["payable_fen"], r["net_fen"])
        for r in rows
        if r["district"] == district
    }


def test_an_account_line_by_line() -> None:
    """#14 (国控, 胶州) with 10 L, previous Ⅳ and an incident; #7 with E all year.

    #14: 10 × 500,000.00 struck, bonus 6,000,000.00. #7: 胶州 gets 12 × 27,777.78 and owes
    12 × 55,555.56 by months (see W8), 333,333.34 and 666,666.66 by the year.
    """
    rows = cycle("14", "LLLLLPLLLLLP", L="0.6") + cycle("7", "E" * 12)
    result = settle(rows, previous={"14": "Ⅳ"}, incidents=[("2019-01-01", "胶州市", "较大")])
    got = account(records(result.tables["accounts"]), "胶州")
    assert got["2018-10 核算"] == (52777778, 5555556, 47222222)
    assert got["2019-03 核算"] == (2777778, 5555556, -2777778)
    assert got["各月合计"] == (500000000 + 33333336, 66666672, 500000000 - 33333336)
    assert got["尾差"] == (33333334 - 33333336, 66666666 - 66666672, 4)
    assert got["清零"] == (-500000000, 0, -500000000)
    assert got["年度奖励"] == (600000000, 0, 600000000)
    assert got["年度追缴"] == got["断流缴纳"] == (0, 0, 0)
    assert got["年度结算"] == (633333334, 66666666, 566666668)
    city = account(records(result.tables["accounts"]), CITY)
    assert city["清零"] == (0, -500000000, 500000000)
    assert city["年度结算"] == (0, 600000000, -600000000)


def test_account_lines_add_up() -> None:
    """Months + 尾差 + 清零 + yearly items = 年度结算 = 年度汇总, for every district."""
    rng = random.Random(113)
    letters = {row["序号"]: "".join(rng.choices("LPEXDM", [6, 6, 3, 1, 2, 1], k=12))
               for row in annex()}  # fmt: skip
    rows = [row for code, text in letters.items() for row in cycle(code, text)]
    result = settle(
        rows, previous=dict.fromkeys(letters, "Ⅳ"), incidents=[("2019-02-02", "莱西", "较大")]
    )
    lines = records(result.tables["accounts"])
    totals = {r["district"]: r for r in records(result.tables["year_districts"])}
    assert len({item for r in lines for item in [r["item"]]}) == 12 + 7
    for district, total in totals.items():
        own = account(lines, district)
        months = [value for item, value in own.items() if item.endswith(" 核算")]
        assert len(months) == 12
        for side, name in enumerate(("receivable", "payable", "net")):
            assert own["各月合计"][side] == sum(value[side] for value in months)
            parts = ("各月合计", "尾差", "清零", "年度奖励", "年度追缴", "断流缴纳")
            assert own["年度结算"][side] == sum(own[part][side] for part in parts)
            assert own["年度结算"][side] == total[f"{name}_fen"]
        quarter = [r for r in records(result.tables["quarters"]) if r["district"] == district]
        assert quarter[-1]["net_so_far_fen"] == own["各月合计"][2]
        assert total["net_fen"] == total["allotted_fen"] - total["remitted_fen"] or district == CITY
        assert 0 in (total["allotted_fen"], total["remitted_fen"])
    for item in {r["item"] for r in lines}:
        assert sum(r["net_fen"] for r in lines if r["item"] == item) == 0
    assert failed_checks(result) == []


# ---------------------------------------------------------------- cycles


def test_a_cycle_with_missing_months_is_provisional() -> None:
    """9 months: 9 × 2,000,000 ÷ 12 = 1,500,000.00; each missing month is named."""
    result = settle(cycle("1", "LLLLLLLLL---", target="Ⅲ"), sections=[section("1")])
    assert components(result, "1") == {"reward": 150000000, "tail": -3}
    assert year_line(result, "1")["is_provisional"] == "是"
    said = warned(result, "W64")
    assert [m for m in MONTHS if any(m in text for text in said)] == list(MONTHS[9:])


def test_another_cycle_takes_no_part() -> None:
    """Rows of 2018-09 and 2019-10 belong to other cycles (clause 十): not without --cycle."""
    own = cycle("1", "L" * 12, target="Ⅲ")
    strangers = [reading("1", {"氨氮": "9"}, month=m) for m in ("2018-09", "2019-10")]
    result = settle([*own, *strangers], sections=[section("1")], cycle="2018-2019")
    alone = settle(own, sections=[section("1")])
    assert components(result, "1") == components(alone, "1") == {"reward": 200000000, "tail": -4}
    assert year_nets(result) == year_nets(alone)
