"""``run --engine dask``: an input in parts, calculated by several processes or a cluster."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qdcalc.cli.console import say, say_out_of_date
from qdcalc.cli.progress import Progress
from qdcalc.cli.refused import refuse
from qdcalc.cli.wanted import is_folder, wanted
from qdcalc.errors import InputError, UsageError
from qdcalc.files.plain import told
from qdcalc.notice.description import Calculation
from qdcalc.record import record

DONE, FAILED = 0, 2
_ENGINE = "dask"


@record
class Parts:
    """Where parts are calculated: on a cluster, or by so many processes here."""

    cluster: str | None
    workers: int | None


def parts_asked(arguments: argparse.Namespace) -> Parts | None:
    """Return where parts are to be calculated; None where one process calculates the whole.

    Raises
    ------
    UsageError
        There is no such engine, or an option does not go with it.
    """
    if arguments.engine is None:
        for name, value in (("cluster", arguments.cluster), ("workers", arguments.workers)):
            if value is not None:
                raise UsageError(f"--{name} 要和 --engine {_ENGINE} 一起用")
        return None
    if wanted(arguments.engine, "--engine 的取值").lower() != _ENGINE:
        raise UsageError(f"没有引擎“{arguments.engine}”，可用的只有 {_ENGINE}")
    if not is_folder(arguments.output):
        raise UsageError(f"分开计算写成 Parquet，-o 请给出文件夹，如 {told(arguments.output)}/")
    for name in ("previous", "names"):
        if getattr(arguments, name) is not None:
            raise UsageError(f"分开计算不能用 --{name}")
    cluster = arguments.cluster
    count = None if arguments.workers is None else wanted(arguments.workers, "--workers 的个数")
    if count is not None and not (count.isdecimal() and 0 < int(count) <= 256):
        raise UsageError(f"--workers 应是 1 到 256 的整数，现在是 {told(count)}")
    return Parts(
        None if cluster is None else wanted(cluster, "--cluster 的地址"),
        None if count is None else int(count),
    )


def run_in_parts(
    calculation: Calculation,
    source: Path,
    output: Path,
    parts: Parts,
    given: dict[str, Any],
    arguments: argparse.Namespace,
) -> int:
    """Calculate in parts and write the folder; return the exit code."""
    from qdcalc.scale.run import in_parts

    chosen = {name: value for name, value in given.items() if name != "names"}
    try:
        with Progress() as progress:
            written = in_parts(
                calculation, source, output, cluster=parts.cluster, workers_here=parts.workers,
                overwrite=arguments.overwrite, progress=progress.parts, **chosen,
            )  # fmt: skip
    except InputError as error:
        return refuse(error, source, output)
    except BaseException:
        say_out_of_date(output)
        raise
    for line in written.lines:
        say(line)
    say(f"已写出 {told(output)}（分成 {written.parts:,} 部分计算）")
    for group in written.found.groups():
        say(group.line(), error=True)
    return DONE if written.is_sound else FAILED
