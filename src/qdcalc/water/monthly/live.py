"""The live formulas of the month's sheets (clauses 三–八).

Each builder takes the written tables and returns, by column, a formula for each row: from a
reading and its limit to the class, the verdict, the amount, its parts and what each district
receives. Rows of one section-month stand together, so a section refers to a fixed range.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.months import of_texts
from qdcalc.notice.policy import load
from qdcalc.water.standard import indicators
from qdcalc.water.words import UNLISTED, Answer, Counted, Transfer, Verdict

if TYPE_CHECKING:
    from qdcalc.table.live import Place, Sheets

Formulas = dict[str, Sequence[str | None] | Texts]
_KEY = ["month", "section_id"]
MOST_SHARES = 10**7  # the square has 14 digits: LibreOffice takes no more for exact
_FEW_SHARES = 10**4  # of which any amount's product with a share is short
_NEVER = "9999-12"  # after every month


def section_months(sheets: Sheets) -> Formulas:
    """断面核算: the worst class, the verdict, its multiple, coefficient and amount."""
    here, readings = sheets.of("section_months"), sheets.of("indicators")
    frame = here.frame
    first, last, measured = groups_of(readings.frame, frame, _KEY)
    spans = {
        name: readings.ranges(name, first, last)
        for name in ("water_class", "is_exceeded", "is_dropped", "judged_multiple")
    }
    cells = {
        name: here.cells(name)
        for name in ("class_rank", "verdict", "coefficient", "multiple", "amount_fen",
                     "missing_count", "target_class")
    }  # fmt: skip
    figures = _month_figures(sheets, frame)
    warned = sheets.chosen("complete", "warn")
    columns: dict[str, list[str]] = {
        "class_rank": [_worst(span) for span in spans["water_class"]],
        "water_class": [
            f'IF({rank}=0,"",CHOOSE({rank},"Ⅰ","Ⅱ","Ⅲ","Ⅳ","Ⅴ","劣Ⅴ"))'
            for rank in cells["class_rank"]
        ],
        "multiple": [f'IF(COUNT({span})=0,"",MAX({span}))' for span in spans["judged_multiple"]],
        "verdict": [
            f'IF({rank}=0,"缺测",IF(COUNTIFS({over},"是",{dropped},"否")>0,"超标",'
            f'IF({rank}+{leap}>FIND({target},"ⅠⅡⅢⅣⅤ"),"达标",IF(OR({missing}=0,{warned}),"跃升","达标"))))'
            for rank, over, dropped, leap, target, missing in zip(
                cells["class_rank"], spans["is_exceeded"], spans["is_dropped"],
                figures["leap_classes"], cells["target_class"], cells["missing_count"], strict=True,
            )
        ],
        "missing_count": _missing(sheets, first),
    }  # fmt: skip
    live: Formulas = {name: only_where(measured, texts) for name, texts in columns.items()}
    live["coefficient"] = [
        f'IF({verdict}="跃升",{leap},IF({verdict}="超标",-IF(ROUND(MAX(0,{multiple}),10)>{most},{beyond},{within}),0))'
        for verdict, multiple, leap, most, beyond, within in zip(
            cells["verdict"], cells["multiple"], figures["leap_coefficient"],
            figures["multiple_limit"], figures["beyond_coefficient"],
            figures["within_coefficient"], strict=True,
        )
    ]  # fmt: skip
    live["amount_fen"] = [
        f"ROUND(ABS({coefficient})*{base}/{months},2)"
        for coefficient, base, months in zip(
            cells["coefficient"],
            figures["annual_base_yuan"],
            figures["months_per_year"],
            strict=True,
        )
    ]
    live["kind"] = [
        f'IF({amount}=0,"",IF({coefficient}>0,"奖励","赔付"))'
        for amount, coefficient in zip(cells["amount_fen"], cells["coefficient"], strict=True)
    ]
    return live


def _month_figures(sheets: Sheets, frame: pd.DataFrame) -> dict[str, Texts]:
    """Return the cells of the figures in force in each section-month."""
    months = of_texts(frame["month"]).tolist()
    names = (
        "leap_classes", "leap_coefficient", "within_coefficient", "beyond_coefficient",
        "multiple_limit", "months_per_year",
    )  # fmt: skip
    none = [""] * len(frame)
    cells = {name: sheets.figures(name, none, months) for name in names}
    levels = frame["control_level"].tolist()
    return cells | {"annual_base_yuan": sheets.figures("annual_base_yuan", levels, months)}


def _worst(span: str) -> str:
    """Return the number of the worst class in a range, 0 where there is none."""
    formula = f'IF(COUNTIF({span},"Ⅰ")>0,1,0)'
    for rank, name in enumerate(("Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"), start=2):
        formula = f'IF(COUNTIF({span},"{name}")>0,{rank},{formula})'
    return formula


def _missing(sheets: Sheets, first: Ints) -> list[str]:
    """Return how many needed indicators of each section-month have no value or no class."""
    here, readings = sheets.of("section_months"), sheets.of("indicators")
    frame, rows = here.frame, readings.frame
    used = sheets.of("sections_used").frame
    is_source = used["is_drinking_source"].to_numpy(dtype=object) == Answer.YES
    at_source = is_source[listed_rows(used, frame["month"], frame["section_id"])].tolist()
    left_out = load("qdcalc.water").lists["national_source_items"]["without"]
    by_national = sheets.chosen("source_items", "61")
    is_table1 = {i.name: i.table == 1 for i in indicators()}
    names, blank = rows["indicator"].tolist(), readings.cells("water_class").tolist()
    owner = groups_of(frame, rows, _KEY)[0].tolist()
    of_table1, there = [0] * len(frame), [set[str]() for _ in range(len(frame))]
    left: dict[int, list[str]] = {}
    for row, (name, spot) in enumerate(zip(names, owner, strict=True)):
        of_table1[spot] += is_table1[name]
        there[spot].add(name)
        if name in left_out and at_source[spot]:
            left.setdefault(spot, []).append(f'-IF(AND({blank[row]}="",{by_national}),1,0)')
    spans = readings.ranges("water_class", first, first + np.maximum(of_table1, 1) - 1)
    formulas, rank = [], here.cells("class_rank").tolist()
    for spot, told in enumerate(frame["not_measured"].fillna("").tolist()):
        missing = [name for name in told.split("、") if name and name not in there[spot]]
        always = [name for name in missing if not (at_source[spot] and name in left_out)]
        ends = left.get(spot, [])
        if at_source[spot]:
            absent = [name for name in left_out if name not in there[spot]]
            ends += [f"+IF({by_national},0,1)" for _ in absent]
        counted = f'COUNTIF({spans[spot]},"")' if of_table1[spot] else "0"
        formulas.append(f"IF({rank[spot]}=0,0,{len(always)}+{counted}{''.join(ends)})")
    return formulas


def payer_parts(sheets: Sheets) -> Formulas:
    """付款分摊: the section's amount where its verdict is of the row's direction, and its split."""
    here, sections = sheets.of("payer_parts"), sheets.of("section_months")
    frame = here.frame
    spot = groups_of(sections.frame, frame, _KEY)[0]
    words = {
        Transfer.REWARD.value: Verdict.LEAP.value,
        Transfer.PENALTY.value: Verdict.EXCEED.value,
    }
    due = [
        f'IF({verdict}="{words[kind]}",{amount},0)'
        for verdict, kind, amount in zip(
            sections.cells("verdict", spot), frame["kind"].tolist(),
            sections.cells("amount_fen", spot), strict=True,
        )
    ]  # fmt: skip
    return {"amount_fen": due} | split_steps(sheets, here, [*_KEY, "kind"])


def pair_parts(sheets: Sheets) -> Formulas:
    """收付分摊: what the payer bears, and its split."""
    here, payers = sheets.of("pair_parts"), sheets.of("payer_parts")
    keys = [*_KEY, "kind", "payer"]
    row = groups_of(payers.frame, here.frame, keys)[0]
    live: Formulas = {"amount_fen": payers.cells("part_fen", row)}
    live["unlisted"] = unlisted(here.cells("part_fen"), _flowing(sheets))
    return live | split_steps(sheets, here, keys)


def unlisted(parts: Texts, listed: Ints) -> list[str | None]:
    """Return what says that a part has come to an amount that no row of the flows stands for."""
    has_row = np.zeros(len(parts), dtype=bool)
    has_row[listed] = True
    return only_where(~has_row, [f'IF({part}=0,"","{UNLISTED}")' for part in parts])


def split_steps(
    sheets: Sheets, here: Place, keys: list[str], is_moving: Bools | None = None
) -> Formulas:
    """Return the steps of a split by largest remainder, ties by the order of the list.

    Where there are many shares, or in rows whose shares move (``is_moving``), whole multiples of
    all shares are taken out first: no product then has more than 14 digits.
    """
    frame = here.frame
    first, last, _ = groups_of(frame, frame, keys)
    names = ("amount_fen", "weight", "total_weight", "floor_fen", "remainder", "tail_fen")
    cells = {name: here.cells(name).tolist() for name in names}
    spans = {n: here.ranges(n, first, last) for n in ("weight", "floor_fen", "remainder")}
    above = here.ranges("remainder", first, np.arange(len(frame)))
    moves = np.zeros(len(frame), dtype=bool) if is_moving is None else is_moving
    is_long = moves | (frame["total_weight"] >= _FEW_SHARES).to_numpy(dtype=bool)
    floors, remainders = _whole_and_rest(cells, is_long.tolist())
    live: Formulas = {
        "weight": _weights(sheets, frame),
        "total_weight": [f"SUM({span})" for span in spans["weight"]],
        "floor_fen": floors,
        "remainder": remainders,
        "tail_fen": [
            f'IF(COUNTIF({span},">"&{own})+COUNTIF({before},{own})'
            f"<=ROUND(({amount}-SUM({floors}))*100,0),0.01,0)"
            for span, own, before, amount, floors in zip(
                spans["remainder"], cells["remainder"], above, cells["amount_fen"],
                spans["floor_fen"], strict=True,
            )
        ],
        "part_fen": [
            f"ROUND({floor}+{tail},2)"
            for floor, tail in zip(cells["floor_fen"], cells["tail_fen"], strict=True)
        ],
    }  # fmt: skip
    is_exact = (frame["total_weight"] < MOST_SHARES).to_numpy(dtype=bool)
    return {
        name: texts if name == "weight" else only_where(is_exact, texts)
        for name, texts in live.items()
    }


def _whole_and_rest(
    cells: dict[str, list[str]], is_long: list[bool]
) -> tuple[list[str], list[str]]:
    """Return the whole fen of each part, and what is left, times all shares."""
    columns = (cells[name] for name in ("amount_fen", "weight", "total_weight", "floor_fen"))
    floors, rests = [], []
    for amount, share, total, floor, long in zip(*columns, is_long, strict=True):
        fen = f"ROUND({amount}*100,0)"
        if long:
            rest = f"MOD({fen},{total})*{share}"
            floors.append(f"(INT({fen}/{total})*{share}+INT({rest}/{total}))/100")
            rests.append(f"MOD({rest},{total})")
        else:
            floors.append(f"INT({fen}*{share}/{total})/100")
            rests.append(f"{fen}*{share}-ROUND({floor}*100,0)*{total}")
    return floors, rests


def _weights(sheets: Sheets, frame: pd.DataFrame) -> list[str | None]:
    """Return the shares that ``overlap`` decides: 1 or 0."""
    words = {
        Counted.ALWAYS.value: None,
        Counted.WHEN_NET.value: f"IF({sheets.chosen('overlap', 'net')},1,0)",
        Counted.WHEN_DROPPED.value: f"IF({sheets.chosen('overlap', 'drop')},1,0)",
    }
    return [words.get(counted) for counted in frame["counted"].tolist()]


def flows(sheets: Sheets) -> Formulas:
    """资金流向: the part of the same payer and payee in 收付分摊."""
    return {"amount_fen": sheets.of("pair_parts").cells("part_fen", _flowing(sheets))}


def _flowing(sheets: Sheets) -> Ints:
    """Return the row of 收付分摊 of each row of 资金流向."""
    frame, parts = sheets.of("flows").frame, sheets.of("pair_parts").frame
    sections = sheets.of("section_months").frame
    verdict = sections["verdict"].to_numpy(dtype=object)[groups_of(sections, frame, _KEY)[0]]
    kind = np.where(verdict == Verdict.LEAP, Transfer.REWARD.value, Transfer.PENALTY.value)
    keys = [*_KEY, "kind", "payer", "payee"]
    return groups_of(parts, frame.assign(kind=kind.astype(object)), keys)[0]


def relations(sheets: Sheets) -> Formulas:
    """收付关系: the month's parts of the same payer and payee."""
    here = sheets.of("relations")
    payer, payee = here.cells("payer"), here.cells("payee")
    columns: dict[str, list[str | None]] = {"penalty_fen": [], "reward_fen": []}
    spans = _month_spans(sheets, here.frame["month"])
    for name, word in (("penalty_fen", "赔付"), ("reward_fen", "奖励")):
        columns[name] = [
            f'ROUND(SUMIFS({at["part_fen"]},{at["kind"]},"{word}",{at["payer"]},{a},{at["payee"]},{b}),2)'
            for at, a, b in zip(spans, payer, payee, strict=True)
        ]
    pairs = zip(here.cells("penalty_fen"), here.cells("reward_fen"), strict=True)
    return {**columns, "total_fen": [f"ROUND({a}+{b},2)" for a, b in pairs]}


