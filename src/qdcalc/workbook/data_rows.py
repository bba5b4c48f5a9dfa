"""Which rows below a heading are data; the others are passed over and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.emptiness import BLANK_ROWS
from qdcalc.intake.headers import headers_of, units_named
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.rows_beside import says_undetected
from qdcalc.intake.values import number_text
from qdcalc.table.description import Table
from qdcalc.table.problems import shown
from qdcalc.table.totals import is_exact_total, is_total
from qdcalc.workbook.faults import CAPTION, ONLY_UNKNOWN, OTHER_ROW, PASSED_OVER
from qdcalc.workbook.loaded import is_blank
from qdcalc.workbook.texts import Texts
from qdcalc.workbook.titles import is_group_line

EXAMPLE = "注：示例，填写时覆盖这一行"  # what the template's own example row begins with
_SUMMARY = ("合计", "小计", "总计", "平均", "注", "说明", "制表", "填表", "审核")
# what else stands below a table: signatures, sources, remarks; only a row without any figure
_FOOTER = Lazy(
    r"[(*※—-]*(?:(?:备注|附注|附|表注|[资数][料据]来源|来源|依据|口径|填报|填制|编制|报送|上报|报出|统计"
    r"|单位|部门|科室|主管|分管|负责|经办|复核|校核|核对|审[核批定]|批准|签[字章发]|盖章|联系|电话|日期"
    r"|时间|抄送|制表|填表|主任|站长|局长)[^:]{0,12}:.*|以下(?:空白|无正文).*|第\d+页.*|共\d+页.*|(?:填报|报送)?单位\([盖公]章\).*|[—-]*完[—-]*)"
)
# the same without a colon: only where no figure stands under what is measured
_REMARK = Lazy(
    r"备注|附注|说明|日期|(?:制表|填表|审[核批定]|复核|校核|批准|签发|负责|经办|编制)人?|.{0,8}\((?:盖章|公章|签[字章])\)"
    r"|\W{1,4}(?:表示|代表|为超标|为国控|为市控|为省控).*|(?:标红|加粗|斜体|红[色字]|黄色|蓝色|阴影|下划线).{0,6}(?:为|表示|代表).*"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
)
_DAY = Lazy(r"\d{4}年\d{1,2}月\d{1,2}日")  # below a table that of a signature
# below the names: how and by what codes the indicators are measured, never a section
_METHODS = Lazy(
    r"(?:分析|检测|监测|测定)?方法(?:依据|标准|来源|名称|编号)?|(?:方法|标准)(?:编号|号)"
    r"|(?:污染物|因子|指标|项目|监测项目)?(?:编[码号]|代码|符号)|(?:计量)?单位"
)
_SIGNED = Lazy(
    r"(?:制表|填[表报]|编制|审[核批定]|[复校]核|校对|负责|批准|日期)人?:.*|\d{4}年\d{1,2}月\d{1,2}日"
    r"|第\d+页.*|共\d+页.*"
)
# the title of a group of rows, a numbered remark; only where it is the row's one text
_NUMBERED = Lazy(r"\(?[一二三四五六七八九十\d]{1,3}[、.)](?![\d.]).*|[①-⑳].*")
# rows of limits and of statistics beside the rows of sections, by what stands for the section
_STATISTIC = Lazy(
    r".*(?:标准限值|标准值|类标准|检出限|检出下限)(?:\(.*\))?|限值|(?:评价|执行|水质)?标准|最[大小高低]值"
    r"|(?:超标|达标|检出)率(?:\(?%\)?)?|(?:最大)?超标倍数|样本数|样品数|监测次数|标准偏?差|中位数"
)
# what a column that is not read says of its row: of another time, or reckoned
_OTHER_ROW = Lazy(
    r"(?:上个?月|上期|上次|前次|去年同[期月]|上年同[期月]|去年|上年|同期|同比|环比|累计|超标倍数|倍数"
    r"|单项指数|污染指数|水质类别|单项类别|平行样|空白样?|质控样?|加标回收率?)(?:值|数据|结果|浓度)?"
)
# what else names no section in a key's column, where no number of one stands beside it
_NO_SECTION = Lazy(
    r".{0,8}(?:均值|平均值?|限值)|样[品本](?:数量?|个数)|(?:地表水|gb3838(?:-\d{4})?)?劣?(?:i{1,3}|iv|v)类(?:水质?)?(?:标准|目标)?"
    r"|标准\(.*\)|目标值?|(?:上个?月|去年|上年|同[比期]|环比|累计|变化).{0,4}|变幅|极差|中位[值数]|方差|(?:超标|达标)?断面[个总]?数"
    r"|\d{1,2}%分位数?"
)
# what names no sample of the section where samples are told apart, nor a depth or a side of it
_NO_SAMPLE = Lazy(
    r"(?:全程序|运输|现场|实验室|样品|设备|淋洗|试剂)?空白(?:样品?)?\d*|(?:(?:现场|实验室|室内|密码)?平行|质控|加标|标准)双?(?:样品?)?\d*"
    r"|.{0,8}对照(?:点|断面|样品?)?"
)
# the mean beside what it is the mean of
_MEAN = Lazy(r"(?:月|日|断面|垂线)?(?:均值|平均值?)|合计|小计|总计")
_LETTERS = "甲乙丙丁戊己庚辛壬癸"
_FEWEST = 3  # columns that a row numbers
Say = Callable[..., None]


class Needed:
    """The columns (from 0) that a row of data must have filled."""

    def __init__(self, table: Table, columns: Mapping[str, int]) -> None:
        self.every = [
            columns[c.name] for c in table.columns
            if c.is_required and not c.kind.takes_blank and c.name in columns
        ]  # fmt: skip
        self.any_of = [
            [columns[name] for name in choice]
            for choice in table.alternatives
            if columns.keys() >= set(choice)
        ]
        times = {columns[c.name] for c in table.columns if c.kind.is_time and c.name in columns}
        amounts = {columns[c.name] for c in table.columns if c.kind.is_amount and c.name in columns}
        self._times, self._measured = times, times | amounts
        source = table.month_source
        self._is_loose = source is not None and source.column not in columns
        self.dated = columns.get(source.dated, -1) if source is not None else -1
        self.month = columns.get(source.column, -1) if source is not None else -1
        self._headers = headers_of(table)
        self._values = {
            number: name for name, number in columns.items()
            if self._headers.has_values([self._headers.table.column(name)])
        }  # fmt: skip
        chosen = {name for names in table.alternatives for name in names}
        self.naming = [
            columns[c.name] for c in table.columns
            if c.name in columns and table.measured is not None
            and (c.is_required or c.name in chosen) and not c.kind.is_time
        ]  # fmt: skip
        apart = {*self.naming, self.month, columns.get(VERSION.name, -1)}
        by = (columns.get(name, -1) for name in (table.long.by if table.long else ()))
        self.samples = [number for number in by if number >= 0 and number not in apart]
        self._all = {*self.every, *(number for numbers in self.any_of for number in numbers)}

    def has_figure(self, cells: npt.NDArray[Any]) -> bool:
        """Say whether any measured column of a row holds a figure, a mark's included."""
        return any(char.isdigit() for n in self._values for char in str(cells[n]))

    def names_key(self, text: str) -> bool:
        """Say whether a text names a column that the table needs."""
        return self._headers.is_needed(text)

    def are_lines(self, body: npt.NDArray[Any], found: Bools) -> Bools:
        """Of rows that a key's name leads, find those that name a group of sections: 市控断面."""
        for row in np.flatnonzero(found).tolist():
            is_bare = all(is_blank(body[row, n]) for n in self._values)
            found[row] = (bool(self.naming) and is_bare) or is_group_line(body[row], self._headers)
        return found

    def names_itself(self, cells: npt.NDArray[Any]) -> bool:
        """Say whether all that a row holds are second names of the columns above: NH3-N, TP."""
        filled = [n for n, cell in enumerate(cells) if not is_blank(cell)]
        if not filled or not self._values.keys() >= set(filled):
            return False
        found = [self._headers.match(cells[n]) if _is_words(cells[n]) else None for n in filled]
        return all(
            match is not None and match.column.name == self._values[n] and not match.unit
            and not match.unknown_unit
            for n, match in zip(filled, found, strict=True)
        )  # fmt: skip

    def are_filled(self, cells: npt.NDArray[Any], lead: int) -> bool:
        """Say whether a row whose first filled cell reads like a total's is data all the same.

        A merged 合计 fills the columns that it spans: that is no data, nor is a text where a number
        belongs.
        """
        is_day = lead in self._times and _DAY.fullmatch(key(cells[lead])) is not None
        if lead in self._measured and not is_day:
            return False
        if all(is_blank(cell) or _is_alike(cell, cells[lead]) for cell in cells):
            return False
        is_sum = is_total(cells[lead])
        if self._is_loose and is_exact_total(cells[lead]):
            return False
        same = [_is_alike(cells[n], cells[lead]) for n in self.every if n != lead]
        if is_sum and (any(same) or lead not in self._all):
            return False
        if same and all(same):
            return False
        filled = [not is_blank(cell) for cell in cells]
        chosen = not self.any_of or any(all(filled[n] for n in c) for c in self.any_of)
        return chosen and all(filled[n] for n in self.every)


