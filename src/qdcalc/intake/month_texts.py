"""Months that a title, a sheet's or a file's name tells, and what only looks like one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qdcalc.exact import months
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import without_unseen
from qdcalc.intake.day_spans import JOINT, several_days
from qdcalc.intake.numerals import month_number, months_in_figures, years_in_figures
from qdcalc.record import record

_NUMBER = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?<![\d.])((?:19|20)\d{2})"
_DAY = r"(?![-/._]?\d|月?\d{1,2}日)"
_NO_DAY = r"(?!\d{1,2}(?![\d年月个]))"  # 10月11月 are two months, 11月28个断面 has no day
_FULL = Lazy(
    rf"{_YEAR}(?:年({_NUMBER})月{_NO_DAY}|[-/_]({_NUMBER}){_DAY}|\.(1[0-2]|0[1-9]){_DAY})"
    rf"|(?<![-—–/])(?<![\d.])((?:19|20)\d{{2}}) ({_NUMBER})月{_NO_DAY}"
)
_COMPACT = Lazy(rf"{_YEAR}(1[0-2]|0[1-9])(?!\d|[-/.]\d)")
_DATE = (
    r"(?<!\d)(?:(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}(?:[日号]|(?![\d年月个]))"
    r"|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|_\d{1,2}_\d{1,2})(?!\d)"
    r"|(?:19|20)\d{2}(?:1[0-2]|0[1-9])(?:[0-2]\d|3[01])(?!\d)|\d{1,2}月\d{1,2}[日号])"
)
_DATES = Lazy(
    rf"{_DATE}(?:{JOINT}(?:{_DATE}|\d{{1,2}}[日号]|\d{{1,2}}[月./]\d{{1,2}}(?!\d)[日号]?))*"
)
# the days on which samples were taken tell the month, those of a report or its printing do not
_SAMPLED = Lazy(r"(?:采样|监测|取样|检测)(?:日期|时间|日)[:为]? ?$")
_SAMPLED_THEN = Lazy(
    r" ?(?:[采取]样(?=$|[\s),。;的]|结果|数据|情况|记录|监测|检测|分析)|监测(?:结果|数据|值))"
)
_LABEL = (
    r"(?:(?<!采样|监测|取样|检测|数据|统计|评价|考核|核算|所属)日期|(?:制表|打印|发布|报告|填报|编制|审核|下载|更新|报送|上报|签发|出具|印发|导出|生成|提交|填表"
    r"|复核|批准|校核|审定|制作|公布|印制|查询|公示|整理|修订)(?:日期|时间|于)|更新[至到]"
    r"|(?:付款|支付|拨付|资金结算)(?:日期|时间|月份|于)"
    r"|(?:打印|下载|更新|导出|上报|报送)日?|有效期[至到]?)[:为是_]? ?"
)
_SOME_MONTH = (
    rf"(?:(?:19|20)\d{{2}}(?:年(?:{_NUMBER}月份?)?|[-/._]{_NUMBER}(?!\d)|(?:1[0-2]|0[1-9])(?!\d))"
    rf"|(?<!\d){_NUMBER}月)"
)
_REPORTED = Lazy(
    rf"{_LABEL}{_SOME_MONTH}|(?<!\d){_SOME_MONTH}份?(?: ?(?:制表|打印|印发|印制|编制|刊[印发]?"
    r"|制|(?:第\d+)?版|填报|统计|汇总|出具|审核|整理|修订|付款|支付|导出|下载)(?![^\s),;。])"
    r"|[发公]布|上报|报送)"
)
_LABEL_ALONE = Lazy(rf"(?:{_LABEL}|{_SAMPLED.pattern[:-1]})$")
_TO = r"[-~、至到和及,—–]+"
_TO_OR_AND = r"[-~、至到和及与,—–_&+/]+"
_SPAN = Lazy(
    rf"(?:{_YEAR}年)?(?<!\d){_NUMBER}月(?:份)?{_TO_OR_AND}(?:(?:19|20)\d{{2}}年)?{_NUMBER}月"
    rf"|{_YEAR}年{_NUMBER}(?:{_TO_OR_AND}| )(?:(?:19|20)\d{{2}}年)?{_NUMBER}月"
    rf"|(?<![\d.年]){_NUMBER}{_TO}{_NUMBER}月"
    rf"|{_YEAR}[-/.]{_NUMBER}[~至到—–]+(?:(?:19|20)\d{{2}}[-/.])?{_NUMBER}(?!\d)"
    rf"|{_YEAR}[-/._]{_NUMBER}{_TO_OR_AND}(?:19|20)\d{{2}}[-/._]{_NUMBER}(?!\d)"
    rf"|{_YEAR}(?:1[0-2]|0[1-9]){_TO_OR_AND}(?:19|20)\d{{2}}(?:1[0-2]|0[1-9])(?!\d)"
    r"|(?:(?:19|20)\d{2}年)?前[\d一二三四五六七八九十]{1,2}个?月"
    rf"|(?:截[止至]到?)? ?(?:(?:19|20)\d{{2}}年)?(?<!\d)(?:{_NUMBER}月份?)?[平均值]{{0,4}}累[计积]"
    rf"|截[止至]到? ?(?:(?:19|20)\d{{2}}年)?(?<!\d){_NUMBER}月(?!\d)"
    r"|(?:(?:19|20)\d{2}年)?(?:第?[一二三四1-4]季度|[上下]半年|全年|年均)|第?(?<!\d)\d{1,2}周(?!期)"
    r"|[上中下]旬(?![采取]样|监测)|[上下]半月|周报|旬报|日报|季报|年报"
)
_BARE = Lazy(rf"(?<![\d.年-])({_NUMBER})月{_NO_DAY}")
_YEAR_ALONE = Lazy(r"(?<![\d.~/至—–-])((?:19|20)\d{2})年(?!度)")
_NUMERAL = "十[一二]?|[一二三四五六七八九]"
_CHINESE_SPAN = Lazy(
    rf"(年)?(?<![\d.一二三四五六七八九十第])({_NUMERAL}|\d{{1,2}})([-~、至到和及与,—–]+)({_NUMERAL}|\d{{1,2}})月"
)
_YEAR_OF = Lazy(r"(?<![-–—/至~]\d{4})(?<=\d{4})年度 ?(?=\d{1,2}月)")
_SHORTEST_MONTH = 28
# another time than the month's, and what only says that the month is compared with it
_OTHER = (
    r"(?:(?<!以)(?<!海)(?<!水)(?<!网)上一?个?(?:月|期|年度?|季度?|周|(?<=[一个])旬)(?!半|报|[\d一二三四])|去年|前年|往年|历年"
    r"|(?<![与同])同[期月](?!监测|采样|开展|比))(?:同[期月])?"
)
_OTHER_TIME = Lazy(_OTHER)
_TIME = rf"(?:{_OTHER}\(?{_SOME_MONTH}?份?\)?|\(?{_SOME_MONTH}份?\)?)"
_COMPARED = Lazy(
    rf"(?:相?较于?|(?<!占)比|对比|相比于?|同比|环比|对照)[:为]?{_TIME}(?:相比|比较|对比)?"
    rf"|(?<![月份\d])[与和同及跟]{_TIME}的?[水质数据结果情况]{{0,4}}(?:相比|比较|对比|对照|相较|变化)"
    rf"|[与和同及跟]?{_OTHER}\(?{_SOME_MONTH}?份?\)?的?[水质数据结果情况]{{0,4}}(?:相比|比较|对比|对照|相较|变化)"
)
# what is said beside a month: its quarter, and that another time's values are there to compare
_QUARTER = r"第?([一二三四1-4])季度"
_MONTH_OF_QUARTER = Lazy(
    rf"(?<=年){_QUARTER}(?=\(?({_NUMBER})月(?!\d))|(?<![-~、至到和及与,—–_&+/\d])({_NUMBER})月份?\({_QUARTER}\)"
)
_ASIDE = Lazy(
    rf"(?<=月)((?:份|水质|月报|监测|结果|数据|报告|情况|[简通]报|表)*)\((?:(?:内?含|[另并]?附|包[含括])有?[^()]{{0,4}}{_OTHER}[^()累至]{{0,20}}"
    rf"|[^()]{{0,8}}{_OTHER}[^()]{{0,12}}(?:对比|对照|比较|相比)[^()]{{0,4}})\)"
)
_LONGEST_TITLE = 40  # characters; a longer text is a report's, of many times
# blanks inside a date or a word part nothing: 2018 年 11 月, 制 表; those between figures do
_IDLE_BLANK = Lazy(
    r"(?<=[\d年月]) (?=[年月日号周季旬个])|(?<=[第前年]) (?=\d)|(?<=月) (?=\d{1,2} ?[日号])"
    r"|(?<=[\u4e00-\u9fff〇○◯]) (?=[\u4e00-\u9fff〇○◯])"
    r"| (?=[-~、至到和及与,—–_&+/:])|(?<=[-~、至到和及与,—–_&+/:]) |(?<=\d{4}\.) (?=\d)"
)


@record
class Told:
    """What a text tells of a time, as it is written.

    ``month`` since 1970-01, or only its ``number`` or its ``year``; ``is_span`` says that it is
    several months or another part of a year, ``is_other`` that it is not this month (上年同期).
    """

    text: str
    month: int | None = None
    number: int | None = None
    year: int | None = None
    is_span: bool = False
    is_other: bool = False


def told(text: str) -> list[Told]:
    """Return what a text tells of a time; the days of reports and their printing tell nothing.

    >>> [t.month for t in told("青岛市2018年11月水质月报")], [t.is_span for t in told("1-11月")]
    ([586], [True])
    """
    plain = without_comparisons(text)
    found: list[Told] = []

    def take(pattern: Lazy[str], rest: str) -> tuple[list[re.Match[str]], str]:
        matches = list(pattern.finditer(rest))
        return matches, pattern.sub(lambda m: "\n" * len(m[0]), rest)

    if len(plain) <= _LONGEST_TITLE:
        found += [Told(match[0], is_other=True) for match in _OTHER_TIME.finditer(plain)]
    dates, plain_left = take(_DATES, plain)
    found += [t for match in dates if (t := _of_days(match, plain)) is not None]
    _, plain_left = take(_REPORTED, plain_left)
    spans, plain_left = take(_SPAN, plain_left)
    found += [Told(match[0], is_span=True) for match in spans]
    for pattern in (_FULL, _COMPACT):
        full, plain_left = take(pattern, plain_left)
        for match in full:
            year, number = filter(None, match.groups())
            found.append(Told(match[0], months.month(int(year), int(number))))
    bare, plain_left = take(_BARE, plain_left)
    found += [Told(match[0], number=int(match[1])) for match in bare]
    years, _ = take(_YEAR_ALONE, plain_left)
    return found + [Told(match[0], year=int(match[1])) for match in years]


def compares(text: str) -> bool:
    """Say whether a text compares with another time: 较上月, 与2017年11月相比."""
    return _COMPARED.search(_plain(text)) is not None


def without_comparisons(text: str) -> str:
    """Return a text as it is searched for times, without those that it only compares with."""
    plain = _MONTH_OF_QUARTER.sub(_without_quarter, _plain(text))
    return _COMPARED.sub("\n", _ASIDE.sub(r"\1", plain))


def _without_quarter(match: re.Match[str]) -> str:
    """Return a month without the quarter that it lies in; another's stays."""
    before, inside, month, after = match.groups()
    number, quarter = int(inside or month), before or after
    which = "一二三四".find(quarter) + 1 or int(quarter)
    if (number + 2) // 3 != which:
        return match[0]
    return f"{month}月" if month else ""


