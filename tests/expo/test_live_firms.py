"""New firms in 计算明细: what the three years' cap leaves follows earlier years, cap and option.

Contract: workbooks.md, "Output sheets", and expo.md, 新设企业经营补助; what a new run of the
changed input gives is itself held against the clause in test_firms.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import qdcalc
from expo.helpers import NEW, Row, new_firm, past, write
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

CUMULATIVE = {"new_firm_cap": "cumulative"}
# in the order of the sheet: firm, year, contribution, proposed; 青展 2020 is claimed twice
YEARS = (
    ("青展", 2020, 900000, 400000), ("海名", 2021, 800000.01, 380000),
    ("青展", 2019, 600000.99, ""), ("海名", 2019, 1500000, 700000),
    ("青展", 2021, 900000, 420000), ("青 展", 2020, 900000, 390000),
    ("海名", 2020, 300000, 140000), ("金诺", 2020, 500000, 250000),
    ("金诺", 2021, 1800000, 880000),
)  # fmt: skip
CAP = """[[figures.new_firm_cap_yuan.versions]]
since = 2018-01-01
value = 900_000
"""


def sheets(
    other: Mapping[int, float] | None = None, paid: float = 150000.5
) -> dict[str, list[Row]]:
    """Return the firms' years and the history; ``other`` has other contributions by place."""
    rows = [
        new_firm(year, (other or {}).get(n, given), 企业名称=name, 拟补助金额=proposed)
        for n, (name, year, given, proposed) in enumerate(YEARS)
    ]
    # 2017 is before the three years of 金诺 (2019 to 2021)
    return {
        "企业": rows,
        "历史补助": [past("金诺", NEW, 2019, paid), past("金诺", NEW, 2017, 99999)],
    }


def test_the_cap_refers_to_what_earlier_years_were_paid(tmp_path: Path) -> None:
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", sheets()), interpretations=CUMULATIVE)
    steps = result["计算明细"]
    # 青展: 300,000.49 of 2019; 海名: 700,000 and 140,000; 金诺: 150,000.50 and 250,000
    assert steps["最高限额"].tolist() == [
        699999.51, 160000, 1000000, 1000000, 299999.51, 699999.51, 300000, 849999.5, 599999.5
    ]  # fmt: skip
    assert steps["历史已补金额"].tolist() == [0] * 7 + [150000.5] * 2
    written = formulas(result.to_excel(tmp_path / "结果.xlsx"))
    written_cap = str(written["计算明细", "W4"])
    condition, cap = written_cap.split(",")[0], written_cap[:-1].split(",")[-1]
    assert condition.startswith("=IF(口径与依据!$C$")
    assert cap.startswith("标准数额!$E$")
    # 2021 of 青展: its 2019, and both rows of its 2020
    left = f"MAX(ROUND({cap}-Y6-SUM(核定结果!G2,核定结果!G4,核定结果!G7),2),0)"
    assert written["计算明细", "W6"] == f"{condition},{left},{cap})"
    # the second of 2020 counts where the first is not paid
    assert written["计算明细", "AA7"] == '=IF(SUM(核定结果!G2)>0,"否","是")'


@needs_office
@pytest.mark.oracle
def test_changed_in_the_workbook_it_is_what_a_run_gives(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", sheets())
    book = qdcalc.expo.assess(source, interpretations=CUMULATIVE).to_excel(tmp_path / "结果.xlsx")
    stored = values(book)
    at = {value: cell for cell, value in stored.items() if isinstance(value, str)}
    cap = {("标准数额", f"E{at['new_firm_cap_yuan'][1][1:]}"): 900000}
    yearly = {at["三年累计（cumulative）"]: "逐年（yearly）"}
    policy = tmp_path / "政策.toml"
    policy.write_text(CAP, encoding="utf-8")

    def run(
        name: str, other: Mapping[int, float] | None = None, paid: float = 150000.5, **more: Any
    ) -> Result:
        path = write(tmp_path / f"输入{name}.xlsx", sheets(other, paid))
        return qdcalc.expo.assess(path, **({"interpretations": CUMULATIVE} | more))

    cases: dict[str, tuple[Cells, Result]] = {
        # 2019 of 青展 and of 海名: 2021 of 海名 has nothing left
        "以前年度": (
            {("计算明细", "H4"): 700000.33, ("计算明细", "H5"): 1720000.02},
            run("以前年度", {2: 700000.33, 3: 1720000.02}),
        ),
        # nothing left for 2020, whose first row is none then; nor for 2021
        "用完": ({("计算明细", "H4"): 2000000}, run("用完", {2: 2000000})),
        # the first row of 2020 is 0: the second is paid
        "重复": ({("计算明细", "H2"): 0}, run("重复", {0: 0})),
        "上限": (cap, run("上限", policy=policy)),
        "都改": ({("计算明细", "H4"): 1000000} | cap, run("都改", {2: 1000000}, policy=policy)),
        "历史": ({("计算明细", f"Y{n}"): 860000.25 for n in (9, 10)}, run("历史", paid=860000.25)),
        "逐年": (yearly, run("逐年", interpretations=None)),
    }
    # both rows of 2020 count while nothing is left; where something is again, the first is paid
    used = qdcalc.expo.assess(
        write(tmp_path / "用完.xlsx", sheets({2: 2000000})), interpretations=CUMULATIVE
    ).to_excel(tmp_path / "结果用完.xlsx")
    edited = [changed(book, tmp_path / f"{n}.xlsx", c) for n, (c, _) in cases.items()]
    edited.append(changed(used, tmp_path / "又有.xlsx", {("计算明细", "H4"): 600000.99}))
    cases["又有"] = ({}, run("又有"))
    same, *after = recalculate([book, *edited], tmp_path)
    assert list(differences(values(same), stored)) == []
    for (name, (_, due)), path in zip(cases.items(), after, strict=True):
        new = due.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(new) if c[0] not in ("校验", "结论") and c != CHANGED_AT}
        got, wanted = ({c: v for c, v in values(p).items() if c in live} for p in (path, new))
        before = values(used) if name == "又有" else stored
        assert got != {c: v for c, v in before.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
        assert failed_checks(values(path)) == set(), name
