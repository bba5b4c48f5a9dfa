"""The tables that the measures take in: 减排清单, 排放基数, 保洁."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qdcalc.intake.kinds import CHOICE, NUMBER, VERSION, WHOLE, YES_NO
from qdcalc.notice.description import Selector
from qdcalc.smog.words import (
    RESPONSES,
    CleaningKind,
    Industry,
    Level,
    Pollutant,
    SourceKind,
)
from qdcalc.table.description import Check, Column, Table, not_negative
from qdcalc.table.problems import ERROR, Fault

NEGATIVE = Fault(
    "G50", ERROR, "{column} {value} 小于 0", "请填 0 或正数；增加排放的单位不列入减排清单"
)
NO_BASE = Fault(
    "G51", ERROR, "全市排放量 {value} 不大于 0，比例没有分母",
    "请填全市这种污染物每天的排放量；没有数据的请删去这一行，按减排清单的基准排放量合计",
)  # fmt: skip

UNIT = "kg/d"
_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("千克/天", "千克/日", "公斤/天", "公斤/日", "kg/天", "kg/日", "kg/day"), 0),
    **dict.fromkeys(("t/d", "吨/天", "吨/日", "t/天", "t/日", "t/day"), 3),
}
AMOUNTS: Mapping[Level, str] = {
    Level.YELLOW: "yellow_kg",
    Level.ORANGE: "orange_kg",
    Level.RED: "red_kg",
}
# columns of the outputs: what counts at each level, what each kind of source has of a share
COUNTED: Mapping[str, str] = {
    str(Level.YELLOW): "yellow_counted_kg",
    str(Level.ORANGE): "orange_counted_kg",
    str(Level.RED): "red_counted_kg",
}
SOURCE_SHARES: Mapping[str, str] = {
    str(SourceKind.INDUSTRY): "industry_share",
    str(SourceKind.MOBILE): "mobile_share",
    str(SourceKind.DUST): "dust_share",
}
_AT_LEAST_0 = not_negative(NEGATIVE)
_POLLUTANTS = {
    str(Pollutant.SO2): ("SO2", "SO₂"),
    str(Pollutant.NOX): ("NOx", "NOX", "NOₓ"),
    str(Pollutant.PARTICLES): ("PM", "烟粉尘", "烟尘", "粉尘", "颗粒物(PM)"),
    str(Pollutant.VOC): ("VOCs", "VOC", "挥发性有机物(VOCs)", "有机废气"),
}
_SOURCES = {
    str(SourceKind.INDUSTRY): ("工业", "工业企业", "固定源"),
    str(SourceKind.MOBILE): ("移动", "机动车", "非道路移动机械"),
    str(SourceKind.DUST): ("扬尘", "施工扬尘", "道路扬尘", "堆场扬尘", "施工工地"),
}
_MADE = ("", "行业", "企业", "制造", "制造业", "制造企业", "生产", "生产企业")
_INDUSTRY_WORDS: Mapping[Industry, Iterable[str]] = {
    Industry.CEMENT: ("水泥", "粉磨站", "水泥(含粉磨站)", "水泥行业(含粉磨站)", "水泥粉磨站"),
    Industry.TYRES: (
        "轮胎橡胶", "轮胎", "橡胶", "橡胶制品", "轮胎、橡胶制品", "轮胎橡胶制品", "轮胎和橡胶制品",
        "塑料橡胶制品", "轮胎和塑料橡胶制品", "轮胎、塑料橡胶制品", "橡胶和塑料制品",
    ),
    Industry.GLASS: ("玻璃",),
    Industry.BOILERS: (
        "燃煤锅炉机组", "燃煤锅炉", "燃煤机组", "燃煤锅炉、机组", "燃煤锅炉、燃煤机组",
        "未超低排放燃煤锅炉、机组", "未超低排放燃煤锅炉", "未超低排放燃煤机组",
        "未实现超低排放的燃煤锅炉、燃煤机组", "未实现超低排放的燃煤锅炉",
        "未实现超低排放的燃煤机组", "未实现超低排放燃煤锅炉", "未实现超低排放燃煤机组",
    ),
    Industry.STEEL: ("钢铁",),
    Industry.FOUNDRY: ("铸造",),
    Industry.VEHICLES: ("车辆", "汽车"),
    Industry.TRAINS: ("动车组",),
    Industry.FURNITURE: ("家具",),
    Industry.MACHINERY: (
        "机械设备及零部件", "机械", "机械设备", "设备", "零部件", "设备及零部件",
        "机械、设备及零部件",
    ),
    Industry.VEGETABLE_OIL: ("植物油",),
    Industry.CONTAINERS: ("集装箱",),
    Industry.APPLIANCES: ("家电", "家用电器"),
    Industry.LEATHER: ("皮革服装", "皮革", "皮革、服装", "服装"),
    Industry.GRAPHITE: ("石墨",),
    Industry.PRINTING: ("包装印刷", "包装、印刷", "印刷", "包装"),
    Industry.ORGANIC_CHEMICALS: ("有机化工",),
    Industry.OTHER: ("其他", "其它"),
}  # fmt: skip
_INDUSTRIES = {
    str(industry): tuple(w + made for w in words for made in _MADE if w + made != industry)
    for industry, words in _INDUSTRY_WORDS.items()
}
_CLEANING = {
    str(CleaningKind.ENTRANCE_SWEEPING): (
        "进出口周边市政道路机扫(湿扫)", "进出口周边市政管辖道路机扫(湿扫)",
        "施工工地进出口周边市政管辖道路机扫(湿扫)", "进出口周边市政管辖道路机扫",
        "施工工地进出口周边市政管辖道路机扫", "机扫", "机扫(湿扫)", "湿扫",
    ),
    str(CleaningKind.ENTRANCE_SPRINKLING): (
        "进出口周边市政道路洒水(或冲洗)", "进出口周边市政管辖道路洒水",
        "进出口周边市政管辖道路洒水(或冲洗)", "洒水", "洒水(或冲洗)", "冲洗",
    ),
    str(CleaningKind.MAIN_ROADS): (
        "主次干道", "城市主次干道机扫、洒水", "城市主干道", "城市次干道", "主干道", "次干道",
    ),
    str(CleaningKind.SITE_ROADS): (
        "工地内进出道路", "施工工地进出道路", "施工工地范围内进出道路", "工地范围内进出道路",
    ),
    str(CleaningKind.SITE_SURFACE): ("施工工地作业面", "作业面", "工地作业面洒水抑尘"),
}  # fmt: skip


def _amount(level: Level) -> Column:
    return Column(
        AMOUNTS[level], f"{level}减排量", NUMBER, unit=UNIT, other_units=_UNITS,
        clause="四(三)1(2)、四(三)2", checks=(_AT_LEAST_0,),
        aliases=(f"{level}预警减排量", f"{level}响应减排量", f"{level}", f"{level}预警",
                 f"{RESPONSES[level]}减排量", f"{RESPONSES[level]}响应减排量"),
        sentence=f"{level}预警时每天减少的排放量；空白按 0",
    )  # fmt: skip


_POLLUTANT = Column(
    "pollutant", "污染物", CHOICE, is_required=True, choices=tuple(map(str, Pollutant)),
    spellings=_POLLUTANTS, aliases=("污染物名称", "污染因子"), clause="四(三)2",
    sentence="二氧化硫、氮氧化物、颗粒物、挥发性有机物之一，一种一行",
)  # fmt: skip
_DISTRICT = Column(
    "district", "区市", is_required=True, choices_of="districts", clause="四(三)1(2)",
    aliases=("区(市)", "所在区市", "所属区市"), sentence="单位或道路、工地所在的区市",
)  # fmt: skip

REDUCTIONS = Table(
    "reductions",
    "减排清单",
    (
        _DISTRICT,
        Column("source", "单位或源", is_required=True, clause="四(三)1(2)",
               aliases=("单位", "单位名称", "企业名称", "企业", "源", "排放源", "单位（源）"),
               sentence="企业、工地、道路或车辆的名称"),
        Column("source_kind", "源类", CHOICE, is_required=True,
               choices=tuple(map(str, SourceKind)), spellings=_SOURCES, clause="四(三)1(1)",
               aliases=("源类别", "排放源类别", "污染源类别"),
               sentence="工业源、移动源、扬尘源之一"),
        Column("industry", "行业", CHOICE, choices=tuple(map(str, Industry)),
               spellings=_INDUSTRIES, clause="四(三)2", aliases=("行业类别", "所属行业"),
               sentence="通知列出的行业；没有列出的填 其他，空白按其他"),
        _POLLUTANT,
        Column("base_kg", "基准排放量", NUMBER, is_required=True, unit=UNIT, other_units=_UNITS,
               checks=(_AT_LEAST_0,), clause="四(三)1(2)",
               aliases=("排放量", "基准量", "污染物排放量", "日排放量"),
               sentence="没有应急减排时每天的排放量"),
        *map(_amount, Level),
        Column("is_exempt", "豁免", YES_NO, clause="四(三)1(2)",
               aliases=("是否豁免", "豁免企业"),
               sentence="绿色标杆、民生等不采取应急减排措施的填 是，减排量不计"),
        VERSION,
    ),
    sentence="各单位、各污染物在三级预警时的减排量，一种污染物一行",
)  # fmt: skip

BASES = Table(
    "bases",
    "排放基数",
    (
        _POLLUTANT,
        Column("city_kg", "全市排放量", NUMBER, is_required=True, unit=UNIT, other_units=_UNITS,
               checks=(Check(NO_BASE, lambda numbers: numbers > 0, is_span=True),),
               clause="四(三)2", aliases=("全市排放基数", "排放总量", "全市排放总量"),
               sentence="全市每天的排放量，减排比例的分母"),
        VERSION,
    ),
    sentence="全市各污染物的排放量；不填的按减排清单的基准排放量合计",
)  # fmt: skip

CLEANING = Table(
    "cleaning",
    "保洁",
    (
        _DISTRICT,
        Column("place", "名称", is_required=True, clause="四(三)2",
               aliases=("道路名称", "工地名称", "道路或工地", "路段"),
               sentence="道路、路段或工地的名称"),
        Column("cleaning_kind", "类别", CHOICE, is_required=True,
               choices=tuple(map(str, CleaningKind)), spellings=_CLEANING, clause="四(三)2",
               aliases=("保洁类别", "作业类别"), sentence="五类之一"),
        Column("normal_runs", "正常频次", WHOLE, is_required=True, unit="次/天",
               other_units=dict.fromkeys(("次/日", "次", "每日次数", "每天次数"), 0),
               checks=(_AT_LEAST_0,), clause="四(三)2", aliases=("正常保洁频次", "日常频次"),
               sentence="平时每天的保洁次数"),
        Column("is_icy", "结冰", YES_NO, clause="四(三)2(1)",
               aliases=("路面结冰", "易结冰", "是否结冰"), sentence="易产生路面结冰的填 是"),
        VERSION,
    ),
    sentence="响应期间要增加保洁次数的道路和工地，一种作业一行",
)  # fmt: skip

TABLES = (REDUCTIONS, BASES, CLEANING)
RECALCULATES: tuple[str, ...] = ("swap", "amounts", "sprinkle", "ice")
_OTHERS = ("grade", "pollutant", "source", "district")


def _selector(name: str, label: str, example: str, sentence: str) -> Selector:
    return Selector(name, label, example, sentence, tuple(n for n in _OTHERS if n != name))


SELECTORS: tuple[Selector, ...] = (
    _selector("grade", "级别", "橙色", "哪一级预警的减排：黄色、橙色或红色"),
    _selector("pollutant", "污染物", "二氧化硫", "哪种污染物的减排，或 二氧化硫+氮氧化物"),
    _selector("source", "单位", "示例轮胎厂", "减排清单里的哪个单位或源：名称，可以只写一部分"),
    _selector("district", "区市", "即墨", "哪个区市的减排比例"),
    Selector("place", "道路或工地", "示例工地", "保洁里的哪条道路、哪个工地：名称，可以只写一部分"),
)
