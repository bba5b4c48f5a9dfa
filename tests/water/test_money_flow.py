"""Money of a month (clauses 四, 五, 七¶1): amounts, both sides, splits to the fen, accounts.

All amounts are worked by hand: annual bases 6,000,000 (国控), 3,000,000 (省控), 2,000,000 (市控)
over 12, rounded half-up once; largest remainder, ties to the order in which the list names them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from qdcalc.result.result import Result
from qdcalc.water.monthly.flows import Flows

from .helpers import (
    MONTH,
    annex,
    dry,
    failed_checks,
    fen,
    flows,
    line,
    nets,
    nets_of_section,
    reading,
    records,
    run,
    section,
    verdict,
)

WITHIN, BEYOND = {"氨氮": "2.5"}, {"氨氮": "9"}


@pytest.mark.clause("water 五¶2 month_amount_fen")
@pytest.mark.parametrize(
    ("level", "leap", "within", "beyond"),
    [
        ("国控", 50000000, 50000000, 100000000),
        ("省控", 25000000, 25000000, 50000000),
        ("市控", 16666667, 16666667, 33333333),  # not twice the rounded 166,666.67
    ],
)
def test_amounts(level: str, leap: int, within: int, beyond: int) -> None:
    sections = [section(c, 核算水质目标="Ⅴ", 断面控制级别=level) for c in ("1", "2", "3", "4", "5")]
    rows = [reading("1"), reading("2", WITHIN), reading("3", BEYOND), reading("4", {"氨氮": "2"})]
    result = run([*rows, dry("5")], sections=sections)
    got = [(line(result, c)["coefficient"], line(result, c)["amount_fen"]) for c in "12345"]
    assert got == [(1, leap), (-1, within), (-2, beyond), (0, 0), (0, 0)]


def cross(responsible: str, destination: str, **changes: str) -> dict[str, str]:
    """Return a 跨界 section of target Ⅴ."""
    return section(
        "1", 断面属性="跨界", 责任区市=responsible, 去向=destination, 核算水质目标="Ⅴ", **changes
    )


@pytest.mark.clause("water 六¶2 equal_shares")
def test_ties_go_to_the_order_of_the_list() -> None:
    """16,666,667 by two payers: 8,333,334 and 8,333,333, whoever is named first."""
    for first, second in (("胶州", "市南"), ("市南", "胶州")):
        result = run([reading("1", WITHIN)], sections=[cross(f"{first}、{second}", "平度")])
        assert flows(result, "1") == {
            (first, "平度", "赔付"): 8333334,
            (second, "平度", "赔付"): 8333333,
        }


@pytest.mark.clause("water 七¶1 transfers")
def test_payers_then_payees() -> None:
    """33,333,333 fen: 莱西 16,666,667 = 3 × 5,555,555 + 2, 即墨 16,666,666 = 3 × 5,555,555 + 1."""
    result = run([reading("1", BEYOND)], sections=[cross("莱西、即墨", "平度、市北、李沧")])
    assert flows(result, "1") == {
        ("莱西", "平度", "赔付"): 5555556,
        ("莱西", "市北", "赔付"): 5555556,
        ("莱西", "李沧", "赔付"): 5555555,
        ("即墨", "平度", "赔付"): 5555556,
        ("即墨", "市北", "赔付"): 5555555,
        ("即墨", "李沧", "赔付"): 5555555,
    }
    assert nets(result)["平度"] == 11111112


@pytest.mark.clause("water 七¶1 transfers")
def test_a_reward_goes_the_other_way() -> None:
    """16,666,667 from three: 5,555,556 5,555,556 5,555,555, each halved to the responsible two.

    5,555,556 = 2 × 2,777,778; 5,555,555 = 2,777,778 + 2,777,777.
    """
    result = run([reading("1")], sections=[cross("莱西、即墨", "平度、市北、李沧")])
    assert flows(result, "1") == {
        ("平度", "莱西", "奖励"): 2777778,
        ("平度", "即墨", "奖励"): 2777778,
        ("市北", "莱西", "奖励"): 2777778,
        ("市北", "即墨", "奖励"): 2777778,
        ("李沧", "莱西", "奖励"): 2777778,
        ("李沧", "即墨", "奖励"): 2777777,
    }


@pytest.mark.clause("water 六¶2 equal_shares")
def test_five_payers() -> None:
    """50,000,000 in seven is 7,142,857 and 1 over: the first named pays it."""
    names = "市南、市北、李沧、崂山、城阳、胶州、平度"
    listed = section("1", 断面属性="共同断面", 责任区市=names, 断面控制级别="国控")
    result = run([reading("1", {"氨氮": "1.1"})], sections=[listed])
    got = nets(result)
    assert got.pop("市财政") == 50000000
    assert list(got.values()) == [-7142858, *[-7142857] * 6]
    assert "、".join(got) == names


@pytest.mark.clause("water 四 sides")
def test_the_city_is_opposite_whatever_the_destination_says() -> None:
    """Of every type but 跨界 the 去向 is free text, be it a district's name."""
    kinds, texts = ("出境", "共同断面", "共同(出境)"), ("城阳", "胶州湾", "", "莱西、平度")
    listed = [
        section(f"{n}{m}{leap}", 断面属性=kind, 责任区市="即墨、胶州", 去向=text)
        for n, kind in enumerate(kinds)
        for m, text in enumerate(texts)
        for leap in "ab"
    ]
    rows = [reading(s["序号"], {} if s["序号"][-1] == "a" else {"氨氮": "1.1"}) for s in listed]
    result = run(rows, sections=listed)
    for own in listed:
        sign = 1 if own["序号"][-1] == "a" else -1
        assert nets_of_section(result, own["序号"]) == {
            "即墨": sign * 8333334,
            "胶州": sign * 8333333,
            "市财政": sign * -16666667,
        }


