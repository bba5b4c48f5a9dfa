"""sensitivity: what each option of each interpretation would change, to the fen.

workbooks.md: "sheet 口径影响 (参数, 取值, per district or applicant the change of the net amount
against the result), one row for each option of each interpretation".
"""

from __future__ import annotations

import copy
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from qdcalc import money
from qdcalc.cli.main import main
from qdcalc.notice.catalogue import find
from qdcalc.result.option_effects import priced_of
from qdcalc.result.result import Result
from qdcalc.result.sensitivity import Sensitivity
from qdcalc.run import run
from samples import DATA, result_of
from seeds import later

EFFECTS = "口径影响"
STATION = {"区市": "市南", "街道": "甲街道", "级别": "社区(村)"}


@cache
def sensitivity_of(name: str) -> Sensitivity:
    """Return the sensitivity of a sample's result."""
    return result_of(name).sensitivity()


def stations(*people: int) -> pd.DataFrame:
    """Return stations with one member of staff each."""
    return pd.DataFrame(
        [{**STATION, "名称": f"站{n}", "服务对象数": p, "在编": 1} for n, p in enumerate(people)]
    )


def row(frame: pd.DataFrame, option: str, item: str = "", key: str = "") -> dict[str, Any]:
    """Return the row of an option, ``ceil`` of 「进一（ceil）」."""
    found = frame[frame["取值"].str.endswith(f"（{option}）")]
    found = found[found["参数"].str.endswith(f"（{key}）")] if key else found
    found = found[found["项目"] == item] if item else found
    (only,) = found.to_dict("records")
    return {str(name): value for name, value in only.items()}


def sums(result: Result) -> dict[str, int]:
    """Return what is priced, by party, from the result's own table."""
    priced = priced_of(result.calculation)
    (amount,) = priced.amounts[-1:]
    table = result.tables[priced.table]
    return {str(k): int(v) for k, v in table.groupby(priced.party)[amount].sum().items()}


# 三(二): 1 for each 800 people, rounded by the interpretation, at least 1. Of 801, 1,199 and
# 1,600 people: ceil 2 + 2 + 2, floor 1 + 1 + 2, half-up 1 + 1 + 2 (1,199 ÷ 800 = 1.499); with
# one in post each the gaps are 3, 1 and 1, at 100,000.00 a year each.


def test_an_option_changes_what_was_worked_by_hand() -> None:
    costs = pd.DataFrame([{"区市": "市南", "级别": "社区(村)", "人均年经费": 100_000}])
    result = qdcalc.staffing.assess(stations(801, 1_199, 1_600), costs=costs)
    frame = result.sensitivity()[EFFECTS]
    assert row(frame, "ceil", "缺口经费（元）")["市南"] == 0
    assert row(frame, "floor", "缺口（人）")["市南"] == -2
    assert row(frame, "floor", "缺口经费（元）")["市南"] == -200_000
    assert row(frame, "half-up", "缺口经费（元）")["合计变动"] == -200_000
    used = frame[frame["采用"] == "采用"]["取值"].unique().tolist()
    assert used == ["进一（ceil）"]
    said = row(frame, "floor", "缺口（人）")
    assert said["变动行数"] == 2
    assert "站0" in said["变动的行"]
    assert "站2" not in said["变动的行"]
    checks = result.sensitivity()["校验"]["检查"]  # an amount each has a name of its own
    assert checks.is_unique
    assert "满 6000" in said["反方理由"]
    assert said["条款"] == "三(二)"


def test_without_costs_the_persons_alone_are_priced() -> None:
    frame = qdcalc.staffing.assess(stations(801)).sensitivity()[EFFECTS]
    assert "项目" not in frame
    assert row(frame, "floor")["市南"] == -1


# the options of the samples that move something, and one that moves nothing
OPTIONS = {
    "water-month": ("overlap=drop", "indicators=limits", "compare=rounded", "dry=consecutive"),
    "expo": ("venue_tiers=nested", "first_consumer=threshold", "new_firm_cap=cumulative"),
}


