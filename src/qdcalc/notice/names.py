"""The sheet 名称对照: the names that a user's own tables use, and the standard ones they mean."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.headers import BRACKETS, SEVERAL, headers_of
from qdcalc.record import record
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import ERROR, MINOR, NOTICE, WARNING, Fault, Problem, Problems

if TYPE_CHECKING:
    from qdcalc.intake.raw import RawTable
    from qdcalc.intake.table_data import TableData
    from qdcalc.notice.description import Calculation, Named, Spelled
    from qdcalc.notice.policy import Policy

UNKNOWN_STANDARD = Fault(
    "N01", ERROR, "标准名称“{value}”不认识{hint}", "请填规定的列名、指标，或名单、清单中的名称"
)
TWO_STANDARDS = Fault(
    "N02", ERROR, "“{written}”已对照为“{first}”（{place}），这里又写成“{standard}”", "请只保留一行"
)
IS_STANDARD = Fault(
    "N03", ERROR, "“{written}”本身就是{kind}“{known}”，不能再对照为“{standard}”", "请删除这一行"
)
UNKNOWN_KIND = Fault("N04", ERROR, "没有种类“{value}”", "请填下列之一，或留空：{known}")
SEVERAL_KINDS = Fault(
    "N05", ERROR, "“{value}”既是{one}的名称，也是{other}的名称，不知道对照哪一种", "请填种类"
)
NOT_DECIDED = Fault(
    "N06",
    WARNING,
    "“{written}”没有填标准名称，这一行没有采用",
    "需要对照时请填标准名称；不需要的可以不管",
    weight=NOTICE,
)
READ_AS = Fault(
    "N07",
    WARNING,
    "{kind}“{written}”按名称对照读作“{standard}”（{count} 处）",
    "请核对它们确是同一个；不是时改正或删除这一行",
    weight=MINOR,
)
BESIDE = Fault(
    "N08",
    WARNING,
    "用了输入旁边的 {name}",
    "它不是为这份输入准备的时，请移开它再运行",
    weight=MINOR,
)

JOINT = "·"  # between the parts of a name: 墨水河·入海口
COLUMN, INDICATOR = "列名", "指标"
_SAME_KIND = {INDICATOR: COLUMN}  # an indicator is a column, or a text in a long table
KIND = Column("kind", "种类", sentence="断面、区市、列名或指标等；只有一种可能时可以不填")
NAMES = Table(
    "names",
    "名称对照",
    (
        KIND,
        Column("written", "表中名称", is_required=True, sentence="您的表里写的名称"),
        Column("standard", "标准名称", sentence="它的规定名称：列名、指标，或名单、清单中的名称"),
        Column("near", "可能是", sentence="程序找到的相近名称，供参考，不采用"),
        Column("place", "出现在", sentence="它在您的表里的位置"),
    ),
    sentence="您的表里的名称和规定的名称，一行一个；下个月放在输入旁边接着用",
    alternatives=(("standard",),),
)
_BRACKETED = Lazy(r"(.+?)\(([^()]*)\)")


@record
class Entry:
    """A row of 名称对照; ``position`` is its place in the sheet's data."""

    position: int
    kind: str
    written: str
    standard: str


@record
class ReadAs:
    """A name that was read as another: how often, and the cell of 名称对照 that says so."""

    kind: str
    written: str
    standard: str
    count: int
    place: str


