"""口径与依据 says of each interpretation whether the workbook's formulas follow its cell.

Contract: workbooks.md, "a reading or figure changed in the workbook changes the amounts as a new
run would". An option that only a new run can change must not look as if its cell did.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qdcalc.result.closing import choices_known
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


@pytest.mark.parametrize("name", later(sorted(SOURCES), "water-year"))
def test_a_text_that_is_no_written_form_is_counted(name: str) -> None:
    result = result_of(name)
    basis: Any = result.tables["basis"]
    policy = result.calculation.policy()
    for row in basis.index[basis["part"] == "口径"]:
        key = basis.loc[row, "item"].rpartition("（")[2][:-1]
        choices = policy.interpretations[key].choices
        known = [f"{choice.name}（{choice.key}）" for choice in choices]
        is_live = key in result.calculation.recalculates
        wanted = known if is_live else [basis.loc[row, "choice"]]
        assert basis.loc[row, "options"].split("、") == wanted
        # what the sheet 口径 and the command line take, and the formulas don't; a blank; two
        others = [choices[0].key, choices[0].name, "", "、".join(known)]
        for text in [*others, *(form for form in known if form not in wanted)]:
            typed = basis.copy()
            typed.loc[row, "choice"] = text
            assert [(c.left, c.right) for c in choices_known(typed)] == [(1, 0)], text
        for text in wanted:
            typed = basis.copy()
            typed.loc[row, "choice"] = text
            assert [(c.left, c.right) for c in choices_known(typed)] == [(0, 0)], text


def test_the_cell_offers_the_written_forms_and_stops_others(tmp_path: Path) -> None:
    # expo: all recalculate but first_consumer, which needs a new run
    offered: dict[str, tuple[str, ...]] = {}
    written = result_of("expo").to_excel(tmp_path / "结果.xlsx")
    for rule in openpyxl.load_workbook(written)["口径与依据"].data_validations.dataValidation:
        assert (rule.type, rule.errorStyle or "stop", rule.showErrorMessage) == (
            "list", "stop", True
        )  # fmt: skip
        is_own = "," not in rule.formula1
        assert ("重新运行" if is_own else "下拉列表") in rule.error
        offered[str(rule.sqref)] = tuple(rule.formula1.strip('"').split(","))
    assert len(offered) == 6
    assert offered["C3"] == ("先上浮后封顶（then-cap）", "封顶后上浮（after-cap）")
    assert offered["C4"] == ("分档不重复（exclusive）", "大展同计小档（nested）")
    assert offered["C6"] == ("不补助（zero）",)
    values = result_of("expo").to_excel(tmp_path / "数值.xlsx", values=True)
    rules = openpyxl.load_workbook(values)["口径与依据"].data_validations.dataValidation
    assert not rules, "no formula follows the cell"
