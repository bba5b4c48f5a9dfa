"""What stands between a command and the console: encodings, signals, libraries that talk."""

from __future__ import annotations

import gc
import io
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from qdcalc import __version__
from qdcalc.cli.progress import clear
from qdcalc.files import folders, outputs
from qdcalc.files.plain import reason, told, visible

_STOPPING = ("SIGTERM", "SIGHUP", "SIGBREAK")  # SIGBREAK: Windows closes the window


def say(text: str, *, error: bool = False) -> None:
    """Print a text, what can't be seen in it named; a message that can't be printed is dropped."""
    lines = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    shown = visible(lines, keep="\n\t")
    clear()
    if not error:
        print(shown)
        return
    with suppress(OSError, ValueError):
        print(shown, file=sys.stderr, flush=True)


def say_out_of_date(*files: Path) -> None:
    """Say of files that are there that they were not written anew."""
    for file in files:
        with suppress(OSError, ValueError):
            if file.is_file() or folders.has_mark(file):
                say(f"注意：{told(file)} 没有更新，如果是以前的结果，已经过时", error=True)


def speak_any_encoding() -> None:
    """Let a console that is GBK or ASCII show a replacement where it lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def guarded() -> Iterator[None]:
    """Let a signal end the command in order, and keep what libraries say off the console."""
    before = warnings.showwarning, logging.lastResort, sys.unraisablehook
    warnings.showwarning = _nothing
    logging.lastResort = logging.NullHandler()
    sys.unraisablehook = _nothing
    handlers = _stoppable()
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        warnings.showwarning, logging.lastResort, sys.unraisablehook = before
        outputs.discard()
        folders.discard()


def be_quiet_at_the_end() -> None:
    """Keep what objects say when they are cleared away off the console, for good.

    Nothing is searched for cycles any more either: that takes longer than a month's calculation.
    """
    sys.unraisablehook = _nothing
    gc.freeze()


def _nothing(*_: Any, **__: Any) -> None:
    """Say nothing."""


def _stoppable() -> dict[int, Any]:
    """Let signals that would kill the program raise instead; return what they did before."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    before: dict[int, Any] = {}
    for name in _STOPPING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # not under nohup
            before[number] = signal.signal(number, _stop)
    return before


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def finished(code: int, failed: int) -> int:
    """Return the exit code once everything printed has arrived."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        _forget_stdout()
        if not isinstance(error, BrokenPipeError):  # the reader of our output has left
            say(f"结果显示不出来：{reason(error)}", error=True)
            return failed
    return code


def _forget_stdout() -> None:
    """Let what can't be printed be forgotten, so that nothing is said of it at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def defect() -> str:
    """Keep the traceback of the exception at hand; return what the user is told of it."""
    log = _write_log()
    sent = f"输入文件和 {log} " if log else "输入文件和所用的命令"
    return f"程序出了意外，没有写出结果。请把{sent}发给维护人员"


def _write_log() -> str:
    """Keep the traceback for the maintainers; return where, or nothing."""
    import tempfile
    import traceback

    path = None
    try:
        text = f"qdcalc {__version__}\n{traceback.format_exc()}"
        handle, name = tempfile.mkstemp(prefix="qdcalc_crash_", suffix=".txt")
        path = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except Exception:
        if path is not None:
            with suppress(OSError):
                path.unlink()
        return ""
    return told(path)
