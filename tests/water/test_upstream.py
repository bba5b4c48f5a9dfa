"""Upstream influence (clause 六¶2) in its four readings; expectations by hand from section 3.

A pair is an upstream section and one below it, each with its own target; both exceed in the same
indicator unless the case says otherwise. All pairs of a case list are judged in one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from qdcalc.result.result import Result

from .helpers import (
    CLEAN_MORE,
    annex,
    detail,
    dry,
    flows,
    line,
    nets_of_section,
    reading,
    run,
    section,
    verdict,
)
from .printed import CLASSES, LAKE, RIVER

OPTIONS = ("drop", "not-worse", "subtract", "off")
EXCEEDS, BEYOND, TAKEN_OUT = ("超标", -1), ("超标", -2), ("达标", 0)


@dataclass(frozen=True)
class Pair:
    """What is measured above and below, and the verdict below."""

    indicator: str
    above: str
    here: str
    expected: tuple[str, int]
    target_above: str = "Ⅲ"
    target: str = "Ⅲ"
    body: str = "河流"
    multiple: str | None = None


def judged(pairs: Sequence[Pair], option: str) -> Result:
    """Judge every pair: U1 above D1, U2 above D2 …"""
    sections, rows = [], []
    for n, pair in enumerate(pairs, start=1):
        same = {"断面控制级别": "国控", "水体类型": pair.body}
        sections += [
            section(f"U{n}", 核算水质目标=pair.target_above, **same),
            section(f"D{n}", 核算水质目标=pair.target, 上游断面=f"U{n}", **same),
        ]
        rows += [
            reading(f"U{n}", {**CLEAN_MORE, pair.indicator: pair.above}),
            reading(f"D{n}", {**CLEAN_MORE, pair.indicator: pair.here}),
        ]
    return run(
        rows,
        sections=sections,
        upstream=option,
        indicators="limits",
        upstream_links="all",
        censored="half",
    )


def check(pairs: Sequence[Pair], option: str) -> None:
    """Compare the verdicts below, with what is taken out and what decides."""
    result = judged(pairs, option)
    wrong: list[tuple[Any, ...]] = []
    for n, pair in enumerate(pairs, start=1):
        row = line(result, f"D{n}")
        decides = pair.expected[0] == "超标"
        want = (*pair.expected, *((pair.indicator, None) if decides else (None, pair.indicator)))
        got = (row["verdict"], row["coefficient"], row["exceeded"], row["dropped"])
        if got != want:
            wrong.append((pair, got))
        own = detail(result, f"D{n}", pair.indicator)
        assert own["is_exceeded"] == "是"  # on measured values, whatever is taken out
        if own["is_dropped"] != ("否" if decides else "是"):
            wrong.append((pair, own))
        if pair.multiple is not None and row["multiple"] != float(pair.multiple):
            wrong.append((pair, row["multiple"]))
        if not decides and row["multiple"] is not None:
            wrong.append((pair, row["multiple"]))
    assert wrong == []


# NH3-N: limits Ⅲ 1.0, Ⅳ 1.5, Ⅴ 2.0; pH 6 to 9; DO Ⅲ 5
DROP = (
    Pair("氨氮", "1.01", "1.01", TAKEN_OUT),
    Pair("氨氮", "1.01", "50", TAKEN_OUT),
    Pair("氨氮", "1.51", "2.5", TAKEN_OUT, target_above="Ⅳ"),
    Pair("溶解氧", "4.9", "0.1", TAKEN_OUT),
    Pair("pH值", "9.1", "5", TAKEN_OUT),
    Pair("粪大肠菌群", "10001", "99999", TAKEN_OUT),
    Pair("总氮", "1.1", "9", TAKEN_OUT, body="湖库"),
)
NOT_WORSE = (
    Pair("氨氮", "1.3", "1.3", TAKEN_OUT),
    Pair("氨氮", "1.3", "1.2999", TAKEN_OUT),
    Pair("氨氮", "1.3", "1.3001", EXCEEDS),
    Pair("氨氮", "1.3", "2.0", EXCEEDS, multiple="1"),
    Pair("氨氮", "1.3", "2.0001", BEYOND),
    Pair("氨氮", "5", "4", TAKEN_OUT),
    Pair("溶解氧", "4.5", "4.5", TAKEN_OUT),
    Pair("溶解氧", "4.5", "4.6", TAKEN_OUT),
    Pair("溶解氧", "4.5", "4.4999", EXCEEDS),
    Pair("pH值", "9.1", "13", TAKEN_OUT),
    Pair("pH值", "9.1", "2", TAKEN_OUT),
    Pair("粪大肠菌群", "15000", "15001", EXCEEDS),
    Pair("粪大肠菌群", "15000", "15000", TAKEN_OUT),
)
SUBTRACT = (
    Pair("氨氮", "1.3", "1.3", TAKEN_OUT),  # 1.3 − 0.3 = 1.0: equality meets it
    Pair("氨氮", "1.3", "1.3000001", EXCEEDS, multiple="0.0000001"),
    Pair("氨氮", "1.3", "1.2", TAKEN_OUT),
    Pair("氨氮", "1.3", "2.3", EXCEEDS, multiple="1"),
    Pair("氨氮", "1.3", "2.3000001", BEYOND, multiple="1.0000001"),
    Pair("氨氮", "1.7", "2.3", BEYOND, target_above="Ⅳ", target="Ⅱ"),  # 2.1 of 0.5: 3.2
    Pair("氨氮", "1.7", "1.2", EXCEEDS, target_above="Ⅳ", target="Ⅱ", multiple="1"),
    Pair("氨氮", "1.7", "0.7", TAKEN_OUT, target_above="Ⅳ", target="Ⅱ"),
    Pair("溶解氧", "4.9", "0.1", TAKEN_OUT),
    Pair("pH值", "9.1", "5", TAKEN_OUT),
    Pair("粪大肠菌群", "12000", "12001", EXCEEDS, multiple="0.0001"),
    Pair("粪大肠菌群", "12000", "12000", TAKEN_OUT),
    Pair("粪大肠菌群", "12000", "22001", BEYOND),
    Pair("总磷", "0.6L", "0.31", EXCEEDS, multiple="0.05"),  # 0.3 above; 0.31 − 0.1 = 0.21
)
OFF = (
    Pair("氨氮", "50", "1.5", EXCEEDS, multiple="0.5"),
    Pair("氨氮", "50", "2.1", BEYOND),
    Pair("溶解氧", "1", "4", EXCEEDS),
    Pair("pH值", "9.1", "9.1", EXCEEDS),
    Pair("粪大肠菌群", "20000", "12000", EXCEEDS, multiple="0.2"),
)


@pytest.mark.clause("water 六¶2 without_upstream")
@pytest.mark.parametrize(
    ("option", "pairs"),
    [("drop", DROP), ("not-worse", NOT_WORSE), ("subtract", SUBTRACT), ("off", OFF)],
    ids=OPTIONS,
)
def test_each_reading(option: str, pairs: Sequence[Pair]) -> None:
    check(pairs, option)


def ties() -> Iterable[Pair]:
    """Exact ties under subtraction, in decimals that float64 does not hold.

    With excess e = above − limit, the value limit + e is wholly absorbed and 2 × limit + e is one
    multiple exactly; one unit of a far place more is not.
    """
    for indicator in ("氨氮", "总磷", "化学需氧量", "汞", "镉", "石油类"):
        for body, table in (("河流", RIVER), ("湖库", LAKE)):
            for up, here in ((2, 2), (3, 1), (1, 4), (4, 3)):
                limit_up, limit = Decimal(table[indicator][up]), Decimal(table[indicator][here])
                step = limit_up.scaleb(-1)
                for k in ("1", "3", "7", "0.7", "12.3"):
                    excess = step * Decimal(k)
                    far = limit.scaleb(-6)
                    above = f"{limit_up + excess:f}"
                    for value, expected in (
                        (limit + excess, TAKEN_OUT),
                        (limit + excess + far, EXCEEDS),
                        (2 * limit + excess, EXCEEDS),
                        (2 * limit + excess + far, BEYOND),
                    ):
                        yield Pair(
                            indicator,
                            above,
                            f"{value:f}",
                            expected,
                            target_above=CLASSES[up],
                            target=CLASSES[here],
                            body=body,
                        )


@pytest.mark.clause("water 六¶2 without_upstream")
def test_exact_ties_under_subtraction() -> None:
    cases = tuple(ties())
    assert len(cases) == 6 * 2 * 4 * 5 * 4
    # float64 would judge many of these wrongly, so the list is worth its length
    hostile = [
        pair
        for pair in cases
        if pair.expected == TAKEN_OUT
        and float(pair.here)
        - (float(pair.above) - float(RIVER[pair.indicator][CLASSES.index(pair.target_above)]))
        > float(RIVER[pair.indicator][CLASSES.index(pair.target)])
        and pair.body == "河流"
    ]
    assert len(hostile) > 5
    check(cases, "subtract")


@pytest.mark.clause("water 六¶2 without_upstream")
@pytest.mark.parametrize("option", OPTIONS)
def test_what_is_no_upstream_influence(option: str) -> None:
    """Only the same indicator, in the same month, exceeding its own target there, counts."""
    above_only_here = (
        # exactly on the upstream section's own limit, or worse than ours but within its own
        Pair("氨氮", "1.0", "1.2", EXCEEDS, multiple="0.2"),
        Pair("氨氮", "2.0", "1.2", EXCEEDS, target_above="Ⅴ", multiple="0.2"),
        Pair("溶解氧", "2", "3", EXCEEDS, target_above="Ⅴ"),
        Pair("pH值", "9", "9.1", EXCEEDS),
        Pair("氨氮", "", "1.2", EXCEEDS, multiple="0.2"),
    )
    check(above_only_here, option)
    other_indicator = run(
        [reading("12", {"总磷": "0.4"}), reading("13", {"氨氮": "1.2"})], upstream=option
    )
    assert verdict(other_indicator, "13") == EXCEEDS
    other_month = run(
        [reading("12", {"氨氮": "3"}, month="2018-10"), reading("13", {"氨氮": "1.2"})],
        upstream=option,
    )
    assert verdict(other_month, "13") == EXCEEDS
    is_dry = run([dry("12"), reading("13", {"氨氮": "1.2"})], upstream=option)
    assert verdict(is_dry, "13") == EXCEEDS
    below = run([reading("12", {"氨氮": "1.2"}), reading("13", {"氨氮": "3"})], upstream=option)
    assert verdict(below, "12") == EXCEEDS  # downstream never helps upstream


DEFAULT_LINKS = (("1", "2"), ("7", "8"), ("11", "12"), ("12", "13"), ("13", "14"), ("16", "17"),
                 ("18", "19"), ("20", "21"))  # fmt: skip


def test_the_annex_links() -> None:
    """All sections exceed in pH; those below a link are taken out, and no others (section 1)."""
    result = run([reading(str(n), {"pH值": "9.5"}) for n in range(1, 29)])
    out = {row["section_id"] for _, row in result.tables["section_months"].iterrows()
           if row["verdict"] == "达标"}  # fmt: skip
    assert out == {below for _, below in DEFAULT_LINKS}
    for above, below in DEFAULT_LINKS:
        alone = run([reading(above, {"pH值": "9.5"}), reading(below, {"pH值": "9.5"})])
        assert (verdict(alone, above), verdict(alone, below)) == (EXCEEDS, TAKEN_OUT)


@pytest.mark.clause("water 六¶2 without_upstream")
def test_a_chain_is_judged_on_measured_values() -> None:
    """12 is taken out because of 11; it still exceeds as measured, so 13 is taken out too."""
    cells = {"氨氮": "1.2"}
    result = run([reading(code, cells) for code in ("11", "12", "13")])
    assert [verdict(result, code) for code in ("11", "12", "13")] == [
        EXCEEDS,
        TAKEN_OUT,
        TAKEN_OUT,
    ]
    # subtraction looks one link up and at measured values: 1.2 − (1.2 − 1.0) = 1.0 for both
    result = run([reading(code, cells) for code in ("11", "12", "13")], upstream="subtract")
    assert [verdict(result, code) for code in ("11", "12", "13")] == [
        EXCEEDS,
        TAKEN_OUT,
        TAKEN_OUT,
    ]


def two_above(first: str, second: str, here: str, option: str) -> tuple[str, int]:
    """Judge NH3-N below two sections of target Ⅲ."""
    sections = [section("A"), section("B"), section("C", 上游断面="A、B")]
    rows = [reading(code, {"氨氮": v}) for code, v in (("A", first), ("B", second), ("C", here))]
    return verdict(run(rows, sections=sections, upstream=option), "C")


@pytest.mark.clause("water 六¶2 without_upstream")
@pytest.mark.parametrize("flip", [False, True])
def test_several_upstream_sections(flip: bool) -> None:
    """Any of them for drop; no worse than one of them; the largest excess is subtracted."""

    def judge(one: str, other: str, here: str, option: str) -> tuple[str, int]:
        return two_above(*((other, one) if flip else (one, other)), here, option)

    assert judge("0.1", "1.1", "3", "drop") == TAKEN_OUT
    assert judge("0.1", "1.0", "3", "drop") == BEYOND
    assert judge("1.1", "1.5", "1.5", "not-worse") == TAKEN_OUT
    assert judge("1.1", "1.5", "1.51", "not-worse") == EXCEEDS
    assert judge("1.1", "1.5", "1.5", "subtract") == TAKEN_OUT  # −0.5, not −0.1 nor −0.6
    assert judge("1.1", "1.5", "1.6", "subtract") == EXCEEDS
    assert judge("1.1", "1.5", "2.5", "subtract") == EXCEEDS
    assert judge("1.1", "1.5", "2.6", "subtract") == BEYOND


def test_what_remains_decides_alone() -> None:
    """Phosphorus (2.0) is taken out; COD at 0.1 remains: −1 and 500,000 ÷ 2 each, not −2."""
    rows = [
        reading("12", {"总磷": "0.25"}),
        reading("13", {"总磷": "0.6", "化学需氧量": "22", "溶解氧": "4"}),
    ]
    result = run(rows)
    row = line(result, "13")
    assert (row["verdict"], row["coefficient"], row["multiple"]) == ("超标", -1, 0.1)
    assert (row["exceeded"], row["dropped"]) == ("溶解氧、化学需氧量", "总磷")
    assert (row["leading"], row["water_class"]) == ("化学需氧量", "劣Ⅴ")
    assert nets_of_section(result, "13") == {"即墨": -25000000, "平度": -25000000, "胶州": 50000000}
    off = run(rows, upstream="off")
    assert verdict(off, "13") == BEYOND
    assert line(off, "13")["multiple"] == 2.0
    # the details show multiples as measured
    assert detail(result, "13", "总磷")["multiple"] == 2.0


def test_subtraction_changes_the_multiple_of_the_verdict_not_of_the_details() -> None:
    """0.45 − (0.25 − 0.2) = 0.40: 1.0 within one; as measured 1.25."""
    rows = [reading("12", {"总磷": "0.25"}), reading("13", {"总磷": "0.45"})]
    result = run(rows, upstream="subtract")
    assert verdict(result, "13") == EXCEEDS
    assert line(result, "13")["multiple"] == 1.0
    own = detail(result, "13", "总磷")
    assert (own["multiple"], own["value"], own["is_dropped"]) == (1.25, 0.45, "否")
    assert verdict(run(rows, upstream="off"), "13") == BEYOND


def test_taken_out_is_never_a_leap_and_moves_no_money() -> None:
    rows = [reading("12", {"总磷": "0.25"}), reading("13", {"总磷": "0.6"})]
    for option in ("drop", "not-worse", "subtract"):
        rows[1]["总磷"] = "0.25"
        result = run(rows, upstream=option)
        assert verdict(result, "13") == TAKEN_OUT
        assert line(result, "13")["amount_fen"] == 0
        assert flows(result, "13") == {}
        assert line(result, "13")["water_class"] == "Ⅳ"  # as measured


def test_links_of_a_list_of_ones_own() -> None:
    """无 takes the annex's link away; another number puts one in; a blank keeps the default."""
    rows = [reading(code, {"氨氮": "1.2"}) for code in ("9", "12", "13")]
    default = run(rows, sections=annex())
    assert [verdict(default, c) for c in ("9", "13")] == [EXCEEDS, TAKEN_OUT]
    none = run(rows, sections=annex(s13={"上游断面": "无"}))
    assert [verdict(none, c) for c in ("9", "13")] == [EXCEEDS, EXCEEDS]
    other = run(rows, sections=annex(s9={"上游断面": "13"}))
    assert [verdict(other, c) for c in ("9", "13")] == [TAKEN_OUT, TAKEN_OUT]