def _is_alike(cell: Any, lead: Any) -> bool:
    return isinstance(cell, str) and key(cell) == key(lead)


class Rows:
    """The rows of one block of a sheet: ``first`` is its first row below the heading.

    ``filled`` says which cells hold something, ``texts`` are those of the sheet with the codes of
    these rows; ``known`` are the columns recognised.
    """

    def __init__(
        self,
        body: npt.NDArray[Any],
        filled: Bools,
        texts: tuple[Texts, npt.NDArray[np.int32]],
        first: int,
        known: list[int],
        needed: Needed,
        say: Say,
    ) -> None:
        self._body, self._first, self._say = body, first, say
        self._texts, self._codes = texts
        self._known, self._needed, self._filled = known, needed, filled
        self.has_any: Bools = np.array(filled.any(axis=1), dtype=bool)

    def data(self, passed: Bools) -> Ints:
        """Return the rows of data (of the sheet); ``passed`` marks those already accounted for."""
        has_any, first = self.has_any & ~passed, self._first
        rows = np.flatnonzero(has_any)
        if not rows.size:
            return rows
        blank = np.flatnonzero(~self.has_any[: rows[-1]]) + first + 1
        if blank.size:
            self._say(BLANK_ROWS, rows=row_numbers(blank))
        lead_at = self._filled.argmax(axis=1)
        lead = self._body[np.arange(len(self._body)), lead_at]
        leads = self._codes[np.arange(len(self._body)), lead_at]
        summary = has_any & self._texts.passing(_is_summary, leads)
        examples = has_any & self._texts.passing(_is_example, leads)
        for row in np.flatnonzero(summary & ~examples).tolist():
            cells = self._body[row]
            if self._needed.are_filled(cells, int(lead_at[row])) and not _is_signed(cells):
                summary[row] = False
        for number in self._needed.naming:
            summary |= has_any & self._that(_is_statistic, number)
        summary |= has_any & self._is_no_section()
        summary |= has_any & ~summary & self._is_footer(lead, lead_at, leads)
        summary[rows[0]] |= self._is_numbering(int(rows[0]))
        lines = self._texts.passing(self._needed.names_key, leads)
        captions = (
            has_any & ~summary & (self._is_caption() | self._needed.are_lines(self._body, lines))
        )
        others = self._others(has_any & ~summary & ~captions)
        has_any = has_any & ~others
        unknown = has_any & ~summary & ~self._filled[:, self._known].any(axis=1)
        for row in np.flatnonzero((summary & ~examples) | captions | unknown).tolist():
            column = self._telling(self._body[row], int(lead_at[row]))
            text = shown(self._body[row, column])
            fault = PASSED_OVER if summary[row] else CAPTION if captions[row] else ONLY_UNKNOWN
            self._say(
                fault, first + row, column,
                row=first + row + 1, rows=f"第 {first + row + 1} 行", text=text[:20],
            )  # fmt: skip
        return np.flatnonzero(has_any & ~summary & ~captions & ~unknown) + first

    def _telling(self, cells: npt.NDArray[Any], lead: int) -> int:
        """Return the column of a row's word that says why it is no data, or its first one."""
        columns = (*self._needed.naming, self._needed.month)
        told = (n for n in columns if n >= 0 and _is_words(cells[n]) and _is_no_section(cells[n]))
        return next(told, lead)

    def _is_no_section(self) -> Bools:
        """Find rows whose keys are words of methods or statistics, or repeat the heading."""
        found, naming = np.zeros(len(self._body), dtype=bool), self._needed.naming
        if not naming:
            return found
        for number in naming:
            found |= self._that(_is_no_section, number)
        for row in np.flatnonzero(found).tolist():
            found[row] = not any(_is_code(cell) for cell in self._body[row, naming])
        if self._needed.month >= 0:
            found |= self._that(_is_no_section, self._needed.month)
        blank = ~self._filled[:, naming].any(axis=1) & self.has_any
        for row in np.flatnonzero(blank).tolist():
            found[row] |= self._needed.names_itself(self._body[row])
        return found

    def _others(self, rows: Bools) -> Bools:
        """Find and name the rows of which a column that is no key says that they are others'."""
        found = np.zeros(len(rows), dtype=bool)
        samples = self._needed.samples
        read = [number for number in self._known if number not in (self._needed.dated, *samples)]
        unread = np.setdiff1d(np.arange(self._body.shape[1]), read)
        for number in unread.tolist() if self._needed.naming else ():
            left = rows & ~found
            own = left & self._that(_is_of_others, number)
            if number in samples:
                own |= left & self._that(_is_no_sample, number)
                means = left & self._that(_is_mean, number)
                own |= means if (left & self._filled[:, number] & ~own & ~means).any() else False
            found |= own
            for row in np.flatnonzero(own).tolist():
                text = shown(self._body[row, number])
                self._say(
                    OTHER_ROW, self._first + row, number, row=self._first + row + 1, text=text
                )
        return found

    def _is_numbering(self, row: int) -> bool:
        """Say whether a row numbers the columns: 栏次, 甲 乙 丙 1 2 3."""
        texts = [_number_or_text(cell) for cell in self._body[row] if not is_blank(cell)]
        if texts and texts[0] in ("栏次", "列次"):
            texts = texts[1:]
        letters = "".join(text for text in texts if text in _LETTERS)
        counted = [str(number + 1) for number in range(len(texts) - len(letters))]
        same = texts[len(letters) :] == counted and _LETTERS.startswith(letters)
        return same and len(texts) >= _FEWEST

    def _is_footer(
        self, lead: npt.NDArray[Any], lead_at: Ints, leads: npt.NDArray[np.int32]
    ) -> Bools:
        """Find rows of texts that begin like a signature or a remark and lack what a row needs."""
        found = self._texts.passing(_begins_footer, leads)
        for row in np.flatnonzero(found).tolist():
            cells = self._body[row]
            filled = [cell for cell in cells if not is_blank(cell)]
            is_one = len(set(map(str, filled))) == 1
            found[row] = all(map(_is_words, filled)) and (is_one or not _is_numbered(lead[row]))
            is_data = self._needed.are_filled(cells, int(lead_at[row]))
            is_bare = bool(self._needed.naming) and not self._needed.has_figure(cells)
            is_bare &= not _is_numbered(lead[row])
            found[row] &= _is_signed(cells) or not is_data or is_bare
        return np.array(found, dtype=bool)

    def _is_caption(self) -> Bools:
        """Find rows that are one text merged over the columns, such as a second block's title."""
        if len(self._known) < 3:
            return np.zeros(len(self._body), dtype=bool)
        first, *others = self._known
        same = np.flatnonzero(self._filled[:, first] & self._that(_is_words, first))
        for number in others:
            same = same[self._codes[same, number] == self._codes[same, first]]
        found = np.zeros(len(self._body), dtype=bool)
        found[same] = True
        return found

    def _that(self, test: Callable[[str], bool], number: int) -> Bools:
        """Say which cells of a column are texts that pass a test."""
        return self._texts.passing(test, self._codes[:, number])


