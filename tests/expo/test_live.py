"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets".
"""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

import qdcalc
from oracle.expo_render import write_expo_workbook
from oracle.expo_scenarios import random_expo_scenario
from qdcalc.result.result import Result
from recalculated import (
    CHANGED_AT,
    Cells,
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    recalculate,
    values,
)
from samples import DATA, SOURCES, result_of

POLICY = """[[figures.trade_step_yuan.versions]]
since = 2018-01-01
value = 60_000
"""
# a 1 typed over a cell of the sample's result, and the row of 校验 that fails by it (末段)
TAMPERED = {
    "核定金额不是计入的计算金额的行数 = 0": ("核定结果", "G2"),
    "与核定结果不符的项目汇总行数 = 0": ("项目汇总", "E2"),
    "项目汇总合计行不等于各行之和的列数 = 0": ("项目汇总", "D12"),
    "与核定结果不符的单位汇总行数 = 0": ("单位汇总", "B2"),
    "2018 贸易展补助 核定结果合计 = 年度汇总核定金额": ("年度汇总", "C3"),
    "2019 贸易展补助 预算 = 年度汇总预算金额": ("年度汇总", "D8"),
    "结余不等于预算金额 − 核定金额的行数 = 0": ("年度汇总", "E8"),
    "预算情况与结余不符的行数 = 0": ("年度汇总", "F2"),
    "不予补助而金额不为 0 的行数 = 0": ("核定结果", "G8"),
    "与核定结果不符的计算明细行数 = 0": ("计算明细", "B2"),
    "“口径与依据”的取值不在可选取值之内的行数 = 0": ("口径与依据", "C3"),
}


def test_the_sums_are_formulas(tmp_path: Path) -> None:
    written = formulas(result_of("expo").to_excel(tmp_path / "结果.xlsx"))
    assert written["项目汇总", "B2"].startswith("=COUNTIFS(核定结果!$D$2:$D$")
    assert written["年度汇总", "E2"] == '=IF(D2="","",ROUND(D2-C2,2))'
    rows = {place for place in written if place[0] == "单位汇总"}
    assert {cell[0] for _, cell in rows} == set("BCDEF")
    # 二(一): 1 step of 5,000 m² above 20,000, the figures in 标准数额
    assert written["核定结果", "G2"] == '=IF(计算明细!AA2="是",计算明细!Z2,0)'
    assert written["计算明细", "Q2"].startswith("=标准数额!$E$")


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same(tmp_path: Path) -> None:
    books = [result_of("expo").to_excel(tmp_path / "样例.xlsx")]
    for seed in (9000, 9001, 9002):
        rng = random.Random(seed)
        write_expo_workbook(random_expo_scenario(rng), tmp_path / "in.xlsx", rng)
        result = qdcalc.expo.assess(tmp_path / "in.xlsx")
        books.append(result.to_excel(tmp_path / f"{seed}.xlsx"))
    stored = values(books[0])
    switch = next(c for c, v in stored.items() if v == "先上浮后封顶（then-cap）")
    figure = next(c[1][1:] for c, v in stored.items() if v == "trade_step_yuan")
    source = openpyxl.load_workbook(DATA / SOURCES["expo"])
    source["展会"]["J3"], source["企业"]["J4"] = 31000, 11000  # m², 万元
    source.save(tmp_path / "改输入.xlsx")
    policy = tmp_path / "政策.toml"
    policy.write_text(POLICY, encoding="utf-8")
    sample = DATA / SOURCES["expo"]
    cases: dict[str, tuple[Cells, Result]] = {
        "数": (
            {("计算明细", "H2"): 31000, ("计算明细", "H15"): 110_000_000},
            qdcalc.expo.assess(tmp_path / "改输入.xlsx"),
        ),
        "数额": ({("标准数额", f"E{figure}"): 60000}, qdcalc.expo.assess(sample, policy=policy)),
        "口径": (
            {switch: "封顶后上浮（after-cap）"},
            qdcalc.expo.assess(sample, interpretations={"uplift": "after-cap"}),
        ),
    }
    edited = [changed(books[0], tmp_path / f"{n}.xlsx", c) for n, (c, _) in cases.items()]
    edited.append(changed(books[0], tmp_path / "改写.xlsx", dict.fromkeys(TAMPERED.values(), 1)))
    *again, tampered = recalculate([*books, *edited], tmp_path)
    assert set(TAMPERED) <= failed_checks(values(tampered))
    for before, after in zip(books, again, strict=False):
        assert list(differences(values(after), values(before))) == [], before.name
    for (name, (_, due)), after in zip(cases.items(), again[len(books) :], strict=True):
        new = due.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(new) if c[0] != "校验" and c != CHANGED_AT}
        got, wanted = ({c: v for c, v in values(p).items() if c in live} for p in (after, new))
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
