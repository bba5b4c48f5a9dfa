"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets".
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import qdcalc
from oracle.expo_render import write_expo_workbook
from oracle.expo_scenarios import random_expo_scenario
from recalculated import changed, differences, formulas, needs_office, recalculate, values
from samples import result_of


def test_the_sums_are_formulas(tmp_path: Path) -> None:
    written = formulas(result_of("expo").to_excel(tmp_path / "结果.xlsx"))
    assert written["项目汇总", "B2"].startswith("=COUNTIFS(核定结果!$D$2:$D$")
    assert written["年度汇总", "E2"] == '=IF(D2="","",ROUND(D2-C2,2))'
    rows = {place for place in written if place[0] == "单位汇总"}
    assert {cell[0] for _, cell in rows} == set("BCDEF")


@needs_office
@pytest.mark.thorough
def test_recalculated_it_is_the_same(tmp_path: Path) -> None:
    books = [result_of("expo").to_excel(tmp_path / "样例.xlsx")]
    for seed in (9000, 9001, 9002):
        rng = random.Random(seed)
        write_expo_workbook(random_expo_scenario(rng), tmp_path / "in.xlsx", rng)
        result = qdcalc.expo.assess(tmp_path / "in.xlsx")
        books.append(result.to_excel(tmp_path / f"{seed}.xlsx"))
    stored = values(books[0])
    amounts = [stored[c] for c in stored if c[0] == "核定结果" and c[1][0] == "G"][1:-1]
    more = changed(books[0], tmp_path / "改.xlsx", {("核定结果", "G2"): amounts[0] + 1000})
    *again, edited = recalculate([*books, more], tmp_path)
    for before, after in zip(books, again, strict=True):
        assert list(differences(values(after), values(before))) == [], before.name
    got = values(edited)
    last = max(int(c[1][1:]) for c in got if c[0] == "项目汇总" and c[1][0] == "A")
    assert got["项目汇总", f"D{last}"] == pytest.approx(sum(amounts) + 1000)
