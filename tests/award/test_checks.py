"""校验: each decisive column of each table, spoilt, is noticed (workbooks.md, "校验")."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from qdcalc.notice.catalogue import find
from samples import result_of

# what decides a row or follows from the others, beside money
DECIDING = [
    *(("examined", c) for c in ("verdict", "unmet", "operating", "scale", "accidents", "ban")),
    *(("quotas", c) for c in ("prize", "applications", "fit", "open", "chosen", "quota", "vacant")),
    *(("prizes", c) for c in ("organisation", "prize_fen")),
    *(("publicity", c) for c in ("first", "last", "submitted_from")),
    *(("followed", c) for c in ("announced", "watch_ends", "occurred", "fate", "recovered_fen",
                                 "banned_until", "found")),
]  # fmt: skip
OTHER = {
    "verdict": "合格", "operating": "不满足", "scale": "不满足", "accidents": "不满足",
    "ban": "不满足", "unmet": "第三条", "prize": "创新奖", "organisation": "别家", "fate": "不撤销",
    "first": "2020-12-29", "last": "2021-01-09", "submitted_from": "2021-01-08",
}  # fmt: skip


def is_noticed(table: str, frame: pd.DataFrame) -> bool:
    """Say whether a check of the sample does not pass with that table."""
    result = result_of("award")
    tables = {t.name: result.tables.made(t.name) for t in find("award").outputs}
    rows = result.tables._checks(tables | {table: frame})
    return any(row.left != row.right for row in rows)


@pytest.mark.parametrize(("table", "column"), DECIDING)
def test_a_spoilt_column_is_noticed(table: str, column: str) -> None:
    frame = result_of("award").tables.made(table).copy()
    filled = frame[column].dropna()
    row = filled.index[-1]
    value: Any = filled.loc[row]
    if column in ("announced", "watch_ends", "found", "banned_until"):
        spoilt: Any = "2011-01-01"
        row = frame.index[frame["fate"] == "撤销"][0]
    elif column == "occurred":  # of the one that is withdrawn for an accident
        row, spoilt = frame.index[frame["ground"] == "重大事故"][0], "2030-01-01"
    elif column in OTHER:
        spoilt = OTHER[column]
        row = frame.index[frame[column].notna() & (frame[column] != spoilt)][-1]
    else:
        spoilt = value + 1
    frame.loc[row, column] = spoilt
    assert is_noticed(table, frame)
