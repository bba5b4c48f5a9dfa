"""Each interpretation changes what it should and nothing else.

One month of the annex holds something for every switch. Whole tables are compared before and
after: only the sections named for an option may differ, and they must; what they become is worked
by hand from sections 2 to 4.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result
from qdcalc.water.interpretations import OPTIONS, is_rounded

from .helpers import (
    CLEAN_MORE,
    Row,
    detail,
    failed_checks,
    flows,
    frame_of,
    line,
    reading,
    run,
    same_tables,
    section,
    verdict,
)

# section → what is not of class Ⅰ
NOTABLE: dict[str, dict[str, str]] = {
    "1": {"粪大肠菌群": "50000"},  # 市控: not judged at all
    "7": {"化学需氧量": "33"},  # 胶州 and 即墨 to 胶州, 城阳, 高新区
    "9": {"氨氮": "1.05"},  # rounds to 1.0, the limit
    "10": {"铜": ""},  # incomplete
    "11": {},  # a leap; 莱西 to 平度, 莱西
    "12": {"化学需氧量": "26"},
    "13": {"化学需氧量": "27"},  # below 12: 27 > 26; 27 − 6 = 21 > 20
    "15": {"粪大肠菌群": "50000"},  # 国控, limit Ⅴ 40000
    "18": {"氨氮": "4.5"},  # 李沧 to 市北, 李沧; multiple 1.25
    "20": {"溶解氧": "0"},
    "21": {"溶解氧": "1"},  # below 20, not lower
    "22": {"石油类": "2.2L"},  # half of it is worse than Ⅴ's 1.0
    "28": {"总氮": "1.2"},  # lake, limit Ⅲ 1.0
}


def month_of_everything() -> list[Row]:
    """Return a row for each of the 28 sections."""
    return [reading(str(n), {**CLEAN_MORE, **NOTABLE.get(str(n), {})}) for n in range(1, 29)]


@cache
def under(key: str = "overlap", option: str = "net") -> Result:
    """Return the month under one option, all else at its default."""
    chosen: dict[str, Any] = {key: option}
    return run(month_of_everything(), **chosen)


# 比较值 is the value rounded, of every row, where rounded values are compared
COMPARED_VALUE = ["compared_value"]


def changed(table: str, result: Result) -> set[str]:
    """Return the sections whose rows of a table differ from the default's, 比较值 apart."""
    results = (under(), result)
    both = [r.tables[table].drop(columns=COMPARED_VALUE, errors="ignore") for r in results]
    ids = set(both[0]["section_id"]) | set(both[1]["section_id"])
    found = set()
    for code in ids:
        one, other = (t[t["section_id"] == code].reset_index(drop=True) for t in both)
        if not one.equals(other):
            found.add(code)
    return found


# key, option → sections whose row of 断面核算, of 资金流向, of 指标明细 differs
EFFECTS: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {
    ("overlap", "drop"): (set(), {"7", "11", "18"}, set()),
    ("upstream", "not-worse"): ({"13"}, {"13"}, {"13"}),
    ("upstream", "subtract"): ({"13"}, {"13"}, {"13"}),
    ("upstream", "off"): ({"13", "21"}, {"13", "21"}, {"13", "21"}),
    # 平度 is responsible at 12 and at 13
    ("upstream_links", "border"): ({"13"}, {"13"}, {"13"}),
    ("complete", "warn"): ({"10", "22"}, {"10", "22"}, set()),
    ("censored", "half"): ({"22"}, {"22"}, {"22"}),
    ("compare", "rounded"): ({"9"}, {"9"}, {"9"}),
}
YEARS = (("incident", "section"), ("dry", "consecutive"), ("rounding", "monthly"))


@pytest.mark.parametrize(("key", "option"), EFFECTS)
def test_each_option_changes_its_own_sections_only(key: str, option: str) -> None:
    result = under(key, option)
    months, payments, details = EFFECTS[key, option]
    assert changed("section_months", result) == months
    assert changed("flows", result) == payments
    assert changed("indicators", result) == details
    assert failed_checks(result) == []
    assert len(result.tables["section_months"]) == 28
    assert list(result.tables["districts"]["district"]) == list(
        under().tables["districts"]["district"]
    )


@pytest.mark.parametrize(("key", "option"), YEARS)
def test_the_years_options_change_nothing_in_a_month(key: str, option: str) -> None:
    same_tables(under(), under(key, option))


