"""The columns that say of which section and time a reading is, and the long form of readings."""

from __future__ import annotations

from qdcalc.intake import kinds
from qdcalc.table.description import Column, Long, MonthSource
from qdcalc.water.inputs import names
from qdcalc.water.inputs.kinds import MOMENT, READING, WRITTEN_CLASS

MONTH = Column(
    "month",
    "月份",
    kinds.MONTH,
    is_required=True,
    aliases=names.MONTH_NAMES,
    sentence="监测月份，如 2018-11、2018年11月",
)
SECTION_ID = Column(
    "section_id", "序号", kinds.CODE, is_required=True, sentence="断面清单中的序号（编号）"
)
RIVER = Column(
    "river",
    "河流名称",
    aliases=names.RIVER_NAMES,
    lesser_aliases=names.RIVER_PERHAPS,
    sentence="断面清单中的河流名称；没有同名的断面时可以不填",
)
SECTION = Column(
    "section",
    "监测断面",
    aliases=names.SECTION_NAMES,
    lesser_aliases=names.SECTION_PERHAPS,
    sentence="断面清单中的监测断面名称",
)

# what tells several samples of one section and month apart
SAMPLE = (
    Column(
        "sampled_at", "采样日期", MOMENT,
        aliases=names.SAMPLED_NAMES,
        lesser_aliases=names.SAMPLED_PERHAPS,
        sentence="一个断面一个月监测几次时填采样的日子，同一天几次的加上钟点",
    ),
    Column("sampling_point", "采样点", aliases=("采样点位", "采样位置"),
           sentence="一个断面分几点采样时填，如 左、中、右"),
    Column("layer", "层次", aliases=("采样层次",), sentence="分层采样时填，如 表层、底层"),
)  # fmt: skip

BY_ROW = Long(
    Column("item", "指标", aliases=names.ITEM_NAMES, sentence="一行一个指标时：指标的名称"),
    Column("value", "监测值", READING, unit="mg/L", aliases=names.VALUE_NAMES,
           lesser_aliases=names.VALUE_PERHAPS, sentence="一行一个指标时：监测值"),
    Column("unit", "单位", aliases=names.UNIT_NAMES, sentence="一行一个指标时：监测值的单位"),
    by=("month", "section_id", "river", "section", *(column.name for column in SAMPLE), "version"),
    of_value=("lab_class",),
)  # fmt: skip
LAB_CLASS = Column(
    "lab_class",
    "水质类别",
    WRITTEN_CLASS,
    aliases=names.CLASS_NAMES,
    sentence="监测单位评定的水质类别，只用来与计算的类别比对",
)
MONTH_SOURCE = MonthSource(
    "month",
    Column("year", "年", aliases=names.YEAR_NAMES, sentence="年和月分成两列时：年"),
    dated="sampled_at",
    hour=Column("sampled_hour", "采样钟点", MOMENT, aliases=names.HOUR_NAMES,
                sentence="采样的日子和钟点分成两列时：钟点"),
)  # fmt: skip
