"""Years and months written in words or shortened: 二〇一八年十一月, 18年11月."""

from __future__ import annotations

import re

from qdcalc.exact.patterns import Lazy

_NUMERALS = dict(zip("〇零○◯0Oo一二三四五六七八九", "0000000123456789", strict=True))
_SHORT_YEAR = Lazy(r"(?<![\d第.])([12]\d)(?=年(?:1[0-2]|0?[1-9])月)")  # 18年11月
_CHINESE_YEAR = Lazy(r"([二一][〇零○◯0Oo九][〇零○◯0Oo一二三四五六七八九]{2})年")
_IN_WORDS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CHINESE_MONTH = Lazy(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])月")


def years_in_figures(text: str) -> str:
    """Return a text with its years in four figures: 二〇一八年 and 18年11月 as 2018年."""
    text = _CHINESE_YEAR.sub(lambda m: "".join(map(_NUMERALS.__getitem__, m[1])) + "年", text)
    return _SHORT_YEAR.sub(r"20\1", text)


def months_in_figures(text: str) -> str:
    """Return a text with its months in figures: 十一月 as 11月."""
    return _CHINESE_MONTH.sub(lambda m: f"{month_number(m[1])}月", text)


def month_number(text: str) -> int | None:
    """Return the number of a month written without its year: 11, 11月, 11月份, 十一; else None."""
    text = re.sub(r"月份?$", "", text.strip())
    if re.fullmatch(r"\d{1,2}(?:\.0+)?", text):
        number = int(text.partition(".")[0])
        return number if 1 <= number <= 12 else None
    return _IN_WORDS.index(text) + 1 if text in _IN_WORDS else None
