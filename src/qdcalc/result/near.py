"""The sheet 临界: decisions near a threshold as a frame, and what the console says of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.exact import money
from qdcalc.notice.thresholds import within_text
from qdcalc.result.sensitivity_tables import NEAR
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from qdcalc.notice.description import Job

_FEN = ("before_fen", "after_fen", "others_fen")


def near_frame(job: Job, within: Fraction) -> pd.DataFrame | None:
    """Return the sheet 临界; None where the calculation declares no thresholds."""
    import numpy as np
    import pandas as pd

    from qdcalc.exact.decimals import decimal15

    if job.calculation.thresholds is None:
        return None
    found = job.calculation.thresholds(replace(job, problems=Problems()), within)
    numbers = {n: pd.to_numeric(found[n], errors="coerce") for n in ("distance", "threshold")}
    share = numbers["distance"].astype("float64") / numbers["threshold"].astype("float64")
    columns: dict[str, Any] = {c.name: found.get(c.name) for c in NEAR.columns}
    columns |= {name: found[name].astype("Int64") for name in _FEN}
    columns["difference_fen"] = columns["after_fen"] - columns["before_fen"]
    columns["share"] = decimal15(share.replace([np.inf, -np.inf], np.nan))
    frame = pd.DataFrame({c.name: columns[c.name] for c in NEAR.columns})
    frame = frame.astype({c.name: "str" for c in NEAR.columns if c.kind.is_text})
    frame.attrs["left_out"] = found.attrs["left_out"]
    return frame


def stakes(near: pd.DataFrame) -> pd.Series[int]:
    """Return the money at stake in each decision: its own and what moves with it."""
    own, others = (near[n].fillna(0).abs() for n in ("difference_fen", "others_fen"))
    stake: pd.Series[int] = (own + others).astype("int64")
    return stake


def near_lines(near: pd.DataFrame, within: Fraction) -> list[str]:
    """Return what the console says: how many, and the largest money at stake."""
    stake = stakes(near)
    count = f"临界（{within_text(within)} 以内）：{len(near):,} 项判断"
    if left_out := near.attrs["left_out"]:
        count += f"（另有 {left_out:,} 项牵动更小，没有列出）"
    if not (stake > 0).any():
        return [f"{count}，落到另一侧金额都不变"]
    row = near.iloc[int(stake.argmax())]
    sides = [f"{row[n]} {_told(row[f'{n}_fen'])}" for n in ("before", "after")]
    return [
        f"{count}，其中 {int((stake > 0).sum()):,} 项落到另一侧金额会变",
        f"牵动最大：{row['place']} {row['name']} {row['item']}，"
        f"值 {_number(row['value'])}、阈值 {_number(row['threshold'])}：{' → '.join(sides)}",
    ]


def _told(fen: Any) -> str:
    return money.text(int(fen)) if fen == fen else ""


def _number(value: Any) -> str:
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def near_notes(near: pd.DataFrame | None, within: Fraction) -> list[tuple[str, str]]:
    """Return what 运行信息 says of the sheet."""
    if near is None:
        return []
    said = "值与阈值之差不超过阈值的 {} 的判断；另一侧的金额是把值移过阈值后重新计算的"
    notes = [("临界", said.format(within_text(within)))]
    if left_out := near.attrs["left_out"]:
        notes.append(("临界", f"另有 {left_out:,} 项单个监测值的判断牵动更小，没有列出"))
    return notes
