"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets" ("recalculated … nothing changes, and a reading or figure
changed in the workbook changes the amounts as a new run would").
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import qdcalc
from oracle.staffing_render import write_staffing_workbook
from oracle.staffing_scenarios import random_staffing_scenario
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

from .helpers import ROUNDINGS, centre, run, station

ROWS = [
    centre("甲街道", 30001, 4, "0.5"), station("一站", 1601, "2.15"), station("二站", 400, 1),
    centre("乙街道", 12000, 5, district="李沧"),
    station("三站", 2400, "1.85", street="乙街道", district="李沧"),
]  # fmt: skip
OF_THE_RUN = ("校验", "结论")  # its list of the largest gaps names those of the run
COSTS = [("", "", "100000.01"), ("李沧", "", "80000")]
TASKS = [
    ("精简材料", "2018-12-31", "", "30%", "28%", ""),
    ("压缩时限", "2019-12-31", "不高于", "10", "9.5", "2019-05-01"),
    ("开放周", "2019-04-07", "", "", "", "2019-04-08"),
    ("网办", "2018-12-31", "", "1", "", ""),
]
POLICY = """[[figures.people_per_staff.versions]]
since = 2018-10-31
value = { "街道(镇)" = 5_000, "社区(村)" = 700 }
"""


def assessed(first: object = 30001, staff: object = 4, **how: object) -> Result:
    rows = [centre("甲街道", first, staff, "0.5"), *ROWS[1:]]
    return run(rows, costs=COSTS, tasks=TASKS, **how)  # type: ignore[arg-type]


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    """三(二): 30,001 ÷ 6,000 is 6 people by 进一; 4.5 there, 1.5 are missing."""
    path = assessed().to_excel(tmp_path / "结果.xlsx")
    written, stored = formulas(path), values(path)
    row = next(r for r in range(2, 7) if stored["配备核算", f"C{r}"] == "甲街道服务中心")
    assert written["配备核算", f"H{row}"] == f"=ROUND(MAX(F{row}-G{row},0),2)"
    assert stored["配备核算", f"H{row}"] == 1.5
    assert written["配备核算", f"G{row}"] == f"=ROUND(SUM(Q{row}:T{row}),2)"
    headers = [stored["配备核算", f"{c}1"] for c in "QRST"]
    assert headers == ["在编", "购买服务", "大学生岗位", "其他"]  # workbooks.md, 服务平台
    assert [stored["配备核算", f"{c}{row}"] for c in "QRST"] == [4, 0.5, 0, 0]
    assert "标准数额!$E$2" in written["配备核算", f"F{row}"]
    labels = {(s, c[0]) for s, c in written if s in ("配备核算", "区市汇总", "目标任务")}
    assert labels == {
        *(("配备核算", c) for c in "FGHIJKLM"), *(("区市汇总", c) for c in "CDEFGHIJ"),
        *(("目标任务", c) for c in "EFG"),
    }  # fmt: skip


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    books = {"样例": result_of("staffing").to_excel(tmp_path / "样例.xlsx")}
    for seed in (7000, 7003):
        for rounding in ROUNDINGS:
            rng = random.Random(seed)
            scenario = random_staffing_scenario(rng)
            scenario.interpretations = {"round": rounding}
            write_staffing_workbook(scenario, tmp_path / "in.xlsx", rng)
            name = f"{seed}_{rounding}"
            books[name] = qdcalc.staffing.assess(tmp_path / "in.xlsx").to_excel(
                tmp_path / f"{name}.xlsx"
            )
    before = assessed().to_excel(tmp_path / "原来.xlsx")
    stored = values(before)
    at = {value: cell for (sheet, cell), value in stored.items() if sheet == "配备核算"}
    row = at["甲街道服务中心"][1:]
    switch = next(c for c, v in stored.items() if v == "进一（ceil）" and c[0] == "口径与依据")
    day = next(c for c, v in stored.items() if v == "2019-06-30" and c[0] == "口径与依据")
    policy = tmp_path / "政策.toml"
    policy.write_text(POLICY, encoding="utf-8")
    cases: dict[str, tuple[Cells, Result]] = {
        "人数": ({("配备核算", f"E{row}"): 36001}, assessed(36001)),
        "人员": ({("配备核算", f"G{row}"): 7}, assessed(staff="6.5")),
        "在编": ({("配备核算", f"Q{row}"): 6.5}, assessed(staff="6.5")),
        "口径": ({switch: "舍去（floor）"}, assessed(rounding="floor")),
        "日期": ({day: "2018-12-31"}, assessed(date="2018-12-31")),
        "数额": (
            {("标准数额", "E2"): 5000, ("标准数额", "E3"): 700},
            assessed(policy=policy),
        ),
    }
    edited = [changed(before, tmp_path / f"改{name}.xlsx", c) for name, (c, _) in cases.items()]
    edited.append(changed(before, tmp_path / "改写.xlsx", dict(_tampered(row).values())))
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
        live = {c for c in formulas(due) if c[0] not in OF_THE_RUN}
        got, wanted = (
            {c: v for c, v in values(p).items() if c in live} for p in (found[name], due)
        )
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
    assert set(_tampered(row)) <= failed_checks(values(found["改写"]))


def _tampered(row: str) -> dict[str, tuple[tuple[str, str], object]]:
    """Name the row of 校验 that a figure typed over a formula makes fail (三(一)–(三))."""
    own = {
        "街道(镇)应配不等于服务对象数按标准取整（不少于最低人数）的行数 = 0": ("F", 7),
        "缺口、超配与应配、现有不符的行数 = 0": ("H", 0),
        "达标与应配、现有不符的行数 = 0": ("L", "是"),
        "配备率、每人服务人数与人数不符的行数 = 0": ("J", 1),
        "应配 − 缺口 + 超配 = 现有": ("I", 1),
        "缺口经费不等于缺口 × 人均年经费的行数 = 0": ("M", 1),
    }
    made = {check: (("配备核算", column + row), value) for check, (column, value) in own.items()}
    return made | {
        "应配与配备核算不符的区市汇总行数 = 0": (("区市汇总", "E2"), 999),
        "缺口与配备核算不符的区市汇总行数 = 0": (("区市汇总", "G3"), 999),
        "排名与达标率、缺口不符的行数 = 0": (("区市汇总", "I2"), 9),
        "达标率不等于达标数 ÷ 平台数的行数 = 0": (("区市汇总", "H2"), 0.123),
        "“口径与依据”的取值不在可选取值之内的行数 = 0": (("口径与依据", "C3"), "ceil"),
    }
