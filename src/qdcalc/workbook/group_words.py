"""Words over columns and tables: whether these hold the month's values, others, or nobody knows."""

from __future__ import annotations

from enum import Enum, auto

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.month_texts import without_comparisons


class Said(Enum):
    """What a text over columns of measured values says of them."""

    MONTHS = auto()
    OTHERS = auto()
    UNKNOWN = auto()


_OTHER_TIME = Lazy(
    "上个?(?:月|期|周|年|季|旬|半年|次|回|轮)|前(?:[次期月年回轮]|一[次期月年])|[中下](?:旬|半年)|下个?月|去年"
    "|往年|历[年史次]|多年|同期|同月|基[期年]|同比|环比|累[计积]|[年季周日]度?均|[年季周日]度?平均|全年|全季"
    "|last(?:month|year)|previous|sameperiod"
    "|本[周季旬]|本年(?!度?\\d)"
)
# other than measured: judged, allowed, reckoned, of another sample, or the largest of several
_OTHER_KIND = Lazy(
    "超标|倍数|达标|限值|检[出测]下?限|检出率|测定下限|标准|目标|评价|类别|级别|判定|判断|变化|增[减幅长加]"
    "|[升降]幅|差值|最[大小高低多少]|极值|峰值|中位|标准偏?差|[合及]格|去除率|(?<!高锰酸盐)指数|单因子"
    "|合计|总量|通量|负荷|排放量|扣除|剔除|背景|本底|上游|预[测计报]|[评得扣]分|分担率|贡献"
    "|考核(?:值|要求|浓度|限)|允许|容许|要求|控制(?:值|浓度|限)|管控|基准|预警|阈值|参[考照]|空白|质控|平行|加标"
    "|exceed|limit|standard|index|maximum|minimum"
    "|单项(?!监测|指标)|gb/?t?(?:3838|5749|14848|8978|18918|3097)"
    "|(?:i{1,3}|iv|v|[一二三四五])类(?!污染物|水?[质体]?监测)"
)
_MEASURED = "(?:监测|检测|实测|测定|化验|分析)(?:项目|指标|因子|结果|浓度|数据|值)?"
_NAME = "(?:项目|指标|因子|参数|污染物)"
_UNIT = Lazy(r"[(,，]?(?:计量)?单位[:为]?[^()]*\)?|\((?:mg|[μu]g|ng|个|无量纲)[^()]*\)")
# 监测结果及评价: what is measured stands there, and more beside it
_AND = Lazy(f"(.*?{_MEASURED}|(?:主要)?(?:项目|指标|浓度))(?:[及与和、/]|以及|暨)")
# 参与达标评价的指标: which indicators these are
_NAMES = Lazy(rf"(?:.*{_NAME}(?:\((.*)\))?|.*\({_NAME}\))")
_NO_NAMES = Lazy(f"超标|倍数|[不未]达标|空白|质控|平行|加标|去除|上游|最[大小高低]|单项{_NAME}")
_NEUTRAL = Lazy(
    f"{_MEASURED}|{_NAME}|测试|采样|取样|样品|水样|浓度|结果|数[据值]|测值|含量|水质|水环境|地[表下]水|饮用水|水源地?|河[流道]"
    "|湖库|入海口|环境质量|状况|情况|一览|各|断面|[点站]位|站点|常规|基本|主要|重点|特[征定]|补充|附加|其[他它余]|综合|必测"
    "|选测|加测|理化|化学|物理|现场|实验室|室内|自动站?|人工|手工|在线|例行|本[月期次]|当[月期次]|月?(?:均值|平均值?)"
    "|单位|无量纲|除外|ph|cod(?:mn|cr)?|bod5?|mg[/·]?l(?:-1)?|[μu]g/?l|个/l|表|第|项|类|种|等|污染|营养盐|有机物?|无机物?|非?金属|重金属|有毒|微?生物|细菌|毒[理性物]"
    r"|(?:monitoring|test|measured)?(?:results?|values?|concentrations?|parameters?|indicators?)"
    r"|感官|性状|卫生学?|[阴阳]?离子|盐|耗氧|考核(?=指标|因子|项目)|[及和与的以计值np\d一二三四五六七八九十年月日份号]|\W|_"
)
# a title's own words, and what it may end in
_TITLE_END = (
    r"(?:(?:监测|检测)?(?:数据|结果|水质|统计|汇总|计算|分析|对照|一览|清单|情况|明细|排名|表|值)|监测|检测"
    r"|未更新|断面|仅?供?参考|,"
    r"|[()\[\]\d一二三四五六七八九十.]|如下|:)*"
)
_TITLE_TIME = (
    "上个?月|上期|上次|上年(?:同[期月])?|去年(?:同[期月])?|前次|前期|前一[月次期]|同期|累[计积]"
    "|年均|历史(?!断面)|历年"
)
_TITLE_KIND = (
    "超标(?:倍数|率)|倍数|达标率|评价标准|(?:污染|单项|综合|评价).{0,4}指数|类别|限值|检出限|考核值|允许值"
    "|(?:类|质量|执行|评价|限值)标准值?(?!监测|检测)|标准值|参考值|目标值|变化[率量]|变幅|同比|环比|增减|最[大小高低]值"
    "|空白样?|质控样?|平行样?"
)
_OTHER_TITLE = Lazy(
    rf"(?:.{{0,12}}(?:{_TITLE_TIME}).{{0,2}}|.{{0,40}}(?:{_TITLE_KIND})){_TITLE_END}"
)
# what may stand over values, too
_LONGEST_TITLE = 30  # characters
_DOUBT = Lazy("超标(?!断面|点位|河流|[项指因])|类别|倍数|(?<!高锰酸盐)指数|变化")
_OF_VALUES = Lazy("监测|检测|实测|浓度|数据|月报|结果|考核|对比|比较")
_COMPARED = Lazy("[及与和、/暨含附]|(?<![同环])比|本[月期]|以及")
_REMARK = Lazy(r"[(*※]*(?:备?注|说明|附注|表注|[资数][料据]来源|依据|口径|执行|评价标准:|单位)")
_NUMBER = Lazy(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|附[:]|附?表[一二三四五六七八九十\d-]*[:.、]?"
)
_IN_UNITS = Lazy(r"\((?:mg|[μu]g|ng)[^()]*\)")
_OTHER_UNIT = Lazy(r"\(?(?:单位[:为]?)?\(?(?:倍|%)\)*")  # of multiples and shares
_BRACKETS = Lazy(r"\([^()]*\)")
_DATED = Lazy(r"(?:(?:19|20)\d{2}[-年./]?)?(?:\d{1,2}月份?)?")