def test_the_default_month() -> None:
    """What the notable sections come to by default."""
    expected = {
        "1": ("跃升", 1),
        "7": ("超标", -1),
        "9": ("超标", -1),
        "10": ("达标", 0),
        "11": ("跃升", 1),
        "12": ("超标", -1),
        "13": ("达标", 0),
        "15": ("跃升", 1),
        "18": ("超标", -2),
        "20": ("超标", -1),
        "21": ("达标", 0),
        "22": ("达标", 0),
        "28": ("跃升", 1),
    }
    assert {code: verdict(under(), code) for code in NOTABLE} == expected


@pytest.mark.clause("water 四 sides")
def test_overlap_drop() -> None:
    """Amounts and verdicts stay; 胶州, 莱西 and 李沧 leave the other side."""
    result = under("overlap", "drop")
    for code, partner in (("7", {"城阳", "高新区"}), ("18", {"市北"})):
        assert {payee for _, payee, _ in flows(result, code)} == partner
    assert flows(result, "11") == {("平度", "莱西", "奖励"): 16666667}
    assert "自抵" not in set(result.tables["flows"]["kind"])
    for code in ("7", "11", "18"):
        assert sum(flows(result, code).values()) == sum(flows(under(), code).values())


def test_upstream() -> None:
    """13: 27 of 20 is 0.35 over, 21 of 20 is 0.05 over; 21: DO 1 is not below 0."""
    for option, multiple in (("not-worse", 0.35), ("subtract", 0.05), ("off", 0.35)):
        result = under("upstream", option)
        assert verdict(result, "13") == ("超标", -1)
        assert line(result, "13")["multiple"] == multiple
        assert detail(result, "13", "化学需氧量")["multiple"] == 0.35
        assert verdict(result, "21")[0] == ("超标" if option == "off" else "达标")


@pytest.mark.clause("water 三¶2 judged_indicators")
def test_indicators_limits() -> None:
    """Coliforms count at 国控 and 省控 sections (15: 50000 of 40000), TN at the lake (1.2 of 1.0).

    Every section that is not 市控 gets a row of detail more; 28 two.
    """
    result = under("indicators", "limits")
    levels = result.tables["section_months"].set_index("section_id")["control_level"]
    judged_more = set(levels[levels != "市控"].index)
    assert judged_more == {"5", "13", "14", "15", "19", "21", "23", "24", "25", "26", "27", "28"}
    assert changed("section_months", result) == {"15", "28"}
    assert changed("flows", result) == {"15", "28"}
    assert changed("indicators", result) == judged_more
    assert (verdict(result, "15"), line(result, "15")["multiple"]) == (("超标", -1), 0.25)
    assert line(result, "28")["exceeded"] == "总氮"
    more = len(result.tables["indicators"]) - len(under().tables["indicators"])
    assert more == len(judged_more) + 1
    assert verdict(result, "1") == ("跃升", 1)


@pytest.mark.clause("water 七¶1 month_verdict")
def test_complete_warn() -> None:
    result = under("complete", "warn")
    assert verdict(result, "10") == ("跃升", 1)
    assert flows(result, "10") == {("市财政", "胶州", "奖励"): 16666667}
    for one in (result, under()):
        warned = one.problems.query("列 == '铜'")
        assert len(warned) == 1
        assert "铜" in warned["问题"].iloc[0]
    assert "铜" in line(under(), "10")["explanation"]  # 达标, and says why


@pytest.mark.clause("water 六¶1 water_class")
def test_compare_rounded() -> None:
    """9: 1.05 → 1.0 meets Ⅲ; 18: 4.5 needs no rounding at 2.0 … so its multiple stays 1.25."""
    result = under("compare", "rounded")
    assert verdict(result, "9") == ("达标", 0)
    assert line(result, "9")["water_class"] == "Ⅲ"