def districts(sheets: Sheets) -> Formulas:
    """区市汇总: the month's parts that the district receives and pays, without 自抵."""
    here = sheets.of("districts")
    named = here.cells("district").tolist()
    spans = _month_spans(sheets, here.frame["month"])

    def summed(role: str, other: str) -> list[str]:
        return [
            f'ROUND(SUMIFS({at["part_fen"]},{at[role]},{d},{at[other]},"<>"&{d}),2)' if at else "0"
            for at, d in zip(spans, named, strict=True)
        ]

    pairs = zip(here.cells("receivable_fen"), here.cells("payable_fen"), strict=True)
    return {
        "receivable_fen": summed("payee", "payer"),
        "payable_fen": summed("payer", "payee"),
        "net_fen": [f"ROUND({a}-{b},2)" for a, b in pairs],
    }


def _month_spans(sheets: Sheets, months: pd.Series[str]) -> list[dict[str, str]]:
    """Return the ranges of each row's month in 收付分摊, absolute; none where it has no part."""
    parts = sheets.of("pair_parts")
    frame = pd.DataFrame({"month": months})
    first, last, found = groups_of(parts.frame, frame, ["month"])
    names = ("part_fen", "kind", "payer", "payee")
    at = {name: parts.ranges(name, first, last).tolist() for name in names}
    return [
        {name: at[name][row] for name in names} if is_there else {}
        for row, is_there in enumerate(found.tolist())
    ]