def said_of_columns(text: str) -> Said:
    """Return what a group's text says of the columns under it; its months are told elsewhere.

    >>> said_of_columns("监测结果（mg/L）"), said_of_columns("超标倍数"), said_of_columns("备用")
    (<Said.MONTHS: 1>, <Said.OTHERS: 2>, <Said.UNKNOWN: 3>)
    """
    plain = _UNIT.sub("", key(text))
    if is_other_time(plain) or _OTHER_UNIT.fullmatch(key(text)):
        return Said.OTHERS
    lead = _AND.match(plain)
    if lead and not _OTHER_KIND.search(lead[1]):
        return Said.MONTHS
    names = _NAMES.fullmatch(plain)
    if names and not _NO_NAMES.search(plain):
        return Said.UNKNOWN if _OTHER_KIND.search(names[1] or "") else Said.MONTHS
    if _OTHER_KIND.search(plain):
        return Said.OTHERS
    is_neutral = not _NEUTRAL.sub("", plain) and not plain.isdecimal()
    return Said.MONTHS if is_neutral else Said.UNKNOWN


def is_other_time(text: str) -> bool:
    """Say whether a group's text is of another time than the month."""
    return _OTHER_TIME.search(key(text)) is not None


def said_of_table(title: str) -> Said:
    """Return what a table's own title says of the values in it.

    >>> [said_of_table(text).name for text in ("表2 超标倍数", "监测结果及超标倍数", "超标情况")]
    ['OTHERS', 'MONTHS', 'UNKNOWN']
    """
    plain = _DATED.sub("", _NUMBER.sub("", key(without_comparisons(title))))
    if _OTHER_UNIT.fullmatch(plain):
        return Said.OTHERS
    if _REMARK.match(plain):
        return Said.MONTHS
    plain = _IN_UNITS.sub("", plain)
    forms = (plain, _BRACKETS.sub("", plain))
    if any(map(_OTHER_TITLE.fullmatch, forms)) and not _COMPARED.search(plain):
        return Said.OTHERS
    is_doubtful = len(plain) <= _LONGEST_TITLE and _DOUBT.search(plain)
    return Said.UNKNOWN if is_doubtful and not _OF_VALUES.search(plain) else Said.MONTHS


def is_other_title(text: str) -> bool:
    """Say whether a table's own title says that it holds other values than the month's."""
    return said_of_table(text) is Said.OTHERS
