"""The tables that the measures put out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Any

from qdcalc.smog.measures.inputs import AMOUNTS, COUNTED, SOURCE_SHARES, UNIT
from qdcalc.smog.words import (
    ADDED_UP,
    CITY,
    GIVEN,
    TARGETS,
    CleaningKind,
    Industry,
    Level,
    Pollutant,
    SourceKind,
    Verdict,
)
from qdcalc.table.description import Column, Compared, Formulas, Table, not_negative, one_of
from qdcalc.table.kinds import COUNT, FIGURE, PERCENT

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.table.live import Sheets

_HAIR = 1e-6  # of a millionth
TONES = {str(Verdict.MET): "good", str(Verdict.NOT_MET): "bad"}


def percent_text(share: float) -> str:
    """Write a share, cut after four decimals: ``19.95%``."""
    cut = floor(share * 1_000_000 + _HAIR)  # a quotient may lie a hair below its decimal
    return f"{cut / 10_000:.10g}%"


SHARE = replace(PERCENT, number_format="0.00##%", text=percent_text, about=".2%")
_NOT_NEGATIVE = not_negative()
_YES_NO = one_of(("是", "否"))
_VERDICTS = one_of(map(str, Verdict))
_CLAUSE = "四(三)2"


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.smog.measures import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _kg(name: str, label: str, sentence: str = "", *, is_required: bool = False) -> Column:
    return Column(
        name, label, FIGURE, is_required=is_required, unit=UNIT, sentence=sentence,
        clause=_CLAUSE, checks=(_NOT_NEGATIVE,), number_format="#,##0.########",
    )  # fmt: skip


def _share(name: str, label: str, sentence: str = "", *, is_signed: bool = False) -> Column:
    return Column(
        name, label, SHARE, sentence=sentence, clause=_CLAUSE,
        checks=() if is_signed else (_NOT_NEGATIVE,),
    )  # fmt: skip


_DISTRICT = Column("district", "区市", is_required=True, width=13, clause="四(三)1(2)")
_SOURCE = Column("source", "单位", is_required=True, width=24, clause="四(三)1(2)")
_SOURCE_KIND = Column("source_kind", "源类", is_required=True, width=8, clause="四(三)1(1)",
                      checks=(one_of(map(str, SourceKind)),))  # fmt: skip
_INDUSTRY = Column("industry", "行业", is_required=True, width=16, clause=_CLAUSE,
                   checks=(one_of(map(str, Industry)),))  # fmt: skip
_POLLUTANT = Column("pollutant", "污染物", is_required=True, width=15, clause=_CLAUSE,
                    checks=(one_of(map(str, Pollutant)),))  # fmt: skip
_LEVEL = Column("level", "级别", is_required=True, width=7, clause="四(一)",
                checks=(one_of(map(str, Level)),))  # fmt: skip
_VERDICT = Column("verdict", "结果", width=9, tones=TONES, clause=_CLAUSE, checks=(_VERDICTS,))
_WHY = Column("clause", "依据", is_required=True, width=14)
_NOT_MET = Column("not_met", "未达到数", COUNT, is_required=True, unit="个", clause=_CLAUSE,
                  sentence="结果是未达到的 1，其余 0", checks=(_NOT_NEGATIVE,))  # fmt: skip


def _of_the_city(rows: pd.DataFrame) -> int:
    """Return how many rows are the city's, which come first."""
    return int((rows["district"] == CITY).sum())


TARGETS_TABLE = Table(
    "targets",
    "减排核对",
    (
        _DISTRICT,
        _LEVEL,
        Column("pollutant", "污染物", is_required=True, width=20, clause=_CLAUSE,
               checks=(one_of(TARGETS),)),
        _kg("base_kg", "基数", "全市排放量，没有的是清单的基准排放量合计；区市是清单的合计"),
        _kg("reduced_kg", "减排量", "这一级的减排量合计，豁免的不计"),
        _share("share", "比例", "减排量 ÷ 基数；二者之和是两个比例相加"),
        _share("target", "目标", "全市的目标；区市由人分解，空白"),
        _VERDICT,
        _share("gap", "差额", "比例 − 目标", is_signed=True),
        _kg("missing_kg", "还需减排量", "到目标还差的减排量，已达到的是 0"),
        *(_share(SOURCE_SHARES[kind], f"{kind}比例", f"比例里{kind}的部分")
          for kind in map(str, SourceKind)),
        Column("explanation", "说明", is_required=True, width=76),
        _WHY,
        _NOT_MET,
    ),
    sentence="全市和各区市每一级、每种污染物的减排比例；全市的与目标核对",
    formulas=_live("targets"),
    print_until="missing_kg",
    printed_rows=_of_the_city,
    note="只打印全市的行，区市的见工作簿",
    key=("district", "level", "pollutant"),
    comparison=Compared(
        name=("district", "level", "pollutant"), amounts=("not_met",), verdict=("verdict",),
    ),
)  # fmt: skip