# (indicator, cell, target, class, verdict, multiple): GB/T 8170, half to even, against each limit
# at its own printed decimals
ROUNDED: tuple[tuple[str, str, str, str, str, float | None], ...] = (
    ("氨氮", "1.05", "Ⅲ", "Ⅲ", "达标", None),  # 1.0
    ("氨氮", "1.0501", "Ⅲ", "Ⅳ", "超标", 0.1),  # 1.1
    ("氨氮", "0.55", "Ⅱ", "Ⅲ", "超标", 0.2),  # 0.6
    ("氨氮", "0.54", "Ⅱ", "Ⅱ", "达标", None),  # 0.5
    ("氨氮", "0.155", "Ⅰ", "Ⅱ", "超标", 0.16 / 0.15 - 1),  # 0.16; at Ⅱ 0.2
    ("氨氮", "0.154", "Ⅰ", "Ⅰ", "达标", None),  # 0.15
    ("氨氮", "2.05", "Ⅲ", "Ⅴ", "超标", 1.0),  # 2.0 at Ⅴ and for the multiple
    ("氨氮", "2.051", "Ⅲ", "劣Ⅴ", "超标2", 1.1),  # 2.1
    ("化学需氧量", "20.5", "Ⅲ", "Ⅲ", "达标", None),  # 20
    ("化学需氧量", "20.51", "Ⅲ", "Ⅳ", "超标", 0.05),  # 21
    ("化学需氧量", "15.5", "Ⅲ", "Ⅲ", "达标", None),  # 16 > 15
    ("化学需氧量", "15.49", "Ⅲ", "Ⅰ", "跃升", None),  # 15
    ("总磷", "0.25", "Ⅲ", "Ⅲ", "达标", None),  # 0.2
    ("总磷", "0.35", "Ⅲ", "Ⅴ", "超标", 1.0),  # 0.4
    ("总磷", "0.025", "Ⅲ", "Ⅰ", "跃升", None),  # 0.02
    ("汞", "0.000055", "Ⅱ", "Ⅲ", "超标", 0.2),  # 0.00006 at Ⅰ and Ⅱ; 0.0001 at Ⅲ
    ("汞", "0.000045", "Ⅱ", "Ⅰ", "跃升", None),  # 0.00004
    ("溶解氧", "4.5", "Ⅲ", "Ⅳ", "超标", None),  # 4
    ("溶解氧", "4.51", "Ⅲ", "Ⅲ", "达标", None),  # 5
    ("溶解氧", "5.5", "Ⅲ", "Ⅱ", "跃升", None),  # 6
    ("溶解氧", "7.45", "Ⅲ", "Ⅱ", "跃升", None),  # 7.4 < 7.5
    ("溶解氧", "7.451", "Ⅲ", "Ⅰ", "跃升", None),  # 7.5
    ("pH值", "9.05", "Ⅲ", "Ⅰ", "跃升", None),  # 9.0
    ("pH值", "9.051", "Ⅲ", "劣Ⅴ", "超标", None),  # 9.1
    ("pH值", "5.95", "Ⅲ", "Ⅰ", "跃升", None),  # 6.0 (5.95 → even 6.0)
    ("pH值", "5.949", "Ⅲ", "劣Ⅴ", "超标", None),  # 5.9
)


def test_rounding_half_to_even() -> None:
    listed = [section(str(n), 核算水质目标=case[2]) for n, case in enumerate(ROUNDED)]
    rows = [reading(str(n), {name: cell}) for n, (name, cell, *_) in enumerate(ROUNDED)]
    result = run(rows, sections=listed, compare="rounded")
    for n, (name, cell, _, grade, said, multiple) in enumerate(ROUNDED):
        row = line(result, str(n))
        want = {"跃升": ("跃升", 1), "超标": ("超标", -1), "超标2": ("超标", -2)}
        assert verdict(result, str(n)) == want.get(said, ("达标", 0)), (name, cell)
        assert row["water_class"] == grade, (name, cell)
        if multiple is None:
            assert row["multiple"] is None, (name, cell)
        else:
            assert row["multiple"] == pytest.approx(multiple, rel=1e-12), (name, cell)
        assert detail(result, str(n), name)["value"] == float(cell)


NAMES = (
    ("overlap", "责任与去向重叠", {"net": "轧差", "drop": "剔除"}),
    (
        "upstream",
        "上游影响",
        {"drop": "剔除指标", "not-worse": "未变差才剔除", "subtract": "扣减浓度", "off": "不剔除"},
    ),
    ("censored", "未检出判定", {"unproven": "不能证明超标", "half": "按检出限一半"}),
    ("samples", "同月多次监测", {"mean": "算术平均", "error": "报错"}),
    (
        "upstream_links",
        "上游断面范围",
        {"river": "河流断面", "border": "跨辖区断面", "all": "全部"},
    ),
    ("indicators", "评价指标", {"national21": "国家21项", "limits": "全部有限值指标"}),
    ("complete", "指标缺测", {"no-reward": "不予奖励", "warn": "仅提示"}),
    ("incident", "突发事件清零范围", {"share": "本辖区份额", "section": "整个断面"}),
    ("dry", "断流月数", {"total": "累计", "consecutive": "连续"}),
    ("rounding", "年度结算", {"exact": "精确", "monthly": "月度累加"}),
    ("source_items", "水源地项目", {"61": "国家61项", "62": "通知62项"}),
    ("compare", "数值比较", {"value": "全数值", "rounded": "修约后"}),
)


