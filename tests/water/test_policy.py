"""A second city by file and section list only, figures by the month of each row, bad files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.water.yearly.annual_items import times

from .helpers import (
    detail,
    failed_checks,
    flows,
    frame_of,
    line,
    nets,
    nets_of_section,
    places,
    reading,
    refused,
    run,
    section,
    verdict,
    warnings_of,
)

# An invented city: three districts, two levels, its own coefficients, from January 2020.
OTHER_CITY = """
[figures.districts]
[[figures.districts.versions]]
since = 2020-01-01
clause = "第三条"
[figures.districts.versions.value]
"东城" = ["东城区", "云州市东城区"]
"西城" = ["西城区"]
"云山县" = ["云山"]

[figures.annual_base_yuan]
[[figures.annual_base_yuan.versions]]
since = 2020-01-01
value = { "甲级" = 1_000_000, "乙级" = 70_000 }

[figures.months_per_year]
[[figures.months_per_year.versions]]
since = 2020-01-01
value = 6

[figures.multiple_limit]
[[figures.multiple_limit.versions]]
since = 2020-01-01
value = 2

[figures.leap_coefficient]
[[figures.leap_coefficient.versions]]
since = 2020-01-01
value = 2

[figures.within_coefficient]
[[figures.within_coefficient.versions]]
since = 2020-01-01
value = 3

[figures.beyond_coefficient]
[[figures.beyond_coefficient.versions]]
since = 2020-01-01
value = 5

[figures.leap_classes]
[[figures.leap_classes.versions]]
since = 2020-01-01
value = 2

[figures.coliform_exempt_levels]
[[figures.coliform_exempt_levels.versions]]
since = 2020-01-01
value = ["甲级"]

[interpretations]
overlap = "drop"
"""
WHEN = "2020-03"


def policy_file(folder: Path, text: str, name: str = "云州.toml") -> Path:
    """Write a policy file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def city(code: str, level: str = "甲级", **changes: str) -> dict[str, str]:
    """Return a 跨界 section of the invented city: 东城区 to 西城 and 云山县, target Ⅲ."""
    own = {"断面属性": "跨界", "责任区市": "东城区", "去向": "西城、云山", "断面控制级别": level}
    return section(code, **{**own, **changes})


def test_a_second_city(tmp_path: Path) -> None:
    """Bases 1,000,000 and 70,000 over 6; leap 2 ×, within 3 ×, beyond 5 ×, "within" up to 2.

    A1 NH3-N 3.0: multiple 2 exactly, 3 × 1,000,000 ÷ 6 = 500,000.00 in halves.
    A2 NH3-N 3.01: beyond, 5 × 70,000 ÷ 6 = 58,333.33 (58,333.333): 29,166.67 and 29,166.66.
    A3 class Ⅰ, two better than Ⅲ: a leap, 2 × 1,000,000 ÷ 6 = 333,333.33 from 西城 (166,666.67)
    and 云山县 (166,666.66). A4 class Ⅱ, one better: no leap.
    A5 东城 and 西城 to 西城: under drop nobody is left opposite but the city; 3 × 70,000 ÷ 6 =
    35,000.00 in halves.
    """
    listed = [
        city("A1"),
        city("A2", "乙级"),
        city("A3"),
        city("A4"),
        city("A5", "乙级", 责任区市="东城、西城区", 去向="西城"),
    ]
    cells = {"A1": {"氨氮": "3.0"}, "A2": {"氨氮": "3.01"}, "A3": {}, "A4": {"氨氮": "0.5"},
             "A5": {"氨氮": "1.1"}}  # fmt: skip
    result = run(
        [reading(code, own, month=WHEN) for code, own in cells.items()],
        sections=listed,
        policy=policy_file(tmp_path, OTHER_CITY),
    )
    got = {code: (*verdict(result, code, WHEN), line(result, code, WHEN)["amount_fen"])
           for code in cells}  # fmt: skip
    assert got == {
        "A1": ("超标", -3, 50000000),
        "A2": ("超标", -5, 5833333),
        "A3": ("跃升", 2, 33333333),
        "A4": ("达标", 0, 0),
        "A5": ("超标", -3, 3500000),
    }
    assert nets_of_section(result, "A1", WHEN) == {
        "东城": -50000000,
        "西城": 25000000,
        "云山县": 25000000,
    }
    assert flows(result, "A2", WHEN) == {
        ("东城", "西城", "赔付"): 2916667,
        ("东城", "云山县", "赔付"): 2916666,
    }
    assert flows(result, "A3", WHEN) == {
        ("西城", "东城", "奖励"): 16666667,
        ("云山县", "东城", "奖励"): 16666666,
    }
    assert nets_of_section(result, "A5", WHEN) == {
        "东城": -1750000,
        "西城": -1750000,
        "市财政": 3500000,
    }
    assert list(result.tables["districts"]["district"]) == ["东城", "西城", "云山县", "市财政"]
    assert line(result, "A1", WHEN)["responsible"] == "东城"
    assert line(result, "A1", WHEN)["destination"] == "西城、云山县"
    assert result.provenance.interpretations["overlap"] == "drop"
    assert failed_checks(result) == []


