"""The office that issues documents: its name, number and contact, read from 单位设置.toml.

Every key of the file is used or refused, as in a policy file. The names of the districts in full
stand in our own ``office.toml``, the same that ``demo`` leaves to be filled in.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from importlib import resources
from pathlib import Path
from typing import Any

from qdcalc.errors import PolicyError
from qdcalc.exact.patterns import Lazy
from qdcalc.files.plain import told
from qdcalc.notice.shapes import short
from qdcalc.notice.toml_text import Lines, read_policy_text
from qdcalc.record import record

FILE_NAME = "单位设置.toml"
NAME_TO_FILL = "（单位名称）"
FONT_PLACES = ("正文", "标题", "一级标题", "二级标题", "表格")
_LONGEST = 120  # characters of a text
_MOST_COPIES = 50
_WHAT = "单位设置文件"
_FULL_NAMES, _FONTS = "区市全称", "字体"
_FIELDS = {
    "单位名称": "name",
    "文号": "number",
    "联系人": "contact",
    "抄送": "copies",
    "复核受理": "review_place",
    "复核截止": "review_until",
    "模板": "template",
}
_DAY = Lazy(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ENDINGS = Lazy("(人民政府|管委会?|管理委员会)$")


@record
class Office:
    """Who issues a document; an empty text is not written.

    Parameters
    ----------
    name, number, contact, copies : str
        单位名称, 文号, 联系人, 抄送.
    review_place, review_until : str
        Where a written objection is handed in, and until when.
    full_names : mapping
        Short name of a district → its government's name in full.
    fonts : mapping
        Fonts in place of ours by their place.
    template : Path or None
        A .docx with placeholders in place of ours.
    """

    name: str = ""
    number: str = ""
    contact: str = ""
    copies: str = ""
    review_place: str = ""
    review_until: str = ""
    full_names: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)
    template: Path | None = None

    def government(self, district: str) -> str:
        """Return a district's government in full: 市北区人民政府."""
        return self.full_names.get(district, district)

    def area(self, district: str) -> str:
        """Return a district as documents write it: 市北区, 青岛高新区."""
        return _ENDINGS.sub("", self.government(district))

    def areas(self, districts: str) -> str:
        """Return several districts, divided by 、, as documents write them."""
        return "、".join(map(self.area, districts.split("、")))


def office_text() -> str:
    """Return the file to be filled in."""
    return resources.files("qdcalc.document").joinpath("office.toml").read_text(encoding="utf-8")


@functools.cache
def default_office() -> Office:
    """Return the office of which nothing is known but the districts' names in full."""
    return Office(full_names=tomllib.loads(office_text())[_FULL_NAMES])


def read_office(path: Path, districts: Iterable[str] = ()) -> Office:
    """Read 单位设置.toml.

    Parameters
    ----------
    path : Path
    districts : iterable of str
        Short names of districts that may have a full name beside ours: those of a policy file.

    Raises
    ------
    PolicyError
        It can't be read, or something in it is not known; every fault is named with its line.
    """
    _, data, lines = read_policy_text(path, _WHAT)
    reader = _Reader(path, lines)
    texts = {_FIELDS[key]: reader.value(key, value) for key, value in data.items()
             if key in _FIELDS}  # fmt: skip
    tables = {key: reader.table(key, data.get(key, {})) for key in (_FULL_NAMES, _FONTS)}
    reader.unknown(data, (*_FIELDS, _FULL_NAMES, _FONTS), ())
    reader.unknown(tables[_FONTS], FONT_PLACES, (_FONTS,))
    known = tuple(dict.fromkeys((*default_office().full_names, *districts)))
    reader.unknown(tables[_FULL_NAMES], known, (_FULL_NAMES,))
    template = texts.pop("template", "")
    if template and not (path.parent / template).is_file():
        reader.refuse(("模板",), f"没有模板文件 {told(template)}，应放在同一个文件夹里")
    if reader.faults:
        raise PolicyError(f"{_WHAT} {told(path)} 不能用：\n" + "\n".join(reader.faults[:20]))
    return Office(
        **texts,
        full_names=dict(default_office().full_names) | tables[_FULL_NAMES],
        fonts=tables[_FONTS],
        template=path.parent / template if template else None,
    )


class _Reader:
    """Takes values out of the file and keeps what is wrong with them."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self._path, self._lines = path, lines
        self.faults: list[str] = []

    def refuse(self, place: tuple[str, ...], why: str) -> None:
        """Keep a fault with the line that it stands in."""
        line = self._lines.of(place)
        where = f"第 {line} 行 " if line else ""
        self.faults.append(f"{where}“{short('.'.join(place))}”：{why}")

    def unknown(
        self, data: Mapping[str, Any], known: tuple[str, ...], above: tuple[str, ...]
    ) -> None:
        """Refuse keys that are not known."""
        for key in data:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                hint = f"（是不是 {near[0]}？）" if near else ""
                self.refuse((*above, key), f"没有这一项{hint}。可以写的有：{'、'.join(known)}")

    def value(self, key: str, value: Any) -> str:
        """Return a top-level text; a day in the way that documents write it."""
        if key == "抄送" and isinstance(value, list):
            if len(value) > _MOST_COPIES:
                self.refuse((key,), f"最多写 {_MOST_COPIES} 个单位")
            return "，".join(filter(None, (self._text((key,), v) for v in value[:_MOST_COPIES])))
        if key == "复核截止":
            return self._day(key, value)
        return self._text((key,), value)

    def table(self, key: str, value: Any) -> dict[str, str]:
        """Return the texts of a table; an empty one counts as not written."""
        if not isinstance(value, dict):
            self.refuse((key,), f'应是一节，写成 ["{key}"]，下面一行一个')
            return {}
        read = {name: self._text((key, name), text) for name, text in value.items()}
        return {name: text for name, text in read.items() if text}

    def _day(self, key: str, value: Any) -> str:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return f"{value.year}年{value.month}月{value.day}日"
        text = self._text((key,), value)
        found = _DAY.fullmatch(text)
        if text and found is None:
            self.refuse((key,), "应是一天，写成 2018-12-20")
        if found is None:
            return ""
        try:
            day = dt.date(*map(int, found.groups()))
        except ValueError:
            self.refuse((key,), f"没有 {text} 这一天")
            return ""
        return f"{day.year}年{day.month}月{day.day}日"

    def _text(self, place: tuple[str, ...], value: Any) -> str:
        why = next(_faults_of(value), "")
        if why:
            self.refuse(place, why)
            return ""
        return str(value).strip()


def _faults_of(value: Any) -> Iterator[str]:
    """Say why a value is no text of one line."""
    if not isinstance(value, str):
        yield "应是文字，写在英文双引号里"
    elif len(value) > _LONGEST:
        yield f"超过 {_LONGEST} 个字"
    elif not value.isprintable() or "{" in value or "}" in value:
        yield "里面有换行、花括号或看不见的字符"