def test_rounding_before_subtraction() -> None:
    """Each value is rounded at its own target's limit first, half to even.

    NH3-N, both Ⅲ (1.0): above 1.25 → 1.2, excess 0.2; here 1.25 → 1.2 − 0.2 = 1.0, absorbed;
    here 1.251 → 1.3 − 0.2 = 1.1. Above Ⅱ (0.5): 0.65 → 0.6, excess 0.1.
    """
    sections = [section("A"), section("B", 上游断面="A"), section("C", 核算水质目标="Ⅱ"),
                section("D", 上游断面="C")]  # fmt: skip
    values = {"A": "1.25", "B": "1.25", "C": "0.65", "D": "1.151"}
    chosen: dict[str, Any] = {"upstream": "subtract", "compare": "rounded"}
    result = run([reading(c, {"氨氮": v}) for c, v in values.items()], sections=sections, **chosen)
    assert verdict(result, "B") == TAKEN_OUT
    assert verdict(result, "D") == EXCEEDS  # 1.2 − 0.1 = 1.1
    assert line(result, "D")["multiple"] == 0.1
    values |= {"B": "1.251", "D": "1.15"}
    result = run([reading(c, {"氨氮": v}) for c, v in values.items()], sections=sections, **chosen)
    assert line(result, "B")["multiple"] == 0.1
    assert line(result, "D")["multiple"] == 0.1  # 1.15 → 1.2 (even) − 0.1
    values |= {"D": "1.05"}
    result = run([reading(c, {"氨氮": v}) for c, v in values.items()], sections=sections, **chosen)
    assert line(result, "D")["exceeded"] is None  # 1.05 → 1.0: does not exceed at all