def test_the_second_citys_coliforms(tmp_path: Path) -> None:
    """Its exempt level is 甲级: 50000 > 10000 counts at 乙级 only."""
    listed = [city("A1"), city("A2", "乙级")]
    rows = [reading(c, {"粪大肠菌群": "50000"}, month=WHEN) for c in ("A1", "A2")]
    result = run(
        rows,
        sections=listed,
        policy=policy_file(tmp_path, OTHER_CITY),
        indicators="limits",
    )
    assert [verdict(result, c, WHEN) for c in ("A1", "A2")] == [("跃升", 2), ("超标", -5)]


def test_the_second_citys_names_are_the_only_ones(tmp_path: Path) -> None:
    """Qingdao's districts and levels are unknown there, and its names unknown in 2019."""
    path = policy_file(tmp_path, OTHER_CITY)
    listed = [city("A1", 责任区市="即墨"), city("A2", "市控")]
    problems = refused(
        [reading("A1", month=WHEN), reading("A2", month=WHEN)], sections=listed, policy=path
    )
    assert places(problems) == {
        ("断面清单", "行 0", "责任区市"),
        ("断面清单", "行 1", "断面控制级别"),
    }
    early = refused([reading("A1", month="2019-12")], sections=[city("A1", "市控")], policy=path)
    assert {column for _, _, column in places(early)} == {"责任区市", "去向"}


RAISED = """
[figures.annual_base_yuan]
[[figures.annual_base_yuan.versions]]
since = 2019-04-01
clause = "青政办字〔2019〕9号 一"
value = { "国控" = 9_000_000, "省控" = 3_600_000, "市控" = 2_400_000 }

[figures.multiple_limit]
[[figures.multiple_limit.versions]]
since = 2019-04-01
value = 2
"""


@pytest.mark.clause("water 五¶2 month_amount_fen")
def test_figures_are_looked_up_by_the_month_of_each_row(tmp_path: Path) -> None:
    """Section 20, NH3-N 6.0 of 2.0 (multiple 2): −2 in March, −1 from April.

    March: 2 × 2,000,000 ÷ 12 = 333,333.33; April: 2,400,000 ÷ 12 = 200,000.00.
    """
    rows = [reading("20", {"氨氮": "6.0"}, month=m) for m in ("2019-05", "2019-03", "2019-04")]
    rows += [reading("13", month=m) for m in ("2019-03", "2019-04")]
    result = run(rows, policy=policy_file(tmp_path, RAISED))
    got = {m: (verdict(result, "20", m)[1], line(result, "20", m)["amount_fen"])
           for m in ("2019-03", "2019-04", "2019-05")}  # fmt: skip
    assert got == {
        "2019-03": (-2, 33333333),
        "2019-04": (-1, 20000000),
        "2019-05": (-1, 20000000),
    }
    assert line(result, "13", "2019-03")["amount_fen"] == 50000000
    assert line(result, "13", "2019-04")["amount_fen"] == 75000000
    assert nets_of_section(result, "20", "2019-04") == {"即墨": -20000000, "城阳": 20000000}
    assert failed_checks(result) == []
    plain = run(rows)
    assert line(plain, "20", "2019-04")["amount_fen"] == 33333333


