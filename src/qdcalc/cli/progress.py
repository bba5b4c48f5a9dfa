"""A progress bar on a terminal, for runs that take a while."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import Any

_SHOWN: list[Any] = []  # the bars at work


def clear() -> None:
    """Take the bar off the line, so that a message begins at its start."""
    for bar in _SHOWN:
        with suppress(OSError, ValueError):
            bar.clear()


class Progress:
    """A bar on a terminal, shown where a run takes longer than two seconds."""

    def __enter__(self) -> Progress:
        self._ended = threading.Event()
        self._bar: Any = None
        if sys.stderr is None or not sys.stderr.isatty():  # a file, or no console at all
            return self
        from tqdm import tqdm

        self._bar = tqdm(
            total=None,
            delay=2,
            leave=False,
            file=sys.stderr,
            bar_format="{desc} {bar:20} {n_fmt}/{total_fmt} 行 {elapsed}",
        )
        _SHOWN.append(self._bar)
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._ended.set()
            self._ticker.join()
            _SHOWN.remove(self._bar)
            with suppress(OSError, ValueError):
                self._bar.close()

    def _tick(self) -> None:
        """Draw after two seconds, then twice a second, whatever the stage."""
        if not self._ended.wait(2):
            with suppress(OSError, ValueError):  # the terminal has gone
                while not self._ended.wait(0.5):
                    self._bar.refresh()

    def stage(self, name: str) -> None:
        """Name the stage that begins."""
        if self._bar is not None:
            self._bar.set_description_str(name, refresh=False)

    def parts(self, stage: str, done: int, total: int) -> None:
        """Say how many rows a stage of a calculation in parts has behind it."""
        if self._bar is not None:
            self._bar.total, self._bar.n = total, done
            self._bar.set_description_str(stage, refresh=False)

    def rows(self, sheet: str, done: int, total: int) -> None:
        """Say how many rows of a sheet are written."""
        if self._bar is not None:
            self._bar.total, self._bar.n = total, done
            self._bar.set_description_str(f"写出 {sheet}", refresh=False)