def test_accounts_without_what_one_pays_to_oneself() -> None:
    """W8 in full: 胶州 owes 83,333.34 in thirds of 27,777.78, a third of it to itself.

    即墨 owes 83,333.33: 27,777.78 to 胶州 and 城阳, 27,777.77 to 高新区.
    """
    result = run([reading("7", {"化学需氧量": "33"})])
    assert flows(result, "7") == {
        ("胶州", "胶州", "自抵"): 2777778,
        ("胶州", "城阳", "赔付"): 2777778,
        ("胶州", "高新区", "赔付"): 2777778,
        ("即墨", "胶州", "赔付"): 2777778,
        ("即墨", "城阳", "赔付"): 2777778,
        ("即墨", "高新区", "赔付"): 2777777,
    }
    assert line(result, "7")["amount_fen"] == sum(flows(result, "7").values()) == 16666667
    accounts = {
        row["district"]: (row["receivable_fen"], row["payable_fen"], row["net_fen"])
        for row in records(result.tables["districts"])
        if row["receivable_fen"] or row["payable_fen"]
    }
    assert accounts == {
        "胶州": (2777778, 5555556, -2777778),
        "即墨": (0, 8333333, -8333333),
        "城阳": (5555556, 0, 5555556),
        "高新区": (5555555, 0, 5555555),
    }


def test_what_a_person_sees_is_in_yuan() -> None:
    result = run([reading("7", {"化学需氧量": "33"})])
    shown = result["区市汇总"].set_index("区市")
    assert list(shown.loc["胶州", ["应收", "应付", "净额"]]) == [27777.78, 55555.56, -27777.78]
    assert result["断面核算"].set_index("序号").loc["7", "金额"] == 166666.67
    assert sorted(result["资金流向"]["金额"]) == [27777.77] + [27777.78] * 5


def overlap(code: str, cells: dict[str, str], option: str) -> Result:
    """Run one of the annex's overlapping sections."""
    return run([reading(code, cells)], overlap=option)


@pytest.mark.clause("water 四 sides")
def test_overlap_of_section_18() -> None:
    """李沧 → 市北、李沧: 166,666.67 in halves 83,333.34 (市北, first) and 83,333.33 (itself)."""
    net = overlap("18", WITHIN, "net")
    assert flows(net, "18") == {
        ("李沧", "市北", "赔付"): 8333334,
        ("李沧", "李沧", "自抵"): 8333333,
    }
    assert nets(net) == fen(李沧="-83,333.34", 市北="+83,333.34")
    drop = overlap("18", WITHIN, "drop")
    assert flows(drop, "18") == {("李沧", "市北", "赔付"): 16666667}
    leap = overlap("18", {}, "net")
    assert flows(leap, "18") == {
        ("市北", "李沧", "奖励"): 8333334,
        ("李沧", "李沧", "自抵"): 8333333,
    }


@pytest.mark.clause("water 四 sides")
def test_overlap_of_a_section_whose_destinations_are_all_responsible() -> None:
    """Under drop nobody is left opposite, so the city is; under net they pay each other."""
    listed = [cross("即墨、胶州", "胶州、即墨")]
    drop = run([reading("1", WITHIN)], sections=listed, overlap="drop")
    assert nets(drop) == {"即墨": -8333334, "胶州": -8333333, "市财政": 16666667}
    leap = run([reading("1")], sections=listed, overlap="drop")
    assert flows(leap, "1") == {
        ("市财政", "即墨", "奖励"): 8333334,
        ("市财政", "胶州", "奖励"): 8333333,
    }
    # net: 即墨 owes 8,333,334 = 2 × 4,166,667; 胶州 8,333,333, the odd fen to 胶州, named first
    net = run([reading("1", WITHIN)], sections=listed)
    assert flows(net, "1") == {
        ("即墨", "胶州", "赔付"): 4166667,
        ("即墨", "即墨", "自抵"): 4166667,
        ("胶州", "胶州", "自抵"): 4166667,
        ("胶州", "即墨", "赔付"): 4166666,
    }
    assert nets(net) == {"即墨": -1, "胶州": 1}


