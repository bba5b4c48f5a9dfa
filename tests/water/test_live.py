"""The live formulas of water: recalculated by LibreOffice, and changed in the result workbook."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from oracle.render import write_workbook
from oracle.scenarios import random_scenario
from qdcalc.water.monthly import live_spans
from recalculated import (
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    opened,
    recalculate,
    values,
)
from samples import DATA, result_of

from .helpers import Row, frame_of, section
from .year_helpers import cycle

pytestmark = [pytest.mark.oracle, needs_office]
WATER = ("water-month", "water-year")
SAMPLE = DATA / "水质月度_2018-11.xlsx"
Place = tuple[str, str]
# of section 9 (Ⅱ, a leap): over the Ⅲ limit of 1.0, beyond its double; of 2 (1.36): back to a leap
READINGS = {"over": {(9, "氨氮"): 1.2}, "beyond": {(9, "氨氮"): 2.01}, "leap": {(2, "氨氮"): 0.4}}
SWITCHES = {"upstream": "off", "overlap": "drop", "compare": "rounded", "complete": "warn"}
# what a change may not bring along: texts of the run, rows that it made necessary, its hashes
COMPARED = {
    "断面核算": "ABCJKOPQRVW", "指标明细": "ABCDFGHIJKMN", "区市汇总": "ABCDE",
    "付款分摊": "ABCDEFGHIJK", "收付分摊": "ABCDEFGHIJKL",
}  # fmt: skip
# what is typed over a formula of the sample, and the row of 校验 that fails by it (四–八)
TYPED_OVER = {
    "金额不等于 |系数| × 年度基准 ÷ 12 的行数 = 0": (("断面核算", "R2"), 1),
    "系数与判定不符的行数 = 0": (("断面核算", "P3"), 7),
    "奖惩与系数不符的行数 = 0": (("断面核算", "Q4"), "赔"),
    "断流、缺测与没有监测值不符的行数 = 0": (("断面核算", "K5"), "断流"),
    "没有超标而剔除的指标行数 = 0": (("指标明细", "J2"), "是"),
    "应收与流向不符的区市月份数 = 0": (("区市汇总", "C2"), 1),
    "净额不等于应收 − 应付的行数 = 0": (("区市汇总", "E3"), 1),
    "收付关系赔付与资金流向不符的行数 = 0": (("收付关系", "D2"), 1),
    "收付关系合计不等于赔付 + 奖励的行数 = 0": (("收付关系", "F3"), 1),
    "收付关系中付给自己的行数 = 0": (("收付关系", "C4"), "=B4"),
    "付款分摊整分、余数、尾差与份额不符或重复的行数 = 0": (("付款分摊", "H2"), 1),
    "付款分摊各份合计不等于所分金额的个数 = 0": (("付款分摊", "K3"), 1),
    "付款分摊份额之和不等于份额合计的个数 = 0": (("付款分摊", "G4"), 9),
    "付款分摊应担金额与收付分摊不符的付款方数 = 0": (("收付分摊", "L2"), 2),
    "收付分摊与资金流向不符的笔数 = 0": (("资金流向", "G2"), 3),
    "自抵与收付双方不符的流向数 = 0": (("资金流向", "F3"), "自抵"),
    "类型与判定不符的流向数 = 0": (("资金流向", "F2"), "赔付"),
    "超标断面付款方不是责任区市的流向数 = 0": (("资金流向", "D3"), "崂山"),
    "跃升断面收款方不是责任区市的流向数 = 0": (("资金流向", "E2"), "崂山"),
}


def test_nothing_changes_and_changes_arrive(tmp_path: Path) -> None:
    """One call of LibreOffice for all: as written, with other readings, switches and figures."""
    month, year = result_of("water-month"), result_of("water-year")
    written = month.to_excel(tmp_path / "month.xlsx")
    same = [written, year.to_excel(tmp_path / "year.xlsx"), *_random_months(tmp_path)]
    cases: dict[str, tuple[dict[Place, Any], Path]] = {}
    for name, readings in READINGS.items():
        source = _with_readings(readings, tmp_path / f"input_{name}.xlsx")
        cases[name] = (_cells(written, readings), _due(source, tmp_path, name))
    for key, option in SWITCHES.items():
        due = _due(SAMPLE, tmp_path, key, {f"water.{key}": option})
        cases[key] = (_switch(written, key, option), due)
    figures = {"base": _figure(written, "annual_base_yuan", "市控", 2_400_000),
               "coefficient": _figure(written, "within_coefficient", "", 3),
               "limit": _limit(written, "氨氮", "河流", 3, 1.4)}  # fmt: skip
    every = {name: cells for name, (cells, _) in cases.items()} | figures
    files = [changed(written, tmp_path / f"{name}.xlsx", cells) for name, cells in every.items()]
    files.append(changed(written, tmp_path / "typed.xlsx", dict(TYPED_OVER.values())))
    *found, typed = (values(path) for path in recalculate([*same, *files], tmp_path))
    assert set(TYPED_OVER) <= failed_checks(typed)
    for path, recalculated in zip(same, found, strict=False):
        assert list(differences(recalculated, values(path))) == [], path.name
    after = dict(zip(every, found[len(same) :], strict=True))
    # 9, a leap in the run, exceeds: 平度 pays the city, which 资金流向 has no row for (七¶1)
    assert after["beyond"]["结论", "A2"].endswith(
        "；资金流向缺 1 笔，先看收付分摊第 34 行（2018-11 9 赔付 平度 市财政 333,333.33 元）】"
    )
    marked = {at for at, value in after["beyond"].items() if value == "缺这一行"}
    assert marked == {("收付分摊", "N34")}
    assert after["beyond"]["收付分摊", "L34"] == 333_333.33
    assert any(row.startswith("资金流向缺少的行数") for row in failed_checks(after["beyond"]))
    assert after["leap"]["结论", "A2"].endswith("重新运行】")
    # no row is lacking after these, and what 校验 counts is counted again
    assert [failed_checks(after[name]) for name in ("leap", "overlap", "base", "limit")] == [
        set()
    ] * 4
    for name, (_, due) in cases.items():
        assert list(differences(_compared(after[name]), _compared(values(due)))) == [], name
    # by hand: 国控 bases are as they were; a twelfth of 2.4 million; three bases of 2 million
    assert after["base"]["断面核算", "R2"] == 200_000
    assert after["coefficient"]["断面核算", "R3"] == 500_000
    # 1.36 meets 1.4, the class and the target are Ⅲ: nothing is paid, and the flow that was is told
    told = [after["limit"]["断面核算", f"{column}3"] for column in "JKPR"]
    assert told == ["Ⅲ", "达标", 0, 0]


def test_a_target_or_a_limit_typed_over_is_told(tmp_path: Path) -> None:
    """No formula follows a target to its limit: 校验 and 结论 say so (六, 七¶1)."""
    written, year = (result_of(name).to_excel(tmp_path / f"{name}.xlsx") for name in WATER)
    kept = {("断面核算", "H3"): "Ⅲ", ("指标明细", "G2"): "6~9"}  # what stands there anyway
    cases: list[tuple[Path, dict[Place, Any], str]] = [
        (written, kept, ""),
        (written, {("断面核算", "H3"): "Ⅱ"}, "断面核算水质目标"),
        (written, {("采用断面", "G3"): "Ⅱ"}, "采用断面水质目标"),
        (written, {("指标明细", "G2"): "6~8"}, "指标明细限值合计"),
        (written, {("指标明细", "G3"): 4.5}, "指标明细限值合计"),
        (year, {("年度断面", "E3"): "Ⅱ"}, "年度断面水质目标"),
        (year, {("年度指标", "H4"): 4.5}, "年度指标限值合计"),
    ]
    files = [
        changed(path, tmp_path / f"{number}.xlsx", cells)
        for number, (path, cells, _) in enumerate(cases)
    ]
    for (_, _, said), path in zip(cases, recalculate(files, tmp_path), strict=True):
        found = values(path)
        failed = [row for row in failed_checks(found) if "运行时的" in row]
        assert [row.split(" = ")[0] for row in failed] == [said] * bool(said)
        assert ("行不通过，先看第 " in str(found.get(("结论", "A2"), ""))) == bool(said)


YEAR = ["年度断面", "年度指标", "年度付款分摊", "年度收付分摊", "年度汇总", "年度账目", "季度断面"]
BASES = """[[figures.annual_base_yuan.versions]]
since = 2018-10-01
value = { "国控" = 2_400_000, "省控" = 3_000_000, "市控" = 2_000_000 }
"""
# what is typed over a cell of a year, and the row of 校验 that fails by it (六, 七, 十)
TYPED_OVER_A_YEAR = {
    "跃升月数与各月判定不符的断面数 = 0": (("年度断面", "K3"), 9),
    "尾差超过每月半分的断面数 = 0": (("年度断面", "R3"), 9),
    "年度奖励与年度流向不符的断面数 = 0": (("年度断面", "S3"), 9),
    "跃升奖励、超标赔付与年度流向不符的断面数 = 0": (("年度断面", "O2"), 8),
    "2018-2019 1 年度断面各项合计 = 年度流向合计": (("年度断面", "T2"), 7),
    "2018-2019 2 超标赔付 = 全年 |系数| × 年度基准 ÷ 12": (("年度断面", "Q3"), 7),
    "自抵与收付双方不符的年度流向数 = 0": (("年度流向", "E2"), "自抵"),
    "年度收付分摊实付与年度流向不符的笔数 = 0": (("年度流向", "F3"), 6),
    "年度净额不等于应收 − 应付的行数 = 0": (("年度汇总", "D3"), 9),
    "上解、下达与净额不符的行数 = 0": (("年度汇总", "E4"), 9),
    "年度账目净额不等于应收 − 应付的行数 = 0": (("年度账目", "F3"), 9),
    "年度账目各月之和不等于各月合计的区市数 = 0": (("年度账目", "D14"), 9),
    "2018Q4 季度汇总与各月区市汇总不符的行数 = 0": (("季度汇总", "C2"), 9),
    "2018Q4 季度断面跃升与各月断面核算不符的行数 = 0": (("季度断面", "I2"), 9),
    "2018Q4 季度断面超标与各月断面核算不符的行数 = 0": (("季度断面", "H3"), 9),
    "年度收付分摊跃升奖励清零前与年度断面不符的断面数 = 0": (("年度断面", "P2"), 9),
    "收付分摊各份合计不等于所分金额的个数 = 0": (("收付分摊", "L2"), 9),
    "收付关系奖励与资金流向不符的行数 = 0": (("收付关系", "E2"), 9),
    "应收与流向不符的区市月份数 = 0": (("区市汇总", "C3"), 9),
    "年度付款分摊整分、余数、尾差与份额不符或重复的行数 = 0": (("年度付款分摊", "H2"), 5),
    "年度收付分摊各月之和与收付分摊不符的笔数 = 0": (("年度收付分摊", "N2"), 4),
}


def _year(first: str, second: str, folder: Path, name: str, **how: Any) -> Path:
    listed = [section("1", 断面控制级别="国控"), section("2", 责任区市="即墨、平度")]
    rows: list[Row] = [*cycle("1", first, target="Ⅲ"), *cycle("2", second, target="Ⅲ")]
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(listed), **how)
    return result.to_excel(folder / f"{name}.xlsx")


def test_a_year_changed_in_its_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month more of leaps and of exceedances, and another base: what a new run gives (五, 七)."""
    policy = tmp_path / "政策.toml"
    policy.write_text(BASES, encoding="utf-8")
    named = pd.DataFrame(
        {"月份": ["2018-10"], "序号": ["2"], "区市": ["即墨"], "责任比例": ["70%"]}
    )
    plain = _year("LLLLLLPPPPPP", "EEPPPPPPPPPP", tmp_path, "year")
    determined = _year("LLLLLLPPPPPP", "EEPPPPPPPPPP", tmp_path, "named", responsibility=named)
    due = _year("LLLLLLLPPPPP", "EEEPPPPPPPPP", tmp_path, "due", policy=policy)
    again = _year("LLLLLLLPPPPP", "EEEPPPPPPPPP", tmp_path, "again", responsibility=named)
    rows = opened(plain)["指标明细"].iter_rows(values_only=True)
    at = {row[:3]: f"D{number}" for number, row in enumerate(rows, start=1)}
    more = {("2019-04", 1, "氨氮"): 0.1, ("2018-12", 2, "氨氮"): 1.5}
    cells = {("指标明细", at[place]): value for place, value in more.items()}
    files = [
        changed(
            plain,
            tmp_path / "a.xlsx",
            cells | _figure(plain, "annual_base_yuan", "国控", 2_400_000),
        ),
        changed(determined, tmp_path / "b.xlsx", cells),
    ]
    dry = {("断面核算", f"K{row}"): "断流" for row in (5, 7, 9, 13)}  # of section 2, by month
    typed_over = dict(TYPED_OVER_A_YEAR.values()) | dry
    files.append(changed(plain, tmp_path / "typed.xlsx", typed_over))
    other = {("指标明细", at["2018-10", 1, "氨氮"]): 1.5}  # the first penalty of section 1
    files.append(changed(plain, tmp_path / "other.xlsx", other))
    with monkeypatch.context() as patch:  # a sheet so long that each count is a term a month
        patch.setattr(live_spans, "_MOST_JOINED", 0)
        long = _year("LLLLLLPPPPPP", "EEPPPPPPPPPP", tmp_path, "long")
    files += [long, changed(long, tmp_path / "long_typed.xlsx", typed_over)]
    live = {place for place in formulas(plain) if place[0] in YEAR}
    after, told, typed, lacking, same, also = map(values, recalculate(files, tmp_path))
    assert set(TYPED_OVER_A_YEAR) <= failed_checks(typed)
    assert failed_checks(also) == failed_checks(typed)
    assert list(differences(same, values(long))) == []
    assert max(map(len, _checks(long))) > 3 * max(map(len, _checks(plain)))
    said = [f"{table}缺 1 笔，先看{parts}第 " for table, parts in (
        ("年度流向", "年度收付分摊"), ("资金流向", "收付分摊"))]  # fmt: skip
    assert all(part in lacking["结论", "A2"] for part in said)
    assert lacking["结论", "A2"].count("即墨 市财政 500,000.00 元") == 2
    assert any(row.startswith("年度流向缺少的行数") for row in failed_checks(lacking))
    # 七¶4: November to January and March are dry: 4 months, 3 of them running
    assert [typed["年度断面", at] for at in ("J3", "AA3")] == [4, 3]
    got, wanted = ({c: v for c, v in found.items() if c in live} for found in (after, values(due)))
    assert list(differences(got, wanted)) == []
    # 7 leaps of 2.4 million ÷ 12; 3 of 市控, 2 million ÷ 12
    assert (after["年度断面", "O2"], after["年度断面", "Q3"]) == (1_400_000, 500_000)
    # six months of 0.1 and six of 1.0 come to 6.6, to 5.7 where April's 1.0 is 0.1 (六¶1)
    means = opened(plain)["年度指标"].iter_rows(values_only=True)
    (row,) = [n for n, cells in enumerate(means, start=1) if cells[0] == 1 and cells[2] == "氨氮"]
    assert [found["年度指标", f"E{row}"] for found in (values(plain), after)] == [6.6, 5.7]
    # 八: as a new run; 即墨 bears 70% of October and a half of November and December
    got, wanted = ({c: v for c, v in one.items() if c in live} for one in (told, values(again)))
    assert list(differences(got, wanted)) == []
    # 1.7 to 1.3 of three twelfths of 2 million
    assert [told["年度付款分摊", f"K{row}"] for row in (8, 9)] == [283_333.33, 216_666.67]