# 水体类型 above and here, 责任区市 above and here, when the link counts (R:upstream_links)
LINKS = (
    ("河流", "河流", "莱西", "即墨", {"river", "border", "all"}),
    ("河流", "河流", "莱西、平度", "即墨、胶州", {"river", "border", "all"}),
    ("河流", "河流", "即墨", "即墨", {"river", "all"}),
    ("河流", "河流", "莱西、即墨市", "即墨、胶州", {"river", "all"}),
    ("湖库", "河流", "莱西", "即墨", {"all"}),
    ("河流", "湖库", "莱西", "即墨", {"all"}),
    ("湖库", "湖库", "即墨", "即墨", {"all"}),
)


@pytest.mark.clause("water 六¶2 without_upstream")
@pytest.mark.parametrize("option", ["river", "border", "all"])
def test_which_links_count(option: str) -> None:
    """Both exceed in ammonia: dropped where the link counts, charged where it does not."""
    listed = [
        row
        for n, (above, here, theirs, ours, _) in enumerate(LINKS)
        for row in (
            section(f"U{n}", 水体类型=above, 责任区市=theirs),
            section(f"D{n}", 水体类型=here, 责任区市=ours, 上游断面=f"U{n}"),
        )
    ]
    rows = [reading(row["序号"], {"氨氮": "1.2"}) for row in listed]
    result = run(rows, sections=listed, upstream_links=option)
    used = result.tables["sections_used"].set_index("section_id")["upstream"]
    for n, (*link, counting) in enumerate(LINKS):
        assert verdict(result, f"U{n}") == EXCEEDS, link
        assert verdict(result, f"D{n}") == (TAKEN_OUT if option in counting else EXCEEDS), link
        assert used[f"D{n}"] == f"U{n}", link