def test_a_section_that_pays_only_itself() -> None:
    listed = [cross("即墨", "即墨")]
    net = run([reading("1", WITHIN)], sections=listed)
    assert flows(net, "1") == {("即墨", "即墨", "自抵"): 16666667}
    assert nets(net) == {}
    assert failed_checks(net) == []
    assert nets(run([reading("1", WITHIN)], sections=listed, overlap="drop")) == {
        "即墨": -16666667,
        "市财政": 16666667,
    }


def test_overlap_under_another_spelling() -> None:
    """黄岛区 is 西海岸新区: responsible and opposite are the same district."""
    listed = [cross("青岛西海岸新区", "黄岛区、胶州市")]
    result = run([reading("1", WITHIN)], sections=listed)
    assert nets(result) == {"西海岸新区": -8333333, "胶州": 8333333}
    assert line(result, "1")["responsible"] == "西海岸新区"
    assert line(result, "1")["destination"] == "西海岸新区、胶州"


def test_a_district_of_several_sections_and_months() -> None:
    """即墨: October −250,000 (13) + 166,666.67 (4, a reward); November −166,666.67 (20)."""
    october = "2018-10"
    rows = [
        reading("13", {"化学需氧量": "22"}, month=october),
        reading("4", month=october),
        reading("20", WITHIN),
    ]
    result = run(rows)
    assert nets(result, october) == fen(
        即墨="-83,333.33", 平度="-250,000.00", 胶州="+500,000.00", 市财政="-166,666.67"
    )
    assert nets(result, MONTH) == fen(即墨="-166,666.67", 城阳="+166,666.67")
    accounts = records(result.tables["districts"])
    own = next(r for r in accounts if (r["month"], r["district"]) == (october, "即墨"))
    assert (own["receivable_fen"], own["payable_fen"]) == (16666667, 25000000)
    assert failed_checks(result) == []


def test_every_district_of_the_list_has_an_account() -> None:
    """The annex names all districts but 市南; the city always has one, the city last."""
    result = run([dry("20")])
    assert set(result.tables["districts"]["district"]) == {
        "市北", "李沧", "崂山", "城阳", "西海岸新区", "即墨", "高新区", "胶州", "平度", "莱西",
        "市财政",
    }  # fmt: skip
    assert list(result.tables["districts"]["district"])[-1] == "市财政"
    own = run([reading("1")], sections=[cross("市南", "平度")])
    assert set(own.tables["districts"]["district"]) == {"市南", "平度", "市财政"}


def everything(cells: dict[str, str], **chosen: Any) -> Result:
    """Run all 28 sections with the same cells."""
    return run([reading(row["序号"], cells) for row in annex()], **chosen)


@pytest.mark.clause("water 七¶1 transfers")
@pytest.mark.parametrize("option", ["net", "drop"])
@pytest.mark.parametrize("cells", [{}, {"氨氮": "2.0001"}, {"氨氮": "7"}], ids=["leap", "−1", "−2"])
def test_the_whole_annex(cells: dict[str, str], option: str) -> None:
    """10 国控, 2 省控 and 16 市控 sections; what is paid is what is owed."""
    result = everything(cells, overlap=option, upstream="off")
    sections = records(result.tables["section_months"])
    assert len(sections) == 28
    levels = [row["断面控制级别"] for row in annex()]
    counts = {level: levels.count(level) for level in ("国控", "省控", "市控")}
    assert counts == {"国控": 10, "省控": 2, "市控": 16}
    times = {row["section_id"]: abs(row["coefficient"]) for row in sections}
    base = {"国控": 600000000, "省控": 300000000, "市控": 200000000}
    for row in sections:
        exact = Fraction(times[row["section_id"]] * base[row["control_level"]], 12)
        assert abs(row["amount_fen"] - exact) <= Fraction(1, 2)
        assert sum(flows(result, row["section_id"]).values()) == row["amount_fen"]
        assert sum(nets_of_section(result, row["section_id"]).values()) == 0
    assert sum(nets(result).values()) == 0
    assert failed_checks(result) == []
    assert {verdict(result, row["section_id"])[0] for row in sections} == (
        {"跃升"} if not cells else {"超标"}
    )


def test_flows_are_one_record() -> None:
    def of(kind: int, owners: list[int], payers: list[int]) -> Flows:
        size = len(owners)
        return Flows.unshared(
            kind, np.array(owners), np.array(payers), np.arange(size), np.arange(size) + 1
        )

    both = Flows.concat([of(1, [4, 2, 2], [0, 1, 9]), of(0, [4], [0])])
    assert both.owner.tolist() == [4, 2, 2, 4]
    # by owner, then kind; alike ones stay as they stood: payer 1 before payer 9
    ordered = both.sort("owner", "kind")
    assert ordered.payer.tolist() == [1, 9, 0, 0]
    assert ordered.kind.tolist() == [1, 1, 0, 1]
    assert ordered.amount_fen.tolist() == ordered.full_fen.tolist() == [2, 3, 1, 1]
    assert ordered.take(ordered.is_self).payer.tolist() == [1, 0, 0]
