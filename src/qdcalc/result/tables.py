"""The tables of a result, each made and verified when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qdcalc.errors import TableNameError
from qdcalc.result.closing_tables import BASIS, CHECKS, CLOSING
from qdcalc.table.description import Table
from qdcalc.table.varying import as_it_is

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.description import Calculation, CheckRow


def described(calculation: Calculation) -> tuple[Table, ...]:
    """Return the descriptions of a result's tables, in the order of the sheets."""
    outputs = calculation.outputs
    details = tuple(table for table in outputs if table.is_detail)
    return (*(table for table in outputs if not table.is_detail), *CLOSING, *details)


class Shallow(Mapping[str, "pd.DataFrame"]):
    """The tables of a result for ourselves: what is set in one stays there, values are not copied.

    The values of a table that has millions of rows are copied for whoever asks from outside alone.
    """

    def __init__(self, tables: LazyTables) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._tables.made(self._tables.described(name).name).copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """Tables by English name, each made and verified when it is first asked for.

    校验 alone is made anew each time, of the tables as they are then: what is written is what
    was checked. While the tables are :meth:`held` nobody changes them, and it is made once.
    """

    def __init__(
        self,
        calculation: Calculation,
        makers: Mapping[str, Callable[[], pd.DataFrame]],
        checks: Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]],
    ) -> None:
        self._calculation, self._makers, self._checks = calculation, makers, checks
        self._made: dict[str, pd.DataFrame] = {}
        self._seen: pd.DataFrame | None = None  # 校验
        self.checked: tuple[CheckRow, ...] = ()  # its rows as they were handed out last
        self._is_held = self._is_checked = False
        self._describe()

    def _describe(self) -> None:
        every = described(self._calculation)
        self._names = [table.name for table in every]
        self._tables = {name: table for table in every for name in (table.label, table.name)}

    @property
    def descriptions(self) -> tuple[Table, ...]:
        """The descriptions of the tables, in the order of the sheets."""
        return tuple(map(self.described, self._names))

    def described(self, name: str) -> Table:
        """Return a table's description by its English or Chinese name.

        Raises
        ------
        TableNameError
            There is none of that name; the message lists those that there are.
        """
        if name not in self:
            known = "、".join(dict.fromkeys(t.label for t in self._tables.values()))
            raise TableNameError(f"结果里没有表“{name}”。可用的有：{known}")
        table = self._tables[name]
        is_fixed = table.varying is None
        return table if is_fixed else as_it_is(table, self.made(table.name).columns)

    def made(self, name: str) -> pd.DataFrame:
        """Return the table itself, for reading only."""
        from qdcalc.table.validation import verify

        if name == CHECKS.name:
            from qdcalc.result.closing import check_frame, choices_known

            if self._seen is None or not self._is_checked:
                self.checked = (*self._checks(Shallow(self)), *choices_known(self.made(BASIS.name)))
                self._seen = verify(CHECKS, check_frame(self.checked))
                self._is_checked = self._is_held
            return self._seen
        if name not in self._made:
            frame = self._makers[name]()
            self._made[name] = verify(as_it_is(self._tables[name], frame.columns), frame)
        return self._made[name]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no one else change the tables for a while: 校验 is made once meanwhile."""
        if self._is_held:
            yield
            return
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = self._is_checked = False

    def forget(self, name: str) -> None:
        """Make a table anew when it is next asked for."""
        self._made.pop(name, None)

    def written(self) -> Iterator[tuple[Table, pd.DataFrame]]:
        """Yield every table that is written, 校验 made anew, in the order of the sheets."""
        for table in self.descriptions:
            frame = self.made(table.name)
            if len(frame) or not table.only_filled:
                yield table, frame

    def written_beside(self, other: Table) -> Iterator[tuple[Table, pd.DataFrame]]:
        """Yield every table that is written but one; 校验 as it was handed out last."""
        for table in self.descriptions:
            if table.name == other.name:
                continue
            seen = self._seen if table.name == CHECKS.name else None
            frame = self.made(table.name) if seen is None else seen
            if len(frame) or not table.only_filled:
                yield table, frame

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.made(self.described(name).name).copy()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getstate__(self) -> tuple[Any, ...]:
        """Make every table, so that nothing of the calculation itself need be pickled."""
        made = {name: self.made(name) for name in self if name != CHECKS.name}
        return self._calculation, made, self._checks

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._calculation, self._made, self._checks = state
        self._makers, self._seen, self.checked = {}, None, ()
        self._is_held = self._is_checked = False
        self._describe()