def sheet(*rows: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """Return a source with a sheet 口径."""
    return {
        "监测数据": frame_of([reading("20")]),
        "口径": pd.DataFrame(list(rows), columns=["参数", "取值"]),
    }


def test_keys_and_chinese_names_are_alike() -> None:
    """The table Interpretations of the specification: default first; the result says which."""

    def chosen(**given: Any) -> dict[str, str]:
        result = qdcalc.water.month(frame_of([reading("20")]), **given)
        return dict(result.provenance.interpretations)

    last = {key: list(options)[-1] for key, _, options in NAMES}
    chinese = {name: list(options.values())[-1] for _, name, options in NAMES}
    assert chosen() == {key: next(iter(options)) for key, _, options in NAMES}
    assert chosen(interpretations={f"water.{key}": option for key, option in last.items()}) == last
    assert chosen(interpretations=chinese) == last
    assert chosen(interpretations=[f"water.{key}={option}" for key, option in last.items()]) == last
    result = qdcalc.water.month(sheet(*chinese.items()))
    assert result.provenance.interpretations == last
    basis, run_sheet = result["口径与依据"], result["运行信息"]
    for key, name, options in NAMES:
        shown = basis[basis["项目"].str.contains(name)]
        assert len(shown) == 1, name
        assert options[last[key]] in shown["取值"].iloc[0], name
        assert any(key in text and last[key] in text for text in run_sheet["内容"]), key


def test_every_option_may_stand_in_the_sheet() -> None:
    """累计 of 断流月数 is no sum: the n-th option of every switch in one sheet, by its name."""
    most = max(len(options) for *_, options in NAMES)
    for number in range(most):
        chosen = {k: list(o)[min(number, len(o) - 1)] for k, _, o in NAMES}
        rows = [(name, options[chosen[key]]) for key, name, options in NAMES]
        result = qdcalc.water.month(sheet(*rows))
        assert {k: result.provenance.interpretations[k] for k in chosen} == chosen


def test_the_argument_beats_the_sheet_with_a_warning() -> None:
    source = sheet(("上游影响", "不剔除"), ("overlap", "drop"))
    result = qdcalc.water.month(source, interpretations={"upstream": "subtract"})
    assert result.provenance.interpretations["upstream"] == "subtract"
    assert result.provenance.interpretations["overlap"] == "drop"
    assert len(result.problems[result.problems["问题"].str.contains("上游影响")]) == 1
    alike = qdcalc.water.month(source, interpretations={"upstream": "off"})
    assert not alike.problems["问题"].str.contains("上游影响").any()


def test_unknown_interpretations() -> None:
    for given in ({"upstram": "off"}, {"upstream": "maybe"}, ["water.upstream"], ["expo.x=1"]):
        with pytest.raises(qdcalc.UsageError, match=r"[\u4e00-\u9fff]"):
            qdcalc.water.month(frame_of([reading("20")]), interpretations=given)
    for rows, column in (
        ([("上游影响", "全部剔除")], "取值"),
        ([("上游", "不剔除")], "参数"),
        ([("上游影响", "不剔除"), ("upstream", "drop")], "参数"),
    ):
        with pytest.raises(qdcalc.InputError) as caught:
            qdcalc.water.month(sheet(*rows))
        problems = caught.value.problems.query("级别 == '错误'")
        assert list(zip(problems["工作表"], problems["列"], strict=True)) == [("口径", column)]


def test_the_options_are_those_of_the_policy_file() -> None:
    written = qdcalc.water.MONTH.policy().interpretations
    assert {key: list(options) for key, options in OPTIONS.items()} == {
        key: [choice.key for choice in item.choices] for key, item in written.items()
    }
    assert [next(iter(options)) for options in OPTIONS.values()] == [
        item.default for item in written.values()
    ]


def test_a_word_of_no_option_is_never_another_option() -> None:
    with pytest.raises(ValueError, match="round"):
        is_rounded({"compare": "round"})
