"""How far a calculation in parts has come, told by stage and rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Said = Callable[[str, int, int], None]


class Progress:
    """Tells a stage, how many rows of it are done and how many there are."""

    def __init__(self, said: Said) -> None:
        self._said = said

    def stage(self, name: str, rows: Sequence[int]) -> Callable[[int], None]:
        """Begin a stage of tasks with so many rows each; return what takes a task as done."""
        done, total = 0, sum(rows)
        self._said(name, done, total)

        def ended(task: int) -> None:
            nonlocal done
            done += rows[task]
            self._said(name, done, total)

        return ended
