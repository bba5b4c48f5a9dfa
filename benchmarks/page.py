"""The page docs/benchmarks.md: every benchmark run in turn, the machine named.

    python benchmarks/page.py > docs/benchmarks.md           the page
    python benchmarks/page.py --short > docs/benchmarks.md   smaller sizes: some minutes

A script that knows ``--json`` becomes a table; what another prints is put in as it stands. One
that fails (peers that do not agree to the fen, say) is named on the page and in the exit code. Run
it on a machine that has nothing else to do.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHORT = "--short"
LIBRARIES = (
    "numpy", "pandas", "pandera", "python-calamine", "openpyxl", "xlsxwriter",
    "xlsxturbo", "pyarrow", "dask", "distributed", "polars", "duckdb",
)  # fmt: skip
CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True)
class Part:
    """A part of the page: what a script measures, with which sizes, and how its output is shown."""

    title: str
    script: str
    sizes: tuple[str, ...]
    short: tuple[str, ...]
    about: str
    shown: Callable[[str, Sequence[str]], tuple[str, int]]


def ran(script: str, words: Sequence[str]) -> tuple[str, int]:
    """Return what a script printed, and its exit code; what it said of errors is shown here."""
    start = time.perf_counter()
    command = [sys.executable, str(HERE / script), *words]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, encoding="utf-8")
    took = time.perf_counter() - start
    print(f"{script} {' '.join(words)}: {took:.0f} s", file=sys.stderr, flush=True)
    return done.stdout, done.returncode


def as_printed(script: str, sizes: Sequence[str]) -> tuple[str, int]:
    """Return a script's own lines as they stand."""
    said, code = ran(script, sizes)
    return f"```\n{said.rstrip()}\n```", code


def as_table(script: str, sizes: Sequence[str]) -> tuple[str, int]:
    """Return a script's JSON lines as a table."""
    said, code = ran(script, ["--json", *sizes])
    return table([json.loads(line) for line in said.splitlines()]), code


def of_peers(script: str, sizes: Sequence[str]) -> tuple[str, int]:
    """Return the peers as a table, each size beside the fastest of the others, and the growth."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "peers.json"
        _, code = ran(script, [*sizes, "--json", str(kept)])
        rows = json.loads(kept.read_text(encoding="utf-8"))["rows"] if kept.is_file() else []
    lines = []
    for size in dict.fromkeys(row["size"] for row in rows):
        own = [row for row in rows if row["size"] == size]
        others = [row["again_s"] for row in own if row["peer"] != "qdcalc"]
        fastest = min(others, default=None)
        for row in own:
            more = {"ratio": row["again_s"] / fastest, "against": "最快的同类库"} if fastest else {}
            lines.append(
                {
                    "size": size, "unit": "断面月", "what": row["peer"], "cpu_s": row["again_s"],
                    "first_s": row["first_s"], "peak_mb": row["peak_mb"],
                    "inputs": row["peak_mb"] / row["input_mb"], **more,
                }
            )  # fmt: skip
    return table(lines), code


COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("size", "规模", "{:,}"),
    ("unit", "单位", "{}"),
    ("what", "", "{}"),
    ("cpu_s", "CPU（秒）", "{:,.3f}"),
    ("first_s", "第一次（秒）", "{:,.3f}"),
    ("wall_s", "时间（秒）", "{:,.1f}"),
    ("peak_mb", "内存（MB）", "{:,.0f}"),
    ("inputs", "内存 ÷ 输入", "{:.1f}"),
    ("ratio", "倍数", "{:.2f}"),
    ("against", "相对于", "{}"),
    ("goal", "目标", "{:g}"),
    ("note", "说明", "{}"),
)


def table(lines: Sequence[dict[str, Any]]) -> str:
    """Return lines as a table, with the columns that any of them has."""
    columns = [c for c in COLUMNS if any(line.get(c[0]) is not None for line in lines)]
    rows = [
        [form.format(line[name]) if line.get(name) is not None else "" for name, _, form in columns]
        for line in lines
    ]
    head = [[label for _, label, _ in columns], ["---"] * len(columns)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [*head, *rows])


PARTS = (
    Part(
        "与同类库比", "peers.py", ("1000", "10000", "100000", "1000000", "10000000"),
        ("1000", "10000", "100000"),
        "内存里的监测数据和断面清单算到各区市各月的收付；同类库不检查数据，各库的结果核对到分。",
        of_peers,
    ),
    Part(
        "写工作簿", "writing.py", ("3000", "12000", "48000"), ("3000",),
        "工作簿到工作簿，与各个库自己读、写同样的单元格比。",
        as_printed,
    ),
    Part(
        "读工作簿", "reading.py", ("1000", "10000", "100000"), ("1000",),
        "30 列的监测数据，与 calamine 自己读同一张表比。",
        as_printed,
    ),
    Part(
        "小规模运行", "small_runs.py", (), ("1",),
        "一个月、一年的示例，帮助，同一进程里的第二次计算；与导入各个库的时间比。",
        as_printed,
    ),
    Part(
        "规模", "scale.py", ("24000", "240000", "873840"), ("24000",),
        "Parquet 到 Parquet，全部各表；873,840 是全国 3,641 个国控断面 20 年。见 docs/scale.md。",
        as_table,
    ),
)  # fmt: skip


def machine() -> Iterator[str]:
    """Yield what it was measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"- 处理器：{models[0] if models else platform.machine()}，{os.cpu_count()} 核"
    yield f"- 内存：{pages:.0f} GB；系统：{platform.system()} {platform.release()}"
    yield f"- Python {platform.python_version()}，{'、'.join(_versions())}"


def _versions() -> Iterator[str]:
    from qdcalc import __version__

    yield f"qdcalc {__version__}"
    for name in LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name}（未安装）"


def main() -> int:
    """Run every script and print the page."""
    is_short = SHORT in sys.argv
    load = os.getloadavg()[0]
    day = f"{dt.datetime.now(CHINA):%Y-%m-%d}"
    words = f"python benchmarks/page.py{' ' + SHORT if is_short else ''}"
    print("# 速度\n")
    print(f"由 `{words}` 写出，{day}。开始时系统负载 {load:.1f}", end="")
    busy = load > (os.cpu_count() or 1) / 2
    print("，机器正忙，数字偏大。\n" if busy else "。\n")
    print("\n".join(machine()))
    failed = []
    for part in PARTS:
        print(f"\n## {part.title}\n\n{part.about}\n", flush=True)
        if not (HERE / part.script).is_file():
            print(f"没有 {part.script}。")
            failed.append(part.script)
            continue
        said, code = part.shown(part.script, part.short if is_short else part.sizes)
        print(said, flush=True)
        if code:
            print(f"\n**{part.script} 没有正常结束（{code}）。**")
            failed.append(part.script)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