def _checks(path: Path) -> list[str]:
    return [formula for (sheet, _), formula in formulas(path).items() if sheet == "校验"]


def test_no_formula_of_a_check_is_longer_than_a_person_reads(tmp_path: Path) -> None:
    for name in ("water-month", "water-year", "expo", "staffing"):
        written = result_of(name).to_excel(tmp_path / f"{name}.xlsx")
        assert max(map(len, _checks(written))) <= 500, name


def _random_months(folder: Path) -> list[Path]:
    """Write the results of random months, every other one with switches of its own."""
    paths = []
    for seed in (3, 10):
        rng = random.Random(seed)
        source = folder / f"random_{seed}_input.xlsx"
        write_workbook(random_scenario(rng), source, rng)
        paths.append(qdcalc.water.month(source).to_excel(folder / f"random_{seed}.xlsx"))
    return paths


def _with_readings(readings: Mapping[tuple[int, str], float], target: Path) -> Path:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["监测数据"]
    header = [str(cell.value) for cell in sheet[2]]
    for (code, indicator), value in readings.items():
        column = next(n for n, text in enumerate(header, start=1) if text.startswith(indicator))
        row = next(r[1].row for r in sheet.iter_rows(min_row=3) if r[1].value == code)
        sheet.cell(row, column).value = value
    book.save(target)
    return target