def _is_words(cell: Any) -> bool:
    return isinstance(cell, str) and number_text(cell) is None


def _is_summary(cell: str) -> bool:
    return key(cell).startswith(_SUMMARY) or is_total(cell)


def is_summary(cell: Any) -> bool:
    """Say whether a cell names a row that sums others up: 合计, 平均值, 最大值, 标准限值."""
    return isinstance(cell, str) and (_is_summary(cell) or _is_statistic(cell))


def _is_statistic(cell: str) -> bool:
    return _STATISTIC.fullmatch(key(cell)) is not None


def _is_no_section(cell: str) -> bool:
    return any(p.fullmatch(key(cell)) for p in (_METHODS, _NO_SECTION, _STATISTIC, _OTHER_ROW))


def _is_code(cell: Any) -> bool:
    """Say whether a cell holds the number of a section, perhaps as a text."""
    return not is_blank(cell) and key(cell).replace(".", "").isdigit()


def _is_of_others(cell: str) -> bool:
    if says_undetected(cell):
        return False
    return _is_statistic(cell) or _OTHER_ROW.fullmatch(key(cell)) is not None


def _is_no_sample(cell: str) -> bool:
    return _NO_SAMPLE.fullmatch(key(cell)) is not None


def _is_mean(cell: str) -> bool:
    return _MEAN.fullmatch(key(cell)) is not None