def test_the_basis_names_what_was_replaced(tmp_path: Path) -> None:
    result = run([reading("20")], policy=policy_file(tmp_path, RAISED, "提高.toml"))
    basis = result["口径与依据"].astype(str).agg("｜".join, axis=1)
    named = [text for text in basis if "提高.toml" in text]
    assert any("年度基准" in text and "9,000,000" in text and "2019-04" in text for text in named)
    assert any("超标幅度分界" in text for text in named)
    assert any("年度基准" in text and "6,000,000" in text for text in basis)
    assert "提高.toml" in set(result["运行信息"]["内容"])
    assert not basis.str.contains("提高.toml").all()
    assert (
        not run([reading("20")])["口径与依据"]
        .astype(str)
        .agg("".join, axis=1)
        .str.contains("提高")
        .any()
    )


def test_a_version_of_the_same_date_replaces_ours(tmp_path: Path) -> None:
    text = RAISED.replace("2019-04-01", "2018-10-01")
    result = run([reading("20")], policy=policy_file(tmp_path, text))
    assert nets(result) == {"即墨": 20000000, "城阳": -20000000}
    replaced = result["口径与依据"].astype(str).agg("".join, axis=1)
    assert replaced.str.contains("6,000,000").any()  # what it was before


@pytest.mark.clause("water 五¶2 month_amount_fen")
def test_half_up_at_exactly_half_a_fen(tmp_path: Path) -> None:
    """1 元 over 8 months is 12.5 fen: 13; 3 元 37.5 fen: 38."""
    text = (
        OTHER_CITY.replace('"甲级" = 1_000_000, "乙级" = 70_000', '"甲级" = 1, "乙级" = 3')
        .replace("value = 6", "value = 8")
        .replace("value = 3\n", "value = 1\n")
    )
    rows = [reading(c, {"氨氮": "1.1"}, month=WHEN) for c in ("A1", "A2")]
    result = run(
        rows, sections=[city("A1"), city("A2", "乙级")], policy=policy_file(tmp_path, text)
    )
    assert [line(result, c, WHEN)["amount_fen"] for c in ("A1", "A2")] == [13, 38]
    assert flows(result, "A1", WHEN) == {("东城", "西城", "赔付"): 7, ("东城", "云山县", "赔付"): 6}


def test_the_policys_default_is_the_weakest(tmp_path: Path) -> None:
    path = policy_file(tmp_path, '[interpretations]\nupstream = "off"\n"数值比较" = "修约后"\n')
    rows = [reading("12", {"氨氮": "1.2"}), reading("13", {"氨氮": "1.05"})]
    assert verdict(run(rows, policy=path), "13") == ("达标", 0)
    result = run(rows, policy=path, compare="value")
    assert verdict(result, "13") == ("超标", -1)
    assert len(warnings_of(result)[warnings_of(result)["问题"].str.contains("数值比较")]) == 1
    assert detail(result, "13", "氨氮")["multiple"] == pytest.approx(0.05, rel=1e-12)


def version(figure: str, value: str, since: str = "2019-01-01") -> str:
    """Return a file with one version of one figure."""
    return f"[figures.{figure}]\n[[figures.{figure}.versions]]\nsince = {since}\nvalue = {value}\n"


