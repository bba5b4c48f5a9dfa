"""The live sides of 校验: what the sheets of the measures say, added up again (四(三)2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from qdcalc.smog.measures.inputs import COUNTED, SOURCE_SHARES
from qdcalc.smog.words import BOTH, CITY, GIVEN, Verdict
from qdcalc.table.live import Check, Sheets, text

Columns = Mapping[str, str]
_LITTLE = "0.000000001"


def districts_and_city(level: str, pollutant: str) -> Check:
    """Return the reductions of all districts, and the city's, at a level."""

    def formulas(sheets: Sheets) -> tuple[str, str]:
        place = sheets.of("targets")
        own = {name: place.column(name) for name in ("district", "level", "pollutant")}
        which = f"{own['level']},{text(level)},{own['pollutant']},{text(pollutant)}"
        summed = f"SUMIFS({place.column('reduced_kg')},{which},{own['district']},"
        return f"ROUND({summed}{text('<>' + CITY)}),2)", f"ROUND({summed}{text(CITY)}),2)"

    return formulas


def other_sums(sheets: Sheets, own: Columns) -> Iterator[str]:
    """减排量 is not what the rows of 减排明细 add up to; the city takes all of them."""
    of = sheets.of("counted_reductions")
    who = f"SUBSTITUTE({own['district']},{text(CITY)},{text('*')})"
    for level, name in COUNTED.items():
        summed = (
            f"SUMIFS({of.column(name)},{of.column('district')},{who},"
            f"{of.column('pollutant')},{own['pollutant']})"
        )
        is_it = f"({own['level']}={text(level)})*({own['pollutant']}<>{text(BOTH)})"
        yield f"{is_it}*(ABS({own['reduced_kg']}-{summed})>{_LITTLE})"


def other_bases(sheets: Sheets, own: Columns) -> Iterator[str]:
    """Look for a 基数 of the city that is not that of 采用的基数."""
    of = sheets.of("bases_used")
    used = f"SUMIFS({of.column('used_kg')},{of.column('pollutant')},{own['pollutant']})"
    is_it = f"({own['district']}={text(CITY)})*({own['pollutant']}<>{text(BOTH)})"
    yield f"{is_it}*({own['base_kg']}<>{used})"


def other_lists(sheets: Sheets, own: Columns) -> Iterator[str]:
    """清单合计 is not what the rows of 减排明细 add up to."""
    of = sheets.of("counted_reductions")
    summed = f"SUMIFS({of.column('base_kg')},{of.column('pollutant')},{own['pollutant']})"
    yield f"ABS({own['listed_kg']}-{summed})>{_LITTLE}*(1+{summed})"


def other_choice(_: Sheets, own: Columns) -> Iterator[str]:
    """采用 is not 全市排放量, or without it 清单合计."""
    city = own["city_kg"]
    yield f'{own["used_kg"]}<>IF({city}="",{own["listed_kg"]},{city})'
    yield f'({city}<>"")<>({own["origin"]}={text(GIVEN)})'


def parts(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for shares of the sources that are not the share together."""
    names = "+".join(own[name] for name in SOURCE_SHARES.values())
    yield f'({own["share"]}<>"")*(ABS({_n(names, own)}-{_n(own["share"], own)})>{_LITTLE})'


def _n(value: str, own: Columns) -> str:
    """Return a sum of cells that are blank together, 0 where they are."""
    return f'IF({own["share"]}="",0,{value})'


def shares(_: Sheets, own: Columns) -> Iterator[str]:
    """比例 × 基数 is not 减排量."""
    product = f'IF({own["share"]}="",0,{own["share"]})*{own["base_kg"]}'
    is_one = f"({own['pollutant']}<>{text(BOTH)})"
    yield f"{is_one}*(ABS({product}-{own['reduced_kg']})>{_LITTLE}*(1+{own['base_kg']}))"


def met(_: Sheets, own: Columns) -> Iterator[str]:
    """结果 is not what 差额 says, or one of them is missing."""
    gap, verdict = own["gap"], own["verdict"]
    yield f'({gap}="")<>({verdict}="")'
    yield f'({gap}<>"")*(ROUND(IF({gap}="",0,{gap}),12)>=0)*({verdict}<>{text(Verdict.MET)})'
    yield f'({gap}<>"")*(ROUND(IF({gap}="",0,{gap}),12)<0)*({verdict}<>{text(Verdict.NOT_MET)})'


def gaps(_: Sheets, own: Columns) -> Iterator[str]:
    """差额 is not 比例 − 目标."""
    gap, share, target = own["gap"], own["share"], own["target"]
    yield f'({gap}="")<>({target}="")'
    difference = f'IF({gap}="",0,{gap})-IF({target}="",0,{share}-{target})'
    yield f"ABS({difference})>{_LITTLE}"


def falling(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for what falls from a level to the next, or is above the base."""
    steps = [*(own[name] for name in COUNTED.values()), own["base_kg"]]
    for less, more in pairwise(steps):
        yield f"ROUND({less}-{more},9)>0"


def exempt_counts(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for an exempt row that counts."""
    for name in COUNTED.values():
        yield f'({own["is_exempt"]}="是")*({own[name]}<>0)'


def exempt_rows(sheets: Sheets) -> str:
    """Return how many rows of 减排明细 are exempt."""
    return f'COUNTIF({sheets.of("counted_reductions").column("is_exempt")},"是")'


def industry_met(_: Sheets, own: Columns) -> Iterator[str]:
    """结果 is not what 减排量, 基准排放量 and 下限 say."""
    more = f"ROUND({own['reduced_kg']}-{own['least']}*{own['base_kg']},9)"
    yield f"({more}>=0)<>({own['verdict']}={text(Verdict.MET)})"


def all_runs(sheets: Sheets) -> str:
    """Return 当日频次 added up."""
    return sheets.of("cleaning_plan").total("runs")


def normal_and_extra(sheets: Sheets) -> str:
    """Return 正常频次 and 增加次数 added up."""
    place = sheets.of("cleaning_plan")
    return f"{place.total('normal_runs')}+{place.total('extra_runs')}"


def runs(_: Sheets, own: Columns) -> Iterator[str]:
    """当日频次 is not 正常频次 + 增加次数."""
    yield f"{own['runs']}<>{own['normal_runs']}+{own['extra_runs']}"
