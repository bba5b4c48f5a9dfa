"""What columns are called in the trade's own tables, beside the names of the notice and of GB 3838.

Names that might mean something else (耗氧量, 油类, 粪大肠杆菌) are no aliases: they are named in a
warning, and a person decides.
"""

from __future__ import annotations

SECTION_NAMES = (
    "断面名称", "监测断面名称", "断面", "点位名称", "水源地名称", "断面(点位)名称",
    "断面(点位)", "断面/点位", "监测断面(点位)", "监测断面(点位)名称", "断面点位名称",
    "水源地断面名称", "水质断面", "水质断面名称", "考核断面", "考核断面名称", "交接断面",
    "交接断面名称",
)  # fmt: skip
# taken for the section's name where no better column is there, in this order
SECTION_PERHAPS = (
    "监测点位名称", "监测点位", "监测点名称", "监测点", "点位", "测点名称", "测点", "测站名称",
    "站点名称", "站点", "站名", "水源名称", "水源地", "水源名称(监测点位)",
)  # fmt: skip
RIVER_NAMES = (
    "河流", "所处河流", "所在河流", "河流(湖库)", "河流(湖库)名称", "河流(湖、库)",
    "河流(湖、库)名称", "河流/湖库", "河流(水库)名称", "河流(水库)", "河湖名称", "河流湖库名称",
)  # fmt: skip
RIVER_PERHAPS = (
    "水体名称", "水体", "所在水体", "水系名称", "水系", "所在水系", "所属水系", "流域名称", "流域",
    "所在流域", "所属流域",
)  # fmt: skip
MONTH_NAMES = ("年月", "监测月份", "监测年月", "采样月份", "年份月份", "月")
YEAR_NAMES = ("年份", "年度", "监测年份", "监测年度")
ITEM_NAMES = (
    "项目", "监测项目", "监测指标", "检测项目", "检测指标", "分析项目", "测定项目", "监测因子",
    "指标名称", "项目名称", "因子名称", "因子", "监测项目名称", "监测指标名称", "污染物名称",
)  # fmt: skip
VALUE_NAMES = (
    "监测结果", "结果", "浓度", "浓度值", "监测浓度", "检测结果", "检测值", "测定结果", "测定值",
    "实测值", "实测浓度", "分析结果", "数值", "结果值", "月均值", "平均浓度",
)  # fmt: skip
UNIT_NAMES = ("计量单位", "浓度单位", "结果单位", "监测值单位", "量纲")
TARGET_NAMES = (
    "水质目标", "水质控制目标", "考核目标", "考核标准", "水质考核类别", "水质目标类别", "目标类别",
    "考核类别", "水质考核目标", "考核目标(类别)", "核算水质目标(类别)", "水质目标(类别)",
)  # fmt: skip
CLASS_NAMES = (
    "本月水质类别", "本月类别", "实测类别", "实测水质类别", "现状类别", "水质现状", "水质现状类别",
    "断面水质类别", "监测类别", "水质类别(本月)", "综合水质类别", "达到类别",
)  # fmt: skip
SAMPLED_NAMES = ("监测时间", "采样时间", "监测日期", "取样日期", "取样时间", "采样日", "监测日")

# why there is no value, as stations and laboratories write it in its place; what might mean 未检出
# (未检, 未测) or says no reason is refused
NOT_SAMPLED = frozenset({
    "未采样", "没有采样", "无法采样", "不能采样", "未开展监测", "无监测任务", "无样品", "无水样",
    "无数据", "暂无数据", "站点维护", "站房维护", "设备维护", "仪器维护", "维护", "设备检修",
    "检修", "设备故障", "仪器故障", "系统故障", "故障", "通讯故障", "通信故障", "停电", "断电",
    "停运", "停测", "停站", "站点停运", "停机", "校准", "仪器校准", "设备升级", "升级改造",
    "站点改造", "站房改造", "施工停测", "施工", "河道施工", "桥梁施工", "河道改造", "施工围堰",
    "清淤", "清淤施工", "结冰", "冰封", "封冻", "冰冻", "冰期", "河面结冰", "结冰未采样",
    "封冻未采样", "冰期未采样", "道路封闭", "疫情停测", "汛期停测", "洪水", "洪水未采样",
})  # fmt: skip

_METALS = {
    "cu": ("铜", "Cu"), "zn": ("锌", "Zn"), "se": ("硒", "Se"), "as": ("砷", "As"),
    "hg": ("汞", "Hg"), "cd": ("镉", "Cd"), "pb": ("铅", "Pb"), "fe": ("铁", "Fe"),
    "mn": ("锰", "Mn"),
}  # fmt: skip
_OTHERS = {
    "ph": ("pH值(量纲一)", "pH(量纲为1)", "酸碱度(pH)"),
    "codmn": ("高锰酸盐指数(以O2计)", "高锰酸盐指数(IMn)", "IMn"),
    "cod": ("CODcr(重铬酸盐法)", "化学需氧量(重铬酸盐法)"),
    "nh3n": ("氨氮(以N计)", "NH3N", "氨氮(NH4-N)"),
    "tp": ("总磷(P)",),
    "tn": ("总氮(湖、库)", "总氮(湖库)"),
    "cr6": ("铬(VI)", "Cr(VI)", "铬六价", "六价铬(Cr6+)", "铬(6价)", "六价铬(以Cr6+计)"),
    "cyanide": ("总氰化物", "氰化物(以CN-计)", "总氰"),
    "volatile_phenol": ("挥发性酚", "挥发酚(以苯酚计)", "挥发性酚类", "挥发酚类", "挥发酚(类)"),
    "las": ("阴离子表面活性剂(LAS)", "阴离子合成洗涤剂", "阴离子洗涤剂"),
    "fecal_coliform": ("粪大肠菌群数",),
    "sulfide": ("硫化物(以S2-计)", "硫化物(以S计)"),
    "water_temp": ("水温(摄氏度)",),
}


def indicator_names(key: str) -> tuple[str, ...]:
    """Return what an indicator is called beside its names in GB 3838."""
    if key in _METALS:
        name, symbol = _METALS[key]
        return (f"总{name}", f"{name}({symbol})", f"{name}(以{symbol}计)")
    return _OTHERS.get(key, ())