def test_one_of_several_links_counts() -> None:
    """A lake, a section of the same district and one of another's: the last alone at the border."""
    cases = {"L": {"all"}, "S": {"all", "river"}, "O": {"all", "river", "border"}}
    listed = [
        row
        for n in cases
        for row in (
            section(f"L{n}", 水体类型="湖库", 责任区市="莱西"),
            section(f"S{n}", 责任区市="即墨"),
            section(f"O{n}", 责任区市="莱西"),
            section(f"D{n}", 责任区市="即墨", 上游断面=f"L{n}、S{n}、O{n}"),
        )
    ]
    rows = [
        reading(f"{c}{n}", {"氨氮": "1.2" if c in f"{n}D" else "0.5"})
        for n in cases
        for c in "LSOD"
    ]
    for option in ("river", "border", "all"):
        result = run(rows, sections=listed, upstream_links=option)
        for n, options in cases.items():
            assert (verdict(result, f"D{n}") == TAKEN_OUT) == (option in options), (n, option)


def test_the_annexs_own_links_are_between_rivers() -> None:
    """The default leaves the annex's links as they were: 28 is its only lake, without a link."""
    rows = [reading(str(n), {"氨氮": "9"}) for n in range(1, 29)]
    dropped = {
        option: set(result.tables["section_months"].dropna(subset=["dropped"])["section_id"])
        for option in ("river", "all", "border")
        for result in [run(rows, upstream_links=option)]
    }
    assert dropped["river"] == dropped["all"] == {"2", "8", "12", "13", "14", "17", "19", "21"}
    # 莱西 at 1 and 2, 胶州 at 7 and 8, 莱西 at 11 and 12, 平度 at 12 and 13, 李沧 at 18 and 19
    assert dropped["border"] == {"14", "17", "21"}


def test_what_is_left_of_a_subtraction_may_be_negative() -> None:
    """9 above exceeds 1.0 by 8; 1.2 − 8 = −6.8 is wholly absorbed: taken out, no error."""
    result = run([reading("1", {"氨氮": "9"}), reading("2", {"氨氮": "1.2"})], upstream="subtract")
    assert verdict(result, "2") == TAKEN_OUT
    assert detail(result, "2", "氨氮")["judged_value"] == -6.8
