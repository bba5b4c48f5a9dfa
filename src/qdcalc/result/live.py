"""The live formulas of a result: where what its sheets refer to stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qdcalc.exact.months import of_text
from qdcalc.result.closing import item_text, option_text
from qdcalc.result.closing_tables import BASIS, STANDARD
from qdcalc.table.live import Rules, Sheets

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.policy import Policy
    from qdcalc.result.result import Result
    from qdcalc.table.description import Table

MOST_ROWS = 50_000  # of a sheet, above which a workbook has values only
_SWITCH, _SETTING = "口径", "设置"


def sheets_of(result: Result, written: Mapping[str, tuple[Table, pd.DataFrame]]) -> Sheets:
    """Return where everything stands that the formulas of a result refer to.

    Parameters
    ----------
    result : Result
    written : mapping of str to (Table, DataFrame)
        The tables that have a sheet; 校验 as it was made last.
    """
    rules = _rules(result.provenance.policy, written[BASIS.name][1], written[STANDARD.name][1])
    return Sheets(written, rules, tuple(check.live for check in result.tables.checked))


def _rules(policy: Policy, basis: pd.DataFrame, standard: pd.DataFrame) -> Rules:
    figures: dict[tuple[str, str], list[tuple[int, int]]] = {}
    versions = zip(*(standard[name].tolist() for name in ("name", "part", "since")), strict=True)
    for row, (name, part, since) in enumerate(versions):
        figures.setdefault((name, part), []).append((of_text(since), row))
    at = {
        (part, item): row
        for row, (part, item) in enumerate(zip(basis["part"], basis["item"], strict=True))
    }
    options = {
        key: (at[_SWITCH, item_text(one)], {c.key: option_text(c) for c in one.choices})
        for key, one in policy.interpretations.items()
    }
    settings = {item: row for (part, item), row in at.items() if part == _SETTING}
    return Rules(figures, options, settings, (STANDARD.name, "value"), (BASIS.name, "choice"))


def why_values_only(written: Mapping[str, tuple[Table, pd.DataFrame]]) -> str:
    """Say why a workbook has no formulas; nothing where no sheet is too long for them."""
    for table, frame in written.values():
        if len(frame) > MOST_ROWS:
            return f"“{table.label}”有 {len(frame):,} 行，超过 {MOST_ROWS:,} 行"
    return ""