BAD = {
    "unknown figure": version("annual_bass", "1"),
    "text for a number": version("months_per_year", '"12"'),
    "yes for a number": version("months_per_year", "true"),
    "list for a number": version("multiple_limit", "[1]"),
    "number for a table": version("annual_base_yuan", "6000000"),
    "text in a table": version("annual_base_yuan", '{ "国控" = "600万" }'),
    "number for a list": version("coliform_exempt_levels", "1"),
    "text for a list of names": version("districts", '{ "东城" = "东城区" }'),
    "negative": version("leap_coefficient", "-1"),
    "part of a yuan": version("annual_base_yuan", '{ "国控" = 0.5 }'),
    "date as text": version("months_per_year", "6", '"2019-01-01"'),
    "no date": "[figures.months_per_year]\n[[figures.months_per_year.versions]]\nvalue = 6\n",
    "no value": version("months_per_year", "6").replace("value = 6", ""),
    "no versions": "[figures.months_per_year]\nvalue = 6\n",
    "another field": version("months_per_year", "6") + 'unit = "月"\n',
    "no TOML": "年度基准：六百万",
    "Chinese key unquoted": version("annual_base_yuan", "{ 国控 = 6_000_000 }"),
    "unknown part": '[words]\ncity = "省财政"\n',
    "unknown switch": '[interpretations]\nupstram = "off"\n',
    "unknown option": '[interpretations]\nupstream = "maybe"\n',
    "switch without a default": "[interpretations.upstream]\n",
    "switch as a number": "[interpretations]\nupstream = 1\n",
    "figures no table": "figures = 3\n",
    "interpretations no table": "interpretations = 3\n",
    "months of nought": version("months_per_year", "0"),
    "cycle of one month": version("section_list_months", '["2018-10"]', "2018-10-01"),
    "cycle of words": version("section_list_months", "[1, 2]", "2018-10-01"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_policy_files(name: str, tmp_path: Path) -> None:
    """Each is told in Chinese, naming the file, before anything is calculated."""
    path = policy_file(tmp_path, BAD[name])
    with pytest.raises(qdcalc.PolicyError, match=r"云州\.toml.*[\u4e00-\u9fff]"):
        run([reading("20")], policy=path)


def test_policy_files_that_cannot_be_read(tmp_path: Path) -> None:
    gbk = tmp_path / "国标码.toml"
    gbk.write_bytes("# 年度基准\n[figures]\n".encode("gbk"))
    for path in (gbk, tmp_path / "没有.toml", tmp_path):
        with pytest.raises(qdcalc.PolicyError, match=r"[\u4e00-\u9fff]"):
            run([reading("20")], policy=path)


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "提高.toml"
    path.write_bytes(b"\xef\xbb\xbf" + RAISED.replace("2019-04", "2018-10").encode())
    assert nets(run([reading("20")], policy=path))["即墨"] == 20000000


def test_nothing_in_the_file_changes_nothing(tmp_path: Path) -> None:
    path = policy_file(tmp_path, "# 没有改动\n")
    assert nets(run([reading("20")], policy=path)) == {"即墨": 16666667, "城阳": -16666667}


@pytest.mark.clause("water 七¶1 month_verdict")
def test_half_a_multiple_as_the_limit(tmp_path: Path) -> None:
    """A notice may well say 超标 0.5 倍以内: NH3-N 3.0 of 2.0 is within, 3.01 beyond."""
    path = policy_file(tmp_path, version("multiple_limit", "0.5", "2018-10-01"))
    rows = [reading("20", {"氨氮": "3.0"}), reading("21", {"氨氮": "3.01"})]
    result = run(rows, policy=path, upstream="off")
    assert verdict(result, "20") == ("超标", -1)
    assert verdict(result, "21") == ("超标", -2)


def test_a_list_may_be_emptied_but_not_the_cycle(tmp_path: Path) -> None:
    # clause 三¶2's exemption may be lifted by a later rule; the cycle keeps its two days
    path = tmp_path / "policy.toml"
    entry = "[[figures.{}.versions]]\nsince = 2019-01-01\nvalue = []\n"
    path.write_text(entry.format("coliform_exempt_levels"), encoding="utf-8")
    figure = qdcalc.water.MONTH.policy(path).figure("coliform_exempt_levels")
    assert figure.at((2019 - 1970) * 12) == []
    path.write_text(entry.format("section_list_months"), encoding="utf-8")
    with pytest.raises(qdcalc.PolicyError, match="2 个日期"):
        qdcalc.water.MONTH.policy(path)


def test_a_level_that_the_settlement_lacks_is_named(tmp_path: Path) -> None:
    """The yearly items take September's figures: a version for another city has no 市控."""
    rows = [reading("20", month="2019-05")]
    path = policy_file(tmp_path, version("annual_base_yuan", '{ "甲级" = 5 }', "2019-09-01"))
    with pytest.raises(qdcalc.PolicyError, match=r"2019-09.*市控"):
        qdcalc.water.year(frame_of(rows), policy=path)


def test_months_with_no_level_in_common(tmp_path: Path) -> None:
    rows = [reading("20", month=m) for m in ("2019-05", "2019-06")]
    path = policy_file(tmp_path, version("annual_base_yuan", '{ "甲级" = 5 }', "2019-06-01"))
    with pytest.raises(qdcalc.PolicyError, match="按月份分开"):
        run(rows, policy=path)


def test_multiples_are_exact(tmp_path: Path) -> None:
    """1.1 × 2,000,003 元 = 2,200,003.30; 0.3333 × 3 元 = 0.9999, half-up 1.00: no binary 1.1."""
    text = version("charge_multiple", "1.1") + version("dry_multiple", "0.3333")
    policy = qdcalc.water.YEAR.policy(policy_file(tmp_path, text))
    charge, dry = (
        policy.figure(name).at((2019 - 1970) * 12) for name in ("charge_multiple", "dry_multiple")
    )
    assert times(np.array([2_000_003]), charge).tolist() == [220_000_330]
    assert times(np.array([3]), dry).tolist() == [100]


def test_the_interpretations_of_water_are_the_contracts() -> None:
    # ../shared/spec/water.md, "Interpretations"
    policy = qdcalc.water.MONTH.policy()
    found = {
        key: (item.name, [(c.key, c.name) for c in item.choices])
        for key, item in policy.interpretations.items()
    }
    assert found == {
        "overlap": ("责任与去向重叠", [("net", "轧差"), ("drop", "剔除")]),
        "upstream": (
            "上游影响",
            [("drop", "剔除指标"), ("not-worse", "未变差才剔除"), ("subtract", "扣减浓度"),
             ("off", "不剔除")],
        ),
        "censored": ("未检出判定", [("unproven", "不能证明超标"), ("half", "按检出限一半")]),
        "samples": ("同月多次监测", [("mean", "算术平均"), ("error", "报错")]),
        "upstream_links": (
            "上游断面范围", [("river", "河流断面"), ("border", "跨辖区断面"), ("all", "全部")],
        ),
        "indicators": ("评价指标", [("national21", "国家21项"), ("limits", "全部有限值指标")]),
        "complete": ("指标缺测", [("no-reward", "不予奖励"), ("warn", "仅提示")]),
        "incident": ("突发事件清零范围", [("share", "本辖区份额"), ("section", "整个断面")]),
        "dry": ("断流月数", [("total", "累计"), ("consecutive", "连续")]),
        "rounding": ("年度结算", [("exact", "精确"), ("monthly", "月度累加")]),
        "source_items": ("水源地项目", [("61", "国家61项"), ("62", "通知62项")]),
        "compare": ("数值比较", [("value", "全数值"), ("rounded", "修约后")]),
    }  # fmt: skip


@pytest.mark.parametrize("date", [None, "2018-10-31", dt.date(2019, 9, 1)])
def test_a_formula_takes_the_figures_of_a_date(date: str | dt.date | None) -> None:
    """The notice has one version of each figure: any day's are the same."""
    # 七¶1: 跃升 and 超标 within one time above the limit one base, beyond it two
    verdicts, is_beyond = np.array([0, 2, 2]), np.array([False, False, True])
    assert qdcalc.water.month_coefficient(verdicts, is_beyond, date=date).tolist() == [1, -1, -2]
    # 五¶1: a twelfth of the annual base
    assert qdcalc.water.month_amount_fen(-2, 6_000_000, date=date) == 1_000_000_00
    # 一: a class better than the target is a leap, the target's own class is not
    classes, yes = np.array([2, 3]), np.array([True, True])
    found = qdcalc.water.month_verdict(
        classes, np.array([3, 3]), is_exceeded=~yes, is_complete=yes, is_dry=~yes, date=date
    )
    assert found.tolist() == [0, 1]


def test_what_is_no_date_is_refused() -> None:
    for date in ("十月", float("nan"), pd.NaT, 2018):
        with pytest.raises(qdcalc.UsageError, match=r"参数 date.*应是日期"):
            qdcalc.water.month_amount_fen(1, 6_000_000, date=date)  # type: ignore[arg-type]