@dataclass
class Names:
    """The rows of 名称对照 that a person has decided, on their way to the tables.

    ``columns`` are the positions of those that name columns, ``refused`` of those of them that an
    error stands against; ``used`` is what was read by them.
    """

    data: TableData | None = None
    entries: list[Entry] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    used: list[ReadAs] = field(default_factory=list)

    @staticmethod
    def of(data: TableData | None, problems: Problems) -> Names:
        """Take the rows of a sheet; one name that has two standards is refused."""
        names = Names(data)
        if data is None or not {"written", "standard"} <= set(data.frame.columns):
            return names
        frame = data.frame.reindex(columns=["kind", "written", "standard"]).astype(object)
        rows = frame.where(frame.notna(), "").itertuples(index=False)
        first: dict[tuple[str, str], Entry] = {}
        for position, (kind, written, standard) in enumerate(rows):
            entry = Entry(position, str(kind), str(written), str(standard))
            if not written:
                continue
            if not standard:
                problems.extend(names.at(NOT_DECIDED, entry, "standard"))
                continue
            before = first.setdefault((_SAME_KIND.get(kind, key(kind)), key(written)), entry)
            if before is entry:
                names.entries.append(entry)
            elif key(before.standard) != key(standard):
                problems.extend(names._two_standards(entry, before))
        return names

    def _two_standards(self, entry: Entry, before: Entry) -> list[Problem]:
        """Return the error of a name that an earlier row maps to another standard."""
        assert self.data is not None
        place = self.data.raw.place("standard", before.position)
        said = {"first": before.standard, "place": place}
        return self.at(TWO_STANDARDS, entry, "standard", **said)

    def at(self, fault: Fault, entry: Entry, column: str, **fields: object) -> list[Problem]:
        """Return a problem at a cell of the sheet."""
        assert self.data is not None
        own: dict[str, object] = {"written": entry.written, "standard": entry.standard}
        return self.data.raw.problems_at(fault, column, [entry.position], **(own | fields))

    def tables(self, tables: Iterable[Table], problems: Problems) -> tuple[Table, ...]:
        """Return the tables with the user's names of their columns among the aliases."""
        return tuple(self._with_aliases(table, problems) for table in tables)

    def _with_aliases(self, table: Table, problems: Problems) -> Table:
        headers, added = headers_of(table), dict[str, tuple[str, ...]]()
        first: dict[str, tuple[Entry, Column]] = {}
        for entry in self.entries:
            if entry.kind and not _is_of_columns(entry.kind):
                continue
            match = headers.match(entry.standard)
            if match is None or match.shift or match.unknown_unit:
                continue
            self.columns.add(entry.position)
            column, alias = match.column, _without_unit(entry.written, match.column, headers.units)
            own = headers.match(alias)
            before, taken = first.setdefault(alias, (entry, column))
            if own is not None and own.column != column:
                known = {"kind": COLUMN, "known": own.column.label}
                problems.extend(self.at(IS_STANDARD, entry, "written", **known))
                self.refused.add(entry.position)
            elif taken != column:
                problems.extend(self._two_standards(entry, before))
                self.refused.add(entry.position)
            elif own is None:
                added[column.name] = (*added.get(column.name, ()), alias)
        if not added:
            return table
        columns = (
            replace(c, aliases=(*c.aliases, *added[c.name])) if c.name in added else c
            for c in table.columns
        )
        return replace(table, columns=tuple(columns))

    def renamed(
        self,
        tables: Mapping[str, RawTable],
        calculation: Calculation,
        policy: Policy,
        problems: Problems,
    ) -> dict[str, RawTable]:
        """Return the raw tables with the standard names in their cells; say what was replaced."""
        found = dict(tables)
        if not self.entries:
            return found
        self._tell_columns(found, problems)
        spelled = [(named, named.known(tables, policy)) for named in calculation.names]
        labels = {key(c.label): (c.label,) for table in calculation.inputs for c in table.columns}
        meant = self._meant(spelled, labels, problems)
        for named, known in spelled:
            chosen = {e.position: (e, to) for e, own, to in meant if own is named}
            if chosen:
                self._replace(found, named, known, list(chosen.values()), problems)
        return found

    def _tell_columns(self, tables: Mapping[str, RawTable], problems: Problems) -> None:
        """Say which headings were read by their aliases."""
        heads = [
            (raw.table.column(name), own)
            for raw in tables.values()
            for part in raw.parts
            for name, text in part.headers.items()
            for own in text.split(SEVERAL)
        ]
        for entry in self.entries:
            if entry.position in self.columns - self.refused:
                count = sum(
                    _is_headed(text, entry.written, column) for column, text in heads
                )  # fmt: skip
                self._tell(entry, COLUMN, entry.standard, count, problems)

    def _tell(self, entry: Entry, kind: str, standard: str, count: int, problems: Problems) -> None:
        if not count or self.data is None:
            return
        said = {"kind": kind, "standard": standard, "count": count}
        problems.extend(self.at(READ_AS, entry, "standard", **said))
        place = self.data.raw.place("standard", entry.position)
        self.used.append(ReadAs(kind, entry.written, standard, count, place))

    def _meant(
        self, spelled: Sequence[tuple[Named, Spelled]], labels: Spelled, problems: Problems
    ) -> list[tuple[Entry, Named, tuple[str, ...]]]:
        """Return which kind of name each row is of, and the parts of its standard name.

        ``labels`` are the columns, for what is said of a name that is not known.
        """
        kinds = [COLUMN, INDICATOR, *(named.label for named, _ in spelled)]
        meant = []
        first: dict[tuple[str, str], tuple[Entry, tuple[str, ...]]] = {}
        for entry in self.entries:
            asked = [pair for pair in spelled if key(entry.kind) in ("", key(pair[0].label))]
            found = [(n, k[key(entry.standard)]) for n, k in asked if key(entry.standard) in k]
            if not self._is_of_one_kind(entry, kinds, [n.label for n, _ in found], problems):
                continue
            if not found and entry.position not in self.columns:
                may_be_column = not entry.kind or _is_of_columns(entry.kind)
                near = [k for _, k in asked] + [labels] * may_be_column
                hint = _hint(entry, {s: parts for known in near for s, parts in known.items()})
                problems.extend(self.at(UNKNOWN_STANDARD, entry, "standard", hint=hint))
            elif found:
                named, standard = found[0]
                own = dict(asked)[named].get(key(entry.written))
                mine = named.label, key(entry.written)
                before, taken = first.setdefault(mine, (entry, standard))
                if own is not None and own != standard:
                    said = {"kind": named.label, "known": JOINT.join(own)}
                    problems.extend(self.at(IS_STANDARD, entry, "written", **said))
                elif taken != standard:
                    problems.extend(self._two_standards(entry, before))
                elif own is None:
                    meant.append((entry, named, standard))
        return meant

    def _is_of_one_kind(
        self, entry: Entry, kinds: Sequence[str], found: Sequence[str], problems: Problems
    ) -> bool:
        """Say whether a row's kind is known, and its standard name is of one kind; else say why."""
        labels = [COLUMN] * (entry.position in self.columns) + [*found]
        if entry.kind and key(entry.kind) not in map(key, kinds):
            listed = "、".join(kinds)
            problems.extend(self.at(UNKNOWN_KIND, entry, "kind", known=listed))
        elif len(labels) > 1:
            said = {"one": labels[0], "other": labels[1]}
            problems.extend(self.at(SEVERAL_KINDS, entry, "standard", **said))
        else:
            return True
        return False

    def _replace(
        self,
        tables: dict[str, RawTable],
        named: Named,
        known: Spelled,
        chosen: Sequence[tuple[Entry, tuple[str, ...]]],
        problems: Problems,
    ) -> None:
        """Put the standard names of one kind into the cells of its columns."""
        from qdcalc.intake.renaming import replaced

        counts = dict.fromkeys((entry.position for entry, _ in chosen), 0)
        wanted = {key(entry.written): (entry.position, to) for entry, to in chosen}
        for table, columns in named.columns:
            if table in tables:
                tables[table], found = replaced(tables[table], columns, wanted, known)
                for position, count in found.items():
                    counts[position] += count
        for entry, standard in chosen:
            self._tell(entry, named.label, JOINT.join(standard), counts[entry.position], problems)


