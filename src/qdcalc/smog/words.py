"""What the outputs of the plan say, and how its unclear clauses may be read.

A frame holds plain texts: ``str(Level.RED)``, never the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

CITY = "全市"


class Level(StrEnum):
    """A level of warning, from the lowest (级别)."""

    YELLOW = "黄色"
    ORANGE = "橙色"
    RED = "红色"


HINT = "健康防护提示"  # above 200 and no level
RESPONSES: Mapping[str, str] = {
    Level.YELLOW: "Ⅲ级",
    Level.ORANGE: "Ⅱ级",
    Level.RED: "Ⅰ级",
}


class Half(StrEnum):
    """The halves of the plan that are computed: 三 and 四(三)2."""

    WARNING = "预警"
    MEASURES = "减排和保洁"


class DataKind(StrEnum):
    """Where an AQI comes from (数据类型)."""

    MEASURED = "实测"
    FORECAST = "预报"


class Basis(StrEnum):
    """Which AQI a process is found on (采用)."""

    AQI = "AQI"
    BOUND = "上限"


OFFICE = "市专项应急指挥部办公室"
ISSUERS: Mapping[str, str] = {
    Level.YELLOW: OFFICE,
    Level.ORANGE: "市专项应急指挥部",
    Level.RED: "市专项应急指挥部",
}
APPROVERS: Mapping[str, str] = {
    Level.YELLOW: OFFICE,
    Level.ORANGE: "市专项应急指挥部副总指挥",
    Level.RED: "市专项应急指挥部总指挥",
}
AT_ONCE = "立即"  # 最迟发布 of what has been measured
UNKNOWN = "待预测"  # 解除时间 where the series ends too early


class Pollutant(StrEnum):
    """What is reduced (污染物)."""

    SO2 = "二氧化硫"
    NOX = "氮氧化物"
    PARTICLES = "颗粒物"
    VOC = "挥发性有机物"


BOTH = "二氧化硫+氮氧化物"  # 二者之和: the sum of their shares
TARGETS = (*map(str, (Pollutant.SO2, Pollutant.NOX)), BOTH, *map(str, list(Pollutant)[2:]))


class SourceKind(StrEnum):
    """The three kinds of sources (源类)."""

    INDUSTRY = "工业源"
    MOBILE = "移动源"
    DUST = "扬尘源"


class Industry(StrEnum):
    """The industries that the plan names, and all others (行业)."""

    CEMENT = "水泥"
    TYRES = "轮胎橡胶"
    GLASS = "玻璃"
    BOILERS = "燃煤锅炉机组"
    STEEL = "钢铁"
    FOUNDRY = "铸造"
    VEHICLES = "车辆"
    TRAINS = "动车组"
    FURNITURE = "家具"
    MACHINERY = "机械设备及零部件"
    VEGETABLE_OIL = "植物油"
    CONTAINERS = "集装箱"
    APPLIANCES = "家电"
    LEATHER = "皮革服装"
    GRAPHITE = "石墨"
    PRINTING = "包装印刷"
    ORGANIC_CHEMICALS = "有机化工"
    OTHER = "其他"


class Verdict(StrEnum):
    """Whether a share reaches what the plan asks for (结果)."""

    MET = "达到"
    NOT_MET = "未达到"


class CleaningKind(StrEnum):
    """What is cleaned (类别)."""

    ENTRANCE_SWEEPING = "进出口周边市政道路机扫"
    ENTRANCE_SPRINKLING = "进出口周边市政道路洒水"
    MAIN_ROADS = "城市主次干道"
    SITE_ROADS = "工地进出道路"
    SITE_SURFACE = "工地作业面"


GIVEN, ADDED_UP = "排放基数", "清单合计"  # where a base comes from (来源)


class Duration(StrEnum):
    """How the hours of heavy pollution are counted (持续时间)."""

    COVERED = "covered"
    UNBROKEN = "unbroken"
    COUNT = "count"


class Gap(StrEnum):
    """Whether missing and dust hours separate two stretches (缺测间隔)."""

    MISSING_JOINS = "missing-joins"
    MISSING_SEPARATES = "missing-separates"


class Joined(StrEnum):
    """How long a process of several stretches is (合并过程)."""

    SPAN = "span"
    MAX = "max"


class Swap(StrEnum):
    """Whether SO₂ and NOx are also held to their own targets (内部调整)."""

    SUM = "sum"
    EACH = "each"


class Amounts(StrEnum):
    """What the columns of reductions hold (减排量列)."""

    TOTAL = "total"
    ADDED = "added"


class Sprinkle(StrEnum):
    """How many runs of sprinkling red adds (红色洒水)."""

    THREE = "3"
    ONE = "1"


class Ice(StrEnum):
    """What ice exempts (结冰除外)."""

    ROADS = "roads"
    ALL = "all"


# the interpretations of policy.toml, in its order
INTERPRETATIONS: Mapping[str, type[StrEnum]] = {
    "duration": Duration,
    "gap": Gap,
    "joined": Joined,
    "swap": Swap,
    "amounts": Amounts,
    "sprinkle": Sprinkle,
    "ice": Ice,
}
