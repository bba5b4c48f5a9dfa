"""What the documents of water share: amounts, names of sections, the calendar, net positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc import money
from qdcalc.document import Calendar, Picture, SignedBars
from qdcalc.document import TableColumn as Column
from qdcalc.water.outputs import VERDICT_TONES
from qdcalc.water.tables import VERDICTS

if TYPE_CHECKING:
    import pandas as pd


def amount_column(label: str, width: float = 1.7) -> Column:
    """Return a column of amounts."""
    return Column(label, "right", width)


def money_rows(
    frame: pd.DataFrame, texts: list[str], amounts: list[str], total: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Return rows of texts and amounts in 元, with a last row of exact sums."""
    columns = [frame[name].astype(str).tolist() for name in texts]
    columns += [[money.text(fen) for fen in frame[name].tolist()] for name in amounts]
    rows = list(zip(*columns, strict=True))
    if total:
        sums = [money.text(int(frame[name].sum())) for name in amounts]
        rows.append((total, *[""] * (len(texts) - 1), *sums))
    return tuple(rows)


def section_names(frame: pd.DataFrame) -> list[str]:
    """Return each section as people call it."""
    return (frame["river"] + "·" + frame["section"]).tolist()


def calendar(months: pd.DataFrame, caption: str) -> Picture:
    """Return the calendar of sections × months."""
    names = months["section_id"] + " " + months["section"]
    wide = months.assign(name=names).pivot(index="name", columns="month", values="verdict")
    wide = wide.reindex(list(dict.fromkeys(names)))
    drawing = Calendar(
        tuple(wide.index), tuple(wide.columns), tuple(map(tuple, wide.fillna("").to_numpy())),
        VERDICT_TONES,
    )  # fmt: skip
    exceeding = int((months["verdict"] == VERDICTS[2]).sum())
    alt = f"{len(wide)} 个断面 {len(wide.columns)} 个月的判定，其中超标 {exceeding} 个断面月"
    return Picture(caption, alt, drawing)


def net_picture(districts: pd.DataFrame, column: str, caption: str) -> Picture:
    """Return the districts' net positions as bars."""
    ordered = districts.sort_values(column, kind="stable")
    names, nets = tuple(ordered["district"]), tuple(int(n) for n in ordered[column])
    alt = "；".join(f"{n} {money.wan(a)} 万元" for n, a in zip(names, nets, strict=True))
    return Picture(caption, alt, SignedBars(names, nets, "净收", "净付"))
