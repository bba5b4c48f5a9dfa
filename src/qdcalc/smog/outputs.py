"""The table that both halves of the plan put out together: what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc.table.description import Column, Compared, Parts, Table, not_negative
from qdcalc.table.kinds import COUNT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

_NOT_NEGATIVE = not_negative()


def _live(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas; what makes them is imported when they are asked for."""
    from qdcalc.smog.live import overview

    return overview(sheets)


def _count(name: str, label: str, unit: str, sentence: str, clause: str) -> Column:
    return Column(
        name, label, COUNT, is_required=True, unit=unit, sentence=sentence, clause=clause,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


OVERVIEW = Table(
    "overview",
    "汇总",
    (
        Column("place", "站点或区市", is_required=True, width=16, clause="三(六)",
               sentence="预警的站点、区域，减排和保洁的区市"),
        _count("processes", "过程数", "次", "重污染过程的次数", "三(一)2"),
        _count("hours", "持续小时", "小时", "各次过程的持续时间合计", "三(一)2"),
        _count("targets_not_met", "未达到目标数", "个", "全市没有达到的减排目标，三级合计",
               "四(三)2"),
        _count("floors_not_met", "未达到下限数", "个", "没有达到行业最低减排比例的行数，三级合计",
               "四(三)2"),
        _count("extra_runs", "增加保洁次数", "次/天", "响应期间每天增加的次数合计", "四(三)2"),
    ),
    sentence="各站点、区市的过程和持续时间，没有达到的减排比例，增加的保洁次数",
    formulas=_live,
    key=("place",),
    comparison=Compared(
        name=("place",),
        amounts=("processes", "hours", "targets_not_met", "floors_not_met", "extra_runs"),
        is_summed=True,
        parts={
            "hours": Parts("processes", "hours", ("station", "number"), ("station",)),
            "floors_not_met": Parts(
                "industries", "not_met", ("source", "pollutant", "level"), ("district",)
            ),
            "extra_runs": Parts(
                "cleaning_plan", "extra_runs", ("place", "cleaning_kind"), ("district",)
            ),
        },
    ),
)  # fmt: skip
TABLES = (OVERVIEW,)
