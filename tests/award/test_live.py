"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets" ("recalculated … nothing changes, and a reading or figure
changed in the workbook changes the amounts as a new run would").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qdcalc.result.result import Result
from recalculated import (
    Cells,
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    recalculate,
    values,
)
from samples import result_of

from .helpers import BASE, EXCELLENCE, INNOVATION, Row, application, builder, innovator, run

MIN = "20000000"
AWARDS = [("乙公司", 6, EXCELLENCE, "2018-12-10", None), ("庚公司", 6, INNOVATION, "2020-02-29", 1)]
GROUNDS = [
    ("乙公司", 6, None, "弄虚作假", "2018-01-01", "2019-03-15", "是"),
    ("庚公司", 6, None, "重大事故", "2022-02-28", "2024-02-29", "是"),
]
POLICY = """[[figures.prize_yuan.versions]]
since = 2018-11-15
value = 600_000
[[figures.quota.versions]]
since = 2018-11-15
value = 4
[[figures.industry_rd_share.versions]]
since = 2018-11-15
value = 0.0301
"""
# periods hold by the day of the announcement, of the withdrawal
LATER = """[[figures.watch_years.versions]]
since = 2020-01-01
value = 4
[[figures.ban_years.versions]]
since = 2020-01-01
value = 1
"""
SHEETS = ("资格审查", "名额奖金", "奖金明细", "获奖跟踪")


def rows(**own: object) -> list[Row]:
    """Return applications of every sort, the first with what is given."""
    return [
        application(**{"拟奖励": "是", **own}),
        innovator(拟奖励="是"),
        innovator(组织名称="乙公司"),
        builder((MIN, "19999999.99", "20000000.01"), 组织名称="丙公司"),
        builder((None, MIN, MIN), "二级", 组织名称="丁公司"),
        application(组织名称="戊公司", 组织类型="其他", 年营业额="50000000"),
        application(
            组织名称="己公司", 组织类型="服务业", 年营业额="49999999.99", 登记日期="2016-03-01"
        ),
        application(组织名称="辛公司", 申报日期="2018-11-14"),
        application(组织名称="壬公司", 年销售额=None, 标准创新能力="待定"),
    ]


def assessed(first: dict[str, object] | None = None, **how: Any) -> Result:
    return run(rows(**(first or {})), awards=AWARDS, grounds=GROUNDS, **how)


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    """八、九: a verdict follows from its conditions, a condition from what was filled in."""
    path = assessed(start="2020-12-28").to_excel(tmp_path / "结果.xlsx")
    written, stored = formulas(path), values(path)
    headers = {v: c[1][:-1] for c, v in stored.items() if c[0] == "资格审查" and c[1][-1] == "1"
               and not c[1][-2].isdigit()}  # fmt: skip
    live = {headers[n] for n in headers if ("资格审查", f"{headers[n]}2") in written}
    named = {n for n in headers if headers[n] in live}
    assert named == {
        "主体", "年限", "体系环保", "准则指标", "规模", "标准", "信用", "事故", "违法", "推荐",
        "禁报", "结论", "未满足条款",
    }  # fmt: skip
    assert stored["资格审查", f"{headers['年销售额（元）']}2"] == 1_000_000_000
    assert "标准数额!" in written["资格审查", f"{headers['规模']}2"]
    of = {(sheet, cell[0]) for sheet, cell in written if sheet in SHEETS[1:]}
    assert of == {
        *(("名额奖金", c) for c in "BCDEFGHIJ"), ("奖金明细", "C"),
        *(("获奖跟踪", c) for c in "EHJ"),
    }  # fmt: skip


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    options: list[dict[str, Any]] = [
        {}, {"vat": "total"}, {"other": "services"}, {"ban": "art27"}, {"both": "each"},
    ]  # fmt: skip
    books = {"样例": result_of("award").to_excel(tmp_path / "样例.xlsx")}
    for number, option in enumerate(options):
        books[str(number)] = assessed(**option).to_excel(tmp_path / f"{number}.xlsx")
    later = tmp_path / "以后.toml"
    later.write_text(LATER, encoding="utf-8")
    books["以后的标准"] = assessed(policy=later).to_excel(tmp_path / "以后的标准.xlsx")
    before = books["0"]
    stored = values(before)
    at = {v: c[1][:-1] for c, v in stored.items() if c[0] == "资格审查" and c[1][-1] == "1"}

    def switch(text: str) -> tuple[str, str]:
        return next(c for c, v in stored.items() if v == text and c[0] == "口径与依据")

    figures = {
        str(v): f"E{c[1][1:]}" for c, v in stored.items() if c[0] == "标准数额" and c[1][0] == "B"
    }
    policy = tmp_path / "政策.toml"
    policy.write_text(POLICY, encoding="utf-8")
    cases: dict[str, tuple[Cells, Result]] = {
        "销售": ({("资格审查", f"{at['年销售额（元）']}2"): 1_000_000_001},
                 assessed({"年销售额": "1000000001", "拟奖励": None})),
        "回答": ({("资格审查", f"{at['突出投诉']}2"): "待定"}, assessed({"突出投诉": "待定"})),
        "登记": ({("资格审查", f"{at['登记日期']}2"): "2015-12-01"},
                 assessed({"登记日期": "2015-12-01", "拟奖励": None})),
        "增值税": ({switch("逐年（each）"): "三年合计（total）"}, assessed(vat="total")),
        "其他": ({switch("人工确认（people）"): "按服务业（services）"},
                 assessed(other="services")),
        "两奖": ({switch("一次（once）"): "各一次（each）"}, assessed(both="each")),
        "禁报": ({switch("各种撤销（all）"): "仅第二十七条（art27）"}, assessed(ban="art27")),
        "基准日": ({switch(BASE): "2021-06-30"}, assessed(base="2021-06-30")),
        "数额": (
            {("标准数额", figures["每个获奖组织的奖励"]): 600_000,
             ("标准数额", figures["每届每个奖项的名额"]): 4,
             ("标准数额", figures["工业企业研发经费占年销售额的比例"]): 0.0301},
            assessed({"拟奖励": None}, policy=policy),
        ),
    }  # fmt: skip
    edited = [changed(before, tmp_path / f"改{name}.xlsx", c) for name, (c, _) in cases.items()]
    edited.append(changed(before, tmp_path / "改写.xlsx", dict(TAMPERED.values())))
    found = dict(
        zip(
            [*books, *cases, "改写"],
            recalculate([*books.values(), *edited], tmp_path),
            strict=True,
        )
    )
    for name, path in books.items():
        assert list(differences(values(found[name]), values(path))) == [], name
    for name, (_, again) in cases.items():
        due = again.to_excel(tmp_path / f"新{name}.xlsx")
        # whose choice 拟奖励 is stays: a new run would refuse to choose who is not fit
        sheets = ("资格审查",) if name in ("销售", "登记", "数额") else SHEETS
        live = {c for c in formulas(due) if c[0] in sheets}
        if name == "禁报":  # whether an earlier ban holds is a figure of the run
            live = {c for c in live if c[0] == "获奖跟踪"}
        got, wanted = (
            {c: v for c, v in values(p).items() if c in live} for p in (found[name], due)
        )
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
    money = [v for c, v in values(found["数额"]).items() if c[0] == "奖金明细" and c[1][0] == "C"]
    assert money[1:] == [0, 600_000]  # 甲公司 is no longer fit for the 卓越奖
    assert set(TAMPERED) <= failed_checks(values(found["改写"]))


# the rows of 校验 that a value typed over a formula makes fail (七、八、十九、二十七)
TAMPERED: dict[str, tuple[tuple[str, str], object]] = {
    "与资格审查不符的名额奖金行数 = 0": (("名额奖金", "C2"), 9),
    "结论与各项条件不符的行数 = 0": (("资格审查", "Q5"), "合格"),
    "奖金不是 0 也不是规定数额的行数 = 0": (("奖金明细", "C2"), 1),
    "拟奖励数、名额、空缺数不符或超过名额的行数 = 0": (("名额奖金", "I3"), 9),
    "观察期截止与公布日期不符的行数 = 0": (("获奖跟踪", "E2"), "2031-12-10"),
    "结果与事由、日期不符的行数 = 0": (("获奖跟踪", "H2"), "不撤销"),
}