def groups_of(
    rows: pd.DataFrame, frame: pd.DataFrame, keys: Sequence[str]
) -> tuple[Ints, Ints, Bools]:
    """Return the first and last row of the group that each row of a frame names.

    Parameters
    ----------
    rows : DataFrame
        Rows of one group stand together.
    frame : DataFrame
        Names a group a row, by the same columns.
    keys : sequence of str
    """
    number, wanted = _numbered(rows, frame, keys)
    starts = np.flatnonzero(np.diff(number, prepend=-1) != 0)
    ends = np.r_[starts[1:], len(rows)][: len(starts)] - 1
    place_of = np.full(len(rows) + len(frame), -1, dtype=np.int64)
    place_of[number[starts]] = np.arange(len(starts))
    if (place_of >= 0).sum() != len(starts):
        raise ValueError(f"rows of one {keys} do not stand together")
    place = place_of[wanted]
    found = place >= 0
    at = np.maximum(place, 0)
    none = np.zeros(len(frame), dtype=np.int64)
    if not len(starts):
        return none, none, found
    return starts[at], ends[at], found


def _numbered(rows: pd.DataFrame, frame: pd.DataFrame, keys: Sequence[str]) -> tuple[Ints, Ints]:
    """Return a small number for each row of two frames, the same for those of the same keys."""
    number = np.zeros(len(rows) + len(frame), dtype=np.int64)
    for name in keys:
        both = [one[name].to_numpy(dtype=object) for one in (rows, frame)]
        codes, distinct = pd.factorize(np.concatenate(both), use_na_sentinel=False)
        number = pd.factorize(number * len(distinct) + codes)[0]
    return number[: len(rows)], number[len(rows) :]


def listed_rows(used: pd.DataFrame, months: pd.Series[str], ids: pd.Series[str]) -> Ints:
    """Return the row of 采用断面 that holds for each month and section."""
    rows = np.zeros(len(months), dtype=np.int64)
    month, own = months.to_numpy(dtype=object), ids.to_numpy(dtype=object)
    since, until = (used[name].fillna("").tolist() for name in ("since", "until"))
    if used["section_id"].is_unique:
        return np.asarray(pd.Index(used["section_id"]).get_indexer(pd.Index(own)), dtype=np.int64)
    for row, number in enumerate(used["section_id"].tolist()):
        holds = (own == number) & (month >= since[row])
        rows[holds & (month <= (until[row] or _NEVER))] = row
    return rows


def only_where(is_so: Bools, texts: Iterable[str | None]) -> list[str | None]:
    """Keep the formulas of some rows; the others keep their values."""
    return [text if so else None for so, text in zip(is_so.tolist(), texts, strict=True)]