def day_in(text: str) -> str:
    """Return the first day that a text names, nothing where it names none."""
    found = _DATES.search(_plain(text))
    return found[0] if found else ""


def made_in(text: str) -> str:
    """Return when a text says that it was made, published or paid, nothing where it does not."""
    found = _REPORTED.search(_DATES.sub("\n", _plain(text)))
    return found[0] if found else ""


def _of_days(match: re.Match[str], text: str) -> Told | None:
    """Return the month of days: those that a text calls the samples', or a whole month's."""
    before = text[: match.start()]
    is_labelled = _LABEL_ALONE.search(before) is not None
    is_sampled = _SAMPLED.search(before) is not None
    is_sampled |= not is_labelled and _SAMPLED_THEN.match(text, match.end()) is not None
    several = several_days(match[0])
    if several is None:
        return _of_day(match[0]) if is_sampled else None
    first, last = several
    is_one = (first.year, first.month) == (last.year, last.month)
    is_whole = is_one and first.day == 1 and last.day >= _SHORTEST_MONTH
    if not is_sampled and (not is_whole or is_labelled):
        return None
    return (
        Told(match[0], months.month(first.year, first.month))
        if is_one
        else Told(match[0], is_span=True)
    )


def label_of(text: str) -> str:
    """Return what names a day at a text's end, 制表日期： or 采样日期：, else nothing."""
    found = _LABEL_ALONE.search(_plain(text))
    return found[0] if found else ""


