"""口径与依据 says of each interpretation whether the workbook's formulas follow its cell.

Contract: workbooks.md, "a reading or figure changed in the workbook changes the amounts as a new
run would". An option that only a new run can change must not look as if its cell did.
"""

from __future__ import annotations

import re

import pytest

from qdcalc.result.live import sheets_of
from qdcalc.result.result import Result
from samples import SOURCES, result_of
from seeds import later

CELL = re.compile(r"口径与依据!\$C\$(\d+)")


def followed(result: Result) -> set[str]:
    """Return the items of 口径与依据 whose cell a formula of the result refers to."""
    written = {t.name: (t, result.tables.made(t.name)) for t in result.described}
    sheets = sheets_of(result, written)
    basis = written["basis"][1]
    rows = {
        int(row)
        for table, _ in written.values()
        if table.formulas is not None
        for texts in table.formulas(sheets.inside(table)).values()
        for text in texts
        if text is not None
        for row in CELL.findall(text)
    }
    here = basis.iloc[sorted(row - 2 for row in rows)]
    return set(here.loc[here["part"] == "口径", "item"])


@pytest.mark.parametrize("name", later(sorted(SOURCES), "water-year"))
def test_the_sheet_says_which_options_recalculate(name: str) -> None:
    result = result_of(name)
    basis = result.tables["basis"]
    switches = basis[basis["part"] == "口径"]
    says = switches["explanation"].str.endswith("结果里有公式时，改“取值”这一格即重新计算")
    assert set(switches.loc[says, "item"]) == followed(result)
    assert switches.loc[~says, "explanation"].str.endswith("改取别的取值要重新运行").all()
