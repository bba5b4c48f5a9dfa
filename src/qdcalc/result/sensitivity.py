"""What a result hangs on: the price of each option, tables as a person sees them, a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import UsageError
from qdcalc.notice.description import CheckRow
from qdcalc.notice.thresholds import within_of
from qdcalc.record import record
from qdcalc.result.change_tables import amount_kind
from qdcalc.result.closing import check_frame, run_frame
from qdcalc.result.closing_tables import CHECKS, RUN
from qdcalc.result.near import near_frame, near_lines, near_notes
from qdcalc.result.option_effects import Effect, Effects, option_effects
from qdcalc.result.sensitivity_tables import (
    MOVED,
    MOVED_COUNT,
    MOVED_OR_COUNT,
    NEAR,
    OTHERS,
    REFUSED,
    USED,
    effects_table,
)
from qdcalc.result.written_tables import WrittenTables

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.description import Calculation, Job
    from qdcalc.result.provenance import Provenance
    from qdcalc.result.tables import LazyTables
    from qdcalc.table.description import Column, Table

_MOST_PARTIES = 24  # columns; of more, those whom an option moves
_MOST_MOVED = 120  # and of those, the ones that are moved most
_MOST_SAID = 4  # options that the console names
TITLE = "敏感性分析"


@record
class Analysed:
    """The result that is looked at, and what it was calculated from."""

    calculation: Calculation
    status: str
    provenance: Provenance
    tables: LazyTables
    job: Job
    refuse_input: Callable[[Path], None]

    @staticmethod
    def of(
        calculation: Calculation,
        status: str,
        provenance: Provenance,
        tables: LazyTables,
        job: Job | None,
        refuse_input: Callable[[Path], None],
    ) -> Analysed:
        """Return what is looked at.

        Raises
        ------
        UsageError
            There is no job: the result was pickled or copied.
        """
        if job is None:
            raise UsageError(
                "这份结果是复制的，或从别的进程、文件取回的，没有带着输入，不能重新计算。"
                "请在算出它的地方调用 sensitivity()"
            )
        return Analysed(calculation, status, provenance, tables, job, refuse_input)


class Sensitivity(WrittenTables):
    """一份结果取决于什么，像字典一样按中文表名取表：口径影响、临界、校验、运行信息。

    例::

        影响 = result.sensitivity()
        影响["口径影响"]
        影响["临界"]
        影响.to_excel("敏感性.xlsx")

    What a result hangs on, a mapping of its Chinese tables.
    """

    kind = TITLE


def sensitivity(
    result: Analysed,
    write: Callable[..., Path],
    within: object = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Sensitivity:
    """Price the options of a result.

    Parameters
    ----------
    result : Analysed
    write : callable
        Writes tables to a workbook.
    within : str or float, optional
        How near a value is to its threshold that is listed: ``5%``; 10 % if not given.
    progress : callable, optional
        Told what is calculated.
    """
    share = within_of(within)
    effects = option_effects(result.job, result.tables, progress)
    sheet = _Sheet(result, effects)
    table, frame = sheet.table(), sheet.frame()
    checks = check_frame(_checks(effects, sheet.labels()))
    near = near_frame(result.job, share)
    notes = [*sheet.notes(), *near_notes(near, share)]
    run = run_frame(result.calculation, result.status, result.provenance, (), TITLE, notes)
    tables = [(table, frame), *([] if near is None else [(NEAR, near)])]
    said = [*sheet.said(), *([] if near is None else near_lines(near, share))]

    def write_elsewhere(path: Path, *given: Any, **options: Any) -> Path:
        result.refuse_input(path)
        return write(path, *given, **options)

    title = f"{result.calculation.title}{TITLE}"
    written = [*tables, (CHECKS, checks), (RUN, run)]
    return Sensitivity(title, written, said, write_elsewhere)


class _Sheet:
    """The sheet 口径影响: which columns it has, its rows, what is said of it."""

    def __init__(self, result: Analysed, effects: Effects) -> None:
        priced = effects.priced
        self._effects, self._clause_words = effects, result.provenance.policy.clause_words
        described = result.tables.described(priced.table)
        self._amounts = {name: described.column(name) for name in effects.base}
        self._party = described.column(priced.party).label
        self._others: list[str] = []
        self._shown = effects.parties
        if len(self._shown) > _MOST_PARTIES:
            weight = {name: self._weight(name) for name in self._shown}
            moved = sorted(self._shown, key=lambda name: -weight[name])[:_MOST_MOVED]
            shown = {name for name in moved if weight[name]}
            self._others = [name for name in self._shown if name not in shown]
            self._shown = [name for name in self._shown if name in shown]

    def _weight(self, party: str) -> int:
        moved = (sums.get(party, 0) for o in self._effects.options for sums in o.moved.values())
        return sum(map(abs, moved))

    def table(self) -> Table:
        """Return the sheet's description."""
        nets = self._effects.priced.nets_to_zero
        total = ("变动总额", "多收的合计，等于少收的合计") if nets else ("合计变动", "各列相加")
        is_money = {column.kind.is_money for column in self._amounts.values()}
        kind = MOVED_OR_COUNT if len(is_money) > 1 else MOVED if True in is_money else MOVED_COUNT
        names = [*self._shown, *([OTHERS] if self._others else [])]
        return effects_table(self._party, names, total, kind, has_items=len(self._amounts) > 1)

    def frame(self) -> pd.DataFrame:
        """Return the sheet's rows."""
        import pandas as pd

        rows = [
            self._row(option, name, column)
            for option in self._effects.options
            for name, column in self._amounts.items()
        ]
        table = self.table()
        frame = pd.DataFrame(rows, columns=[c.name for c in table.columns], dtype=object)
        dtypes = {c.name: "str" if c.kind.is_text else c.kind.dtype for c in table.columns}
        return frame.astype(dtypes)

    def _row(self, option: Effect, name: str, column: Column) -> dict[str, Any]:
        item, choice, sums = option.interpretation, option.choice, option.moved.get(name)
        row: dict[str, Any] = {
            "name": f"{item.name}（{item.key}）",
            "option": f"{choice.name}（{choice.key}）",
            "used": USED if option.is_used else REFUSED if option.refusal else "",
            "item": item_of(column),
            "rows": None if option.refusal else option.rows,
            "named": option.refusal or option.named,
            "clause": self._clause_words(item.clause),
            "meaning": choice.meaning,
            "reason": item.reason,
            "against": item.against,
        }
        if sums is None:
            return row
        row["total"] = self.total(sums)
        row |= {f"party_{n}": sums.get(party, 0) for n, party in enumerate(self._shown)}
        if self._others:
            row[f"party_{len(self._shown)}"] = sum(sums.get(party, 0) for party in self._others)
        return row

    def labels(self) -> dict[str, str]:
        """Return the label of each amount."""
        return {name: column.label for name, column in self._amounts.items()}

    def total(self, sums: Mapping[str, int]) -> int:
        """Return what changes hands, or what the sum of all moves by."""
        nets = self._effects.priced.nets_to_zero
        return sum(value for value in sums.values() if value > 0 or not nets)

    def notes(self) -> list[tuple[str, str]]:
        """Return what 运行信息 says beside the run itself."""
        said = [("口径影响", "每行只改一种口径，用同一次读入的数据重新计算；采用的取值那一行是 0")]
        if self._others:
            few = f"有自己的一列的是变动最大的 {len(self._shown):,} 个{self._party}"
            said.append(("口径影响", f"{few}，其余 {len(self._others):,} 个合成一列“{OTHERS}”"))
        return said

    def said(self) -> list[str]:
        """Return the lines of the console: which interpretations matter most."""
        name, column = next(
            ((n, c) for n, c in self._amounts.items() if c.kind.is_money),
            next(iter(self._amounts.items())),
        )
        others = [o for o in self._effects.options if not o.is_used]
        priced = [(sum(map(abs, o.moved[name].values())), o) for o in others if name in o.moved]
        ranked = sorted((one for one in priced if one[0]), key=lambda one: -one[0])
        lines = [self._line(option, name, column) for _, option in ranked[:_MOST_SAID]]
        counts = {
            f"另有 {{}} 个取值会改变{column.label}": len(ranked) - _MOST_SAID,
            f"{{}} 个取值不改变{column.label}": len(priced) - len(ranked),
            "{} 个取值下不能计算": len(others) - len(priced),
        }
        tail = "，".join(said.format(count) for said, count in counts.items() if count > 0)
        return [*lines, *([f"{tail}（见“口径影响”）"] if tail else [])]

    def _line(self, option: Effect, name: str, column: Column) -> str:
        sums, unit = option.moved[name], unit_of(column)
        nets = self._effects.priced.nets_to_zero
        party = max(sums, key=lambda one: abs(sums[one]))
        write = amount_kind([column]).text
        total = self.total(sums)
        moved = f"{write(total) if nets else signed(total, write)} {unit}"
        how = f"改变收付 {moved}" if nets else f"{column.label} {moved}"
        who = f"，变动最大：{party} {signed(sums[party], write)}"
        return f"口径“{option.interpretation.name}”取 {option.choice.name}：{how}{who}"


def signed(value: int, write: Callable[[Any], str]) -> str:
    """Write an amount with its sign: ``+1,000.00``."""
    return f"{'+' if value > 0 else ''}{write(value)}"


def unit_of(column: Column) -> str:
    """Return the unit of a column: 元 of money."""
    return "元" if column.kind.is_money else column.unit


def item_of(column: Column) -> str:
    """Return a column's label with its unit."""
    unit = unit_of(column)
    return f"{column.label}（{unit}）" if unit else column.label


def _checks(effects: Effects, labels: Mapping[str, str]) -> list[CheckRow]:
    """Return the rows of 校验: the run again gives the result; what some get others pay."""
    rows = []
    for name, sums in effects.base.items():
        again = effects.again[name]
        differing = sum(abs(again.get(p, 0) - v) for p, v in sums.items())
        of = f"（{labels[name]}）" if len(effects.base) > 1 else ""
        rows.append(CheckRow(f"按采用的口径重新计算，与结果相差{of}", differing, 0))
    if effects.priced.nets_to_zero:
        for option in effects.options:
            said = f"{option.interpretation.name}={option.choice.name}：各方变动相加为 0"
            rows += [CheckRow(said, sum(sums.values()), 0) for sums in option.moved.values()]
    return rows