def _due(
    source: Path, folder: Path, name: str, interpretations: Mapping[str, str] | None = None
) -> Path:
    """Write what a new run gives."""
    result = qdcalc.water.month(source, interpretations=interpretations)
    return result.to_excel(folder / f"due_{name}.xlsx", values=True)


def _cells(written: Path, readings: Mapping[tuple[int, str], float]) -> dict[Place, Any]:
    rows = opened(written)["指标明细"].iter_rows(values_only=True)
    at = {(row[1], row[2]): number for number, row in enumerate(rows, start=1)}
    return {("指标明细", f"D{at[place]}"): value for place, value in readings.items()}


def _switch(written: Path, key: str, option: str) -> dict[Place, Any]:
    """Return the cell of a switch with the text of another option."""
    item = qdcalc.water.MONTH.policy().interpretations[key]
    rows = opened(written)["口径与依据"].iter_rows()
    row = next(r[1].row for r in rows if r[1].value == f"{item.name}（{key}）")
    return {("口径与依据", f"C{row}"): f"{item.choice(option).name}（{option}）"}


def _figure(written: Path, name: str, part: str, value: float) -> dict[Place, Any]:
    rows = opened(written)["标准数额"].iter_rows()
    row = next(r[0].row for r in rows if r[0].value == name and (r[2].value or "") == part)
    return {("标准数额", f"E{row}"): value}


def _limit(written: Path, name: str, body: str, number: int, value: float) -> dict[Place, Any]:
    rows = opened(written)["标准限值"].iter_rows()
    row = next(r[0].row for r in rows if (r[0].value, r[1].value) == (name, body))
    return {("标准限值", f"{'EFGHI'[number - 1]}{row}"): value}


def _compared(cells: Mapping[Place, Any]) -> dict[Place, Any]:
    """Return what must be equal after a change."""
    return {
        (sheet, at): value
        for (sheet, at), value in cells.items()
        if sheet in COMPARED and at.rstrip("0123456789") in COMPARED[sheet] and at[1:] != "1"
    }