INDUSTRIES = Table(
    "industries",
    "行业核对",
    (
        _DISTRICT,
        _SOURCE,
        _INDUSTRY,
        _POLLUTANT,
        _LEVEL,
        _share("share", "比例", "减排量 ÷ 本单位的基准排放量；没有排放的空白"),
        _share("least", "下限", "这个行业的最低减排比例；红色按操作方案，橙色的仍然有效"),
        Column("verdict", "结果", is_required=True, width=9, tones=TONES, clause=_CLAUSE,
               checks=(_VERDICTS,)),
        _kg("base_kg", "基准排放量", is_required=True),
        _kg("reduced_kg", "减排量", "到这一级为止的减排量", is_required=True),
        _kg("missing_kg", "还需减排量", "到下限还差的减排量，已达到的是 0", is_required=True),
        Column("explanation", "说明", is_required=True, width=60),
        _WHY,
        _SOURCE_KIND,
        _NOT_MET,
    ),
    sentence="有最低减排比例的行业，每个单位、污染物、级别一行；豁免的不在内",
    formulas=_live("industries"),
    print_until="missing_kg",
    key=("district", "source", "source_kind", "pollutant", "level"),
    comparison=Compared(
        name=("district", "source", "source_kind", "pollutant", "level"),
        amounts=("not_met",), verdict=("verdict",), links=(("district", "source", "pollutant"),),
    ),
)  # fmt: skip

_LISTED = tuple(
    _kg(name, f"{level}减排量", "清单里填的，空白按 0", is_required=True)
    for level, name in AMOUNTS.items()
)
EXEMPT = Table(
    "exempt",
    "豁免清单",
    (
        _DISTRICT, _SOURCE, _SOURCE_KIND, _INDUSTRY, _POLLUTANT,
        _kg("base_kg", "基准排放量", is_required=True),
        *_LISTED,
        Column("explanation", "说明", is_required=True, width=40),
        Column("clause", "依据", is_required=True, width=14),
    ),
    sentence="豁免的单位：减排量不计，要审核把关并向社会公开",
    formulas=_live("exempt"),
    key=("district", "source", "source_kind", "pollutant"),
)  # fmt: skip


def _runs(name: str, label: str, sentence: str) -> Column:
    return Column(name, label, COUNT, is_required=True, unit="次/天", sentence=sentence,
                  clause=_CLAUSE, checks=(_NOT_NEGATIVE,))  # fmt: skip


CLEANING_PLAN = Table(
    "cleaning_plan",
    "保洁安排",
    (
        _DISTRICT,
        Column("place", "名称", is_required=True, width=24, clause=_CLAUSE),
        Column("cleaning_kind", "类别", is_required=True, width=27, clause=_CLAUSE,
               checks=(one_of(map(str, CleaningKind)),)),
        _LEVEL,
        _runs("normal_runs", "正常频次", "平时每天的次数"),
        _runs("extra_runs", "增加次数", "响应期间每天增加的次数"),
        _runs("runs", "当日频次", "正常频次 + 增加次数"),
        Column("is_icy", "结冰", is_required=True, width=6, checks=(_YES_NO,),
               clause="四(三)2(1)"),
        Column("explanation", "说明", is_required=True, width=40),
        _WHY,
    ),
    sentence="响应期间各道路、工地每天的保洁次数",
    formulas=_live("cleaning_plan"),
    print_until="explanation",
    key=("district", "place", "cleaning_kind"),
    comparison=Compared(
        name=("district", "place", "cleaning_kind"), amounts=("extra_runs", "runs"),
        links=(("district", "place", "cleaning_kind"),),
    ),
)  # fmt: skip

BASES_USED = Table(
    "bases_used",
    "采用的基数",
    (
        _POLLUTANT,
        _kg("city_kg", "全市排放量", "工作表“排放基数”里填的"),
        _kg("listed_kg", "清单合计", "减排清单的基准排放量合计", is_required=True),
        _kg("used_kg", "采用", "全市排放量，没有的是清单合计", is_required=True),
        Column("origin", "来源", is_required=True, width=12,
               checks=(one_of((GIVEN, ADDED_UP)),)),
    ),
    sentence="减排比例的分母",
    formulas=_live("bases_used"),
    key=("pollutant",),
)  # fmt: skip

COUNTED_TABLE = Table(
    "counted_reductions",
    "减排明细",
    (
        _DISTRICT, _SOURCE, _SOURCE_KIND, _INDUSTRY, _POLLUTANT,
        _kg("base_kg", "基准排放量", is_required=True),
        *_LISTED,
        Column("is_exempt", "豁免", is_required=True, width=6, checks=(_YES_NO,),
               clause="四(三)1(2)"),
        *(_kg(COUNTED[level], f"{level}计入", "到这一级为止计入的减排量，豁免的 0",
              is_required=True) for level in map(str, Level)),
    ),
    sentence="减排清单里每一行计入的减排量",
    formulas=_live("counted_reductions"),
    key=("district", "source", "source_kind", "pollutant"),
    is_detail=True,
)  # fmt: skip

TABLES = (TARGETS_TABLE, INDUSTRIES, EXEMPT, CLEANING_PLAN, BASES_USED, COUNTED_TABLE)