def names_of_figure(name: str) -> Callable[[Mapping[str, RawTable], Policy], Spelled]:
    """Return what knows the names of a policy's list of them (``districts``), all its versions."""

    def known(tables: Mapping[str, RawTable], policy: Policy) -> Spelled:
        versions = (version.value for version in policy.figure(name).versions)
        return {
            key(spelling): (standard,)
            for listed in versions
            for standard, others in listed.items()
            for spelling in (standard, *others)
        }

    return known


def _without_unit(written: str, column: Column, units: Iterable[str]) -> str:
    """Return a heading without its unit, which is looked at in the sheet itself.

    So that ``氨氮浓度(mg/L)`` in 名称对照 never lets ``氨氮浓度(μg/L)`` pass as mg/L.
    """
    text, known = key(written).translate(BRACKETS).strip("*:"), set(units)
    if not (column.unit or column.kind.is_amount):
        return text
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and (bracketed[2] in known or "/" in bracketed[2] or bracketed[2].isascii()):
        return bracketed[1]
    ends = sorted((unit for unit in known if text.endswith(unit)), key=len, reverse=True)
    return text[: -len(ends[0])].rstrip(",/_:-") if ends and ends[0] != text else text


def _is_headed(text: str, written: str, column: Column) -> bool:
    """Say whether a heading is the written name, whatever unit stands behind it."""
    return (
        key(text).translate(BRACKETS).startswith(_without_unit(written, column, [key(column.unit)]))
    )


def _is_of_columns(kind: str) -> bool:
    return key(kind) in (COLUMN, INDICATOR)


def akin(known: Mapping[str, str], text: str) -> Mapping[str, str]:
    """Return the names that one may stand for: of the river that it begins with, else all."""
    first = {name: name.partition(JOINT)[0] for name in known.values() if JOINT in name}
    own = {head for head in first.values() if key(text).startswith(key(head))}
    kept = {spelling: name for spelling, name in known.items() if first.get(name) in own}
    return kept or known


def _hint(entry: Entry, known: Spelled) -> str:
    """Return a hint at the standard name that was perhaps meant, or nothing."""
    if own := known.get(key(entry.written)):
        return f"（“{JOINT.join(own)}”才是标准名称，是不是两列写反了？）"
    joined = {spelling: JOINT.join(parts) for spelling, parts in known.items()}
    may_be = akin(joined, entry.standard)
    near = difflib.get_close_matches(key(entry.standard), list(may_be), n=1, cutoff=0.5)
    return f"（是不是 {may_be[near[0]]}？）" if near else ""