def _number_or_text(cell: Any) -> str:
    """Return a cell's text; a whole number, perhaps in brackets, as its figures."""
    return f"{cell:g}" if isinstance(cell, (int, float)) else key(cell).strip("()")


def _is_numbered(cell: Any) -> bool:
    return isinstance(cell, str) and _NUMBERED.fullmatch(normal(cell)) is not None


def _begins_footer(cell: str) -> bool:
    """Say whether a text is one that stands below a table; a unit is never passed over so."""
    is_footer = any(pattern.fullmatch(key(cell)) for pattern in (_FOOTER, _REMARK))
    return (is_footer or _is_numbered(cell)) and not units_named(cell)


def _is_signed(cells: npt.NDArray[Any]) -> bool:
    """Say whether all that a row holds are signatures, such as 制表：张三, or numbers of pages."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return all(isinstance(cell, str) and _SIGNED.fullmatch(key(cell)) for cell in filled)


def _is_example(cell: str) -> bool:
    return key(cell).startswith(key(EXAMPLE))


def row_numbers(rows: Ints, most: int = 12) -> str:
    """Return row numbers in words, the first ones in full."""
    text = "、".join(str(row) for row in rows[:most].tolist())
    return f"{text} 等 {len(rows)} 行" if len(rows) > most else f"{text} 行"
