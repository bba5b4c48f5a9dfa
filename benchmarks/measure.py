"""What the scripts of this folder have in common: a child process measured, lines told."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ASKED = "--json"


@dataclass(frozen=True)
class Measured:
    """What a process and its own children took; ``peak_mb`` is that of the largest of them."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    stdout: str


def child(argv: Sequence[str]) -> Measured:
    """Run a process to its end and measure it; ``argv[0]`` may be ``python``.

    Raises
    ------
    RuntimeError
        It failed.
    """
    words = [sys.executable, *argv[1:]] if argv[0] == "python" else list(argv)
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    # of this one process, whatever others ran before it
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    peak = used.ru_maxrss / 1024
    return Measured(used.ru_utime + used.ru_stime, time.perf_counter() - start, peak, said)


def own_peak_mb() -> float:
    """Return the peak of the largest process: this one, or one that it waited for."""
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in of) / 1024


def sizes(defaults: Sequence[int]) -> list[int]:
    """Return the sizes that the command line names, else the script's own."""
    given = [int(word.replace(",", "")) for word in sys.argv[1:] if not word.startswith("--")]
    return given or list(defaults)


def tell(lines: Iterable[Mapping[str, Any]]) -> None:
    """Print lines as they come: for people, or as JSON where ``--json`` is asked for."""
    for line in lines:
        print(_json(line) if ASKED in sys.argv else _told(line), flush=True)


def _json(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)


def _told(line: Mapping[str, Any]) -> str:
    cpu = line.get("cpu_s")
    parts = [
        f"{line['title']}　{line['size']:>12,} {line['unit']}　{line['what']:<12}",
        "未测" if cpu is None else f"CPU {cpu:8.2f} s",
    ]
    for name, said in (("wall_s", "时间 {:8.2f} s"), ("peak_mb", "内存 {:6.0f} MB")):
        if line.get(name) is not None:
            parts.append(said.format(line[name]))
    if line.get("ratio") is not None:
        goal = f"，目标 {line['goal']:g}" if line.get("goal") is not None else ""
        parts.append(f"= {line['ratio']:.2f} × {line['against']}{goal}")
    return "　".join([*parts, line.get("note", "")]).rstrip()