def _plain(text: str) -> str:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", without_unseen(text))).strip()
    plain = _YEAR_OF.sub("年", _IDLE_BLANK.sub("", plain))
    return months_in_figures(_CHINESE_SPAN.sub(_in_figures, years_in_figures(plain)))


def _in_figures(match: re.Match[str]) -> str:
    """Return 十至十一月 as 10至11月; 二、十一月 are a section's number and a month."""
    first, last = month_number(match[2]), month_number(match[4])
    if first is None or last is None:
        return match[0]
    is_list = match[1] or match[3] not in ("、", ",") or last == first + 1
    return f"{match[1] or ''}{first}{match[3]}{last}月" if is_list else match[0]


def _of_day(text: str) -> Told | None:
    """Return the month of one day, or its number where the year is not written."""
    figures = re.findall(r"\d+", text)
    if len(figures) == 1 and len(figures[0]) == 8:
        figures = [figures[0][:4], figures[0][4:6]]
    if len(figures[0]) != 4:
        number = month_number(figures[0])
        return None if number is None else Told(text, number=number)
    if not 1 <= int(figures[1]) <= 12:
        return None
    return Told(text, months.month(int(figures[0]), int(figures[1])))


def one(tolds: Iterable[Told]) -> tuple[list[Told], list[Told]]:
    """Return the months of several texts, whole ones first, and what stands against them.

    A number and a year that stand apart make one month. Nothing stands against a month that all
    texts agree on.
    """
    every = list(tolds)
    spans = [t for t in every if t.is_span]
    whole = [t for t in every if t.month is not None]
    bare = [t for t in every if t.number is not None]
    years = [t for t in every if t.year is not None]
    if not whole and bare and years:
        made = [
            Told(f"{y.text}{b.text}", months.month(y.year, b.number))
            for y in years for b in bare if y.year is not None and b.number is not None
        ]  # fmt: skip
        return _distinct(made), spans
    numbers = {months.number_of(t.month) for t in whole if t.month is not None}
    against = [b for b in bare if whole and b.number not in numbers]
    return _distinct([*whole, *against]), spans


def _distinct(tolds: list[Told]) -> list[Told]:
    return list({(t.month, t.number): t for t in reversed(tolds)}.values())[::-1]