@pytest.mark.parametrize("name", later(OPTIONS, "expo"))
def test_a_row_is_what_a_run_of_its_own_gives(name: str) -> None:
    calculation, result = find(name), result_of(name)
    sensitivity = sensitivity_of(name)
    frame, before = sensitivity[EFFECTS], sums(result)
    switches = result.provenance.policy.interpretations
    assert len(frame) == sum(len(item.choices) for item in switches.values())
    for text in OPTIONS[name]:
        found = row(frame, text.partition("=")[2], key=text.partition("=")[0])
        chosen = [f"{calculation.notice}.{text}"]
        after = sums(run(calculation, DATA / calculation.example, interpretations=chosen))
        for party, fen in after.items():
            assert money.to_fen(found[party]) == fen - before[party], (text, party)
    assert sensitivity.is_sound


def test_what_some_get_others_pay() -> None:
    frame = sensitivity_of("water-month")[EFFECTS]
    parties = result_of("water-month")["区市汇总"]["区市"].unique()
    moved = frame[[*parties]].mul(100).round().astype("int64")
    assert (moved.sum(axis=1) == 0).all()
    assert (moved.where(moved > 0, 0).sum(axis=1) == (frame["变动总额"] * 100).round()).all()
    assert moved.to_numpy().any()


def test_an_option_that_refuses_the_input_says_so(tmp_path: Path) -> None:
    # R:samples = error: several samples of a section's month are refused
    months = pd.DataFrame(
        [{"月份": "2018-11", "序号": "1", "采样日期": f"2018-11-{day}", "氨氮": value}
         for day, value in (("03", "1.1"), ("17", "0.7"))]
    )  # fmt: skip
    sensitivity = qdcalc.water.month(months).sensitivity()
    found = row(sensitivity[EFFECTS], "error")
    assert found["采用"] == "不能计算"
    assert "同一条记录" in found["变动的行"]
    assert pd.isna(found["变动总额"])
    assert any("1 个取值下不能计算" in line for line in sensitivity.lines())
    assert sensitivity.to_excel(tmp_path / "敏感性.xlsx").is_file()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))])
def test_a_copy_has_no_input_and_says_so(copied: Any) -> None:
    again = copied(qdcalc.staffing.assess(stations(801)))
    with pytest.raises(qdcalc.UsageError, match="没有带着输入"):
        again.sensitivity()


def test_many_applicants_have_a_column_where_they_are_moved() -> None:
    # 二(二), R:uplift: 120,000 m² of a listed theme is 300,000 + 20 × 50,000 = 1,300,000 and the
    # uplift 1,560,000, below the cap; 200,000 m² reaches 2,000,000, or 2,400,000 after the cap
    shows = pd.DataFrame(
        [{"展会名称": f"展{n}", "届次": "2", "类型": "贸易", "专业场馆": "是", "展览面积": area,
          "结束日期": "2019-05-08", "申请单位": f"单位{n}", "主题": "海洋经济",
          "专家评审": "是", "市贸促会认定": "是"}
         for n, area in enumerate([120_000] * 29 + [200_000])]
    )  # fmt: skip
    sensitivity = qdcalc.expo.assess(shows).sensitivity()
    found = row(sensitivity[EFFECTS], "after-cap")
    assert found["合计变动"] == found["单位29"] == 400_000
    assert found["其余"] == 0
    assert "单位0" not in found
    assert "其余 29 个合成一列" in "".join(sensitivity["运行信息"]["内容"])


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, source = tmp_path / "敏感性.xlsx", DATA / "人员配备_2019-06.xlsx"
    assert main(["敏感性", "人员配备", str(source), "-o", str(target)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("口径“应配人数取整”取 舍去：缺口经费 -")
    assert len(said) <= 10
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[0] == EFFECTS
    lines = [[cell.value for cell in line] for line in book["运行信息"].iter_rows()]
    assert ["敏感性分析", "人员配备（staffing）"] in lines
    assert ["输入文件", source.name] in lines
    assert main(["sensitivity", "staffing", str(source), "-o", str(source)]) == 2
    assert "不会被改写" in capsys.readouterr().err


def test_an_input_with_errors_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "平台.xlsx"
    stations(-5).to_excel(source, sheet_name="服务平台", index=False)
    target = tmp_path / "敏感性.xlsx"
    assert main(["sensitivity", "staffing", str(source), "-o", str(target)]) == 1
    assert not target.exists()
    assert "没有计算" in capsys.readouterr().err
