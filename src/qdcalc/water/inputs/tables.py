"""The tables that come in: readings, section list and what is known beside them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from qdcalc.intake import kinds
from qdcalc.intake.kinds import VERSION
from qdcalc.table.description import Check, Column, RowCheck, Table, not_negative
from qdcalc.table.problems import ERROR, Fault
from qdcalc.water.inputs import names
from qdcalc.water.inputs.keys import (
    BY_ROW,
    LAB_CLASS,
    MONTH,
    MONTH_SOURCE,
    RIVER,
    SAMPLE,
    SECTION,
    SECTION_ID,
)
from qdcalc.water.inputs.kinds import BELOW_ZERO, DRY, READING, WATER_CLASS
from qdcalc.water.interpretations import judges_every_limit
from qdcalc.water.standard import indicators
from qdcalc.water.words import TARGETS, EventLevel, SectionType, WaterBody, WaterClass, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qdcalc.exact.dtypes import Ints

    Ints = Ints

NEGATIVE = Fault("W06", ERROR, "监测值 {value} 是负数", "请核对原始记录；没有监测时填“-”")
PH_TOO_HIGH = Fault("W07", ERROR, "pH 值 {value} 大于 14", "请核对原始记录")
DRY_WITH_VALUES = Fault(
    "W08", ERROR, "断流为“是”，但这一行有监测值", "真的断流就清空监测值，有水就把断流改为 否"
)
BAD_TARGET = Fault("W11", ERROR, "水质目标不能是劣Ⅴ", "请填 Ⅰ 到 Ⅴ")
BAD_SHARE = Fault(
    "W12", ERROR, "责任比例 {value} 不在 0 到 1 之间", "请填 0 到 1 之间的比例，如 0.5、50%、1/3"
)
UNKNOWN_UPSTREAM = Fault(
    "W24", ERROR, "上游断面“{name}”不在断面清单里", "请填清单中的序号，多个用、隔开；没有填 无"
)
OWN_UPSTREAM = Fault("W25", ERROR, "上游断面写了它自己", "请填上游断面的序号；没有填 无")
REVERSED = Fault("W27", ERROR, "截止月份 {until} 早于起始月份 {since}", "请核对这两个月份")

_TYPE_SPELLINGS = {
    SectionType.CROSS.value: ("跨界断面",),
    SectionType.LEAVING.value: ("出境断面",),
    SectionType.SHARED.value: ("共同",),
    SectionType.SHARED_LEAVING.value: ("共同断面(出境)",),
}
INDICATORS = indicators()
INDICATOR_KEYS = tuple(i.key for i in INDICATORS)

_AT_LEAST_ZERO = not_negative(NEGATIVE)
_PH_SCALE = Check(PH_TOO_HIGH, lambda values: values <= 14, is_span=True)
# ice-cold water is below 0 ℃; how far it may be is a question of plausibility
_CHECKS: dict[str, tuple[Check, ...]] = {"ph": (_AT_LEAST_ZERO, _PH_SCALE), "water_temp": ()}


# as laboratories and instruments give them: a power of ten to the unit of the limit
_UNITS = {
    "fecal_coliform": {"个/升": 0, "CFU/L": 0, "MPN/100mL": 1, "个/100mL": 1, "CFU/100mL": 1},
    "conductivity": {"mS/m": 1, "mS/cm": 3},
}


def _no_values_when_dry(frame: pd.DataFrame) -> pd.Series[bool]:
    measured = [key for key in INDICATOR_KEYS if key in frame.columns]
    dry = frame["is_dry"].to_numpy()
    conflict = frame["is_dry"].copy()
    conflict.loc[dry] = frame.loc[dry, measured].notna().any(axis=1)
    return ~conflict


def _unknown_upstream(sections: pd.DataFrame) -> pd.DataFrame:
    """Return what a list of upstream sections names that the list of sections does not have."""
    from qdcalc.exact.lists import exploded

    links = exploded(sections["upstream"])
    return links[~links["name"].isin(sections["section_id"].dropna())]


def _upstream_is_known(sections: pd.DataFrame) -> pd.Series[bool]:
    passed = ~sections["upstream"].index.isin(_unknown_upstream(sections)["row"])
    return sections["upstream"].isna() | passed


def _names_unknown(sections: pd.DataFrame, rows: Ints) -> dict[str, list[str]]:
    first = _unknown_upstream(sections).drop_duplicates("row").set_index("row")["name"]
    return {"name": first[rows].to_list()}


def _is_not_its_own_upstream(sections: pd.DataFrame) -> pd.Series[bool]:
    from qdcalc.exact.lists import exploded

    links, ids = exploded(sections["upstream"]), sections["section_id"]
    own = links.loc[links["name"] == ids.iloc[links["row"]].to_numpy(), "row"]
    return sections["upstream"].isna() | ~ids.index.isin(own)


def _is_in_order(sections: pd.DataFrame) -> pd.Series[bool]:
    reversed_: pd.Series[bool] = sections["until"] < sections["since"]
    return ~reversed_


def _span(sections: pd.DataFrame, rows: Ints) -> dict[str, list[str]]:
    ends = sections[["since", "until"]].iloc[rows].astype(str)
    return {name: ends[name].to_list() for name in ("since", "until")}


def _judged(interpretations: Mapping[str, str]) -> tuple[str, ...]:
    """Return the indicators that are judged somewhere (R:indicators)."""
    every = judges_every_limit(interpretations)
    return tuple(
        i.key for i in INDICATORS
        if i.rule != "none" and (i.table > 1 or i.is_national21 or every)
    )  # fmt: skip


READINGS = Table(
    "readings",
    "监测数据",
    (
        MONTH,
        Column(
            "section_id",
            "序号",
            kinds.CODE,
            sentence="断面清单中的序号；也可以只填河流名称和监测断面",
        ),
        RIVER,
        SECTION,
        Column(
            "is_dry",
            "断流",
            DRY,
            aliases=names.DRY_NAMES,
            sentence="整月断流、没有监测数据时填 是",
            clause="七¶4",
        ),
        *SAMPLE,
        LAB_CLASS,
        VERSION,
        *(
            Column(
                i.key,
                i.name,
                BELOW_ZERO if i.key == "water_temp" else READING,
                unit=i.unit,
                other_units=_UNITS.get(i.key, {}),
                aliases=(*i.aliases, *names.indicator_names(i.key)),
                sentence="月度监测值；低于检出限写 0.004L，没有监测时留空",
                checks=_CHECKS.get(i.key, (_AT_LEAST_ZERO,)),
                limits=i.limit_lines(),
                is_folded=i.table > 1,
            )
            for i in INDICATORS
        ),
    ),
    sentence="各断面各月的监测值，每个断面每月一行；一个月监测几次的，每次一行",
    is_required=True,
    alternatives=(("section_id",), ("river", "section"), ("section",)),
    month_source=MONTH_SOURCE,
    long=BY_ROW,
    measured=_judged,
    exempting="is_dry",
    exempting_words=names.DRY_WORDS,
    row_checks=(
        RowCheck(DRY_WITH_VALUES, "is_dry", ("is_dry",), _no_values_when_dry, only_where="is_dry"),
    ),
)

SECTIONS = Table(
    "sections",
    "断面清单",
    (
        SECTION_ID,
        replace(RIVER, is_required=True, sentence="河流或水库名称"),
        replace(SECTION, is_required=True, sentence="断面名称"),
        Column(
            "section_type",
            "断面属性",
            kinds.CHOICE,
            is_required=True,
            choices=values(SectionType),
            spellings=_TYPE_SPELLINGS,
            sentence="跨界、共同断面、出境或共同(出境)",
            clause="四",
        ),
        Column(
            "responsible",
            "责任区市",
            is_required=True,
            sentence="责任区市，多个用、隔开",
            clause="四",
        ),
        Column(
            "destination", "去向", sentence="跨界断面填下游区市，其他断面填受纳水体", clause="四"
        ),
        Column(
            "target_class",
            "核算水质目标",
            WATER_CLASS,
            is_required=True,
            choices=TARGETS,
            aliases=names.TARGET_NAMES,
            sentence="Ⅰ 到 Ⅴ 类",
            checks=(Check(BAD_TARGET, lambda classes: classes <= 5),),
        ),
        Column(
            "control_level",
            "断面控制级别",
            is_required=True,
            aliases=("控制级别",),
            sentence="国控、省控或市控",
        ),
        Column("remark", "备注", sentence="注明集中式饮用水源地"),
        Column(
            "water_body",
            "水体类型",
            kinds.CHOICE,
            choices=values(WaterBody),
            sentence="河流或湖库，空白按河流",
        ),
        Column("is_drinking_source", "饮用水源", kinds.YES_NO_OR_BLANK, sentence="空白时看备注"),
        Column(
            "is_dry_exempt",
            "断流豁免",
            kinds.YES_NO_OR_BLANK,
            sentence="断流不计入年度缴纳的断面填 是",
            clause="七¶4",
        ),
        Column(
            "upstream",
            "上游断面",
            sentence="上游断面的序号，多个用、隔开；没有填 无",
            aliases=("上游断面(序号)",),
        ),
        Column(
            "previous_class",
            "上年度水质类别",
            WATER_CLASS,
            choices=values(WaterClass),
            sentence="上一考核周期的年度水质类别，年度清算用",
            clause="七¶3",
        ),
        Column(
            "since",
            "起始月份",
            kinds.MONTH,
            sentence="这一行从哪个月起有效，空白不限；目标、级别、区市中途有变的，一个序号写几行",
            clause="三¶1",
        ),
        Column(
            "until",
            "截止月份",
            kinds.MONTH,
            sentence="这一行到哪个月为止有效（含），空白不限",
            clause="三¶1",
        ),
    ),
    sentence="纳入核算的断面；没有这张表时用通知附件的 28 个断面",
    key=("section_id",),
    further_key=("since", "until"),
    row_checks=(
        RowCheck(UNKNOWN_UPSTREAM, "upstream", ("section_id",), _upstream_is_known, _names_unknown),
        RowCheck(OWN_UPSTREAM, "upstream", ("section_id",), _is_not_its_own_upstream),
        RowCheck(REVERSED, "until", ("since",), _is_in_order, _span),
    ),
)

RESPONSIBILITY = Table(
    "responsibility",
    "责任认定",
    (
        MONTH,
        SECTION_ID,
        Column(
            "district",
            "区市",
            is_required=True,
            choices_of="districts",
            sentence="认定了责任的责任区市",
        ),
        Column(
            "share",
            "责任比例",
            kinds.SHARE,
            is_required=True,
            sentence="0 表示完全没有责任；没有列出的责任区市平分余下的比例",
            checks=(
                Check(BAD_SHARE, lambda s: s.map(lambda v: Fraction(0) <= v <= 1).astype(bool)),
            ),
            clause="八",
        ),
        Column("document", "文号", sentence="认定文件的文号"),
        VERSION,
    ),
    sentence="有几个责任区市的断面超标月份经核实的责任（第八条）",
    key=("month", "section_id", "district"),
)

INCIDENTS = Table(
    "incidents",
    "突发环境事件",
    (
        Column("date", "日期", kinds.DATE, is_required=True, sentence="事件发生日期"),
        Column(
            "district", "区市", is_required=True, choices_of="districts", sentence="发生事件的区市"
        ),
        Column(
            "level",
            "事件等级",
            kinds.CHOICE,
            is_required=True,
            choices=values(EventLevel),
            sentence="一般、较大、重大或特别重大",
        ),
        Column("description", "说明", sentence="事件说明"),
    ),
    sentence="考核周期内的突发环境事件，年度清算用",
)

PREVIOUS_CLASSES = Table(
    "previous_classes",
    "上年度类别",
    (
        SECTION_ID,
        Column(
            "previous_class",
            "上年度水质类别",
            WATER_CLASS,
            is_required=True,
            choices=values(WaterClass),
            sentence="Ⅰ 到 劣Ⅴ",
            clause="七¶3",
        ),
    ),
    sentence="各断面上一考核周期的年度水质类别，年度清算用",
    key=("section_id",),
)

FULL_ANALYSES = Table(
    "full_analyses",
    "全分析",
    (
        SECTION_ID,
        Column("date", "日期", kinds.DATE, is_required=True, sentence="全分析的采样日期"),
        Column("report", "报告编号", sentence="监测报告的编号"),
    ),
    sentence="饮用水源断面每年一次的 109 项全项目分析（第三条第二款），年度清算用",
)
