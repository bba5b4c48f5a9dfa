"""The workers: a cluster of dask on this machine, or one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qdcalc.errors import FileError, QdcalcError, UsageError
from qdcalc.parquet.engine import require
from qdcalc.result.hashes import of_program

_HERE = "127.0.0.1"
RETRIES = 5  # of a task whose worker was lost
Done = Callable[[int], None]


class Workers:
    """Workers that calculate tasks; one that is lost is replaced, its tasks are done again."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], done: Done
    ) -> list[Any]:
        """Calculate a function of each task; return what came out, in the order of the tasks.

        Parameters
        ----------
        done : callable
            Told the number of each task that has ended.

        Raises
        ------
        QdcalcError
            A task failed: what it raised is raised; or every worker that had it was lost.
        """
        from distributed import KilledWorker, as_completed

        futures = [
            self._client.submit(function, *task, retries=RETRIES, pure=False) for task in tasks
        ]
        place = {future.key: number for number, future in enumerate(futures)}
        found: list[Any] = [None] * len(futures)
        try:
            for future, result in as_completed(futures, with_results=True):
                found[place[future.key]] = result
                done(place[future.key])
                future.release()
        except KilledWorker as error:
            raise FileError(
                "有一部分每次都没有算完，工作进程中途退出了（多半是内存不足）。"
                "请关闭其他程序，或在内存更大的机器上运行"
            ) from error
        finally:
            self._client.cancel(futures)
        return found


@contextmanager
def workers(address: str | None, count: int | None) -> Iterator[Workers]:
    """Yield workers: those of a scheduler, or processes on this machine.

    Parameters
    ----------
    address : str or None
        Of a dask scheduler, such as ``tcp://10.0.0.5:8786``.
    count : int or None
        How many processes on this machine; as many as it has processors if not given.

    Raises
    ------
    FileError, UsageError
        There is no such scheduler, or its workers have another qdcalc.
    """
    require("dask", "distributed", "pyarrow")
    import dask
    from distributed import Client, LocalCluster

    quiet = {"distributed.admin.log-length": 0, "logging.distributed": "critical"}
    with dask.config.set(quiet):
        if address is None:
            size = count or os.cpu_count() or 1
            with (
                LocalCluster(
                    n_workers=size, threads_per_worker=1, processes=True, memory_limit=0,
                    dashboard_address=f"{_HERE}:0", host=_HERE, silence_logs=50,
                ) as cluster,
                Client(cluster) as client,
            ):  # fmt: skip
                yield Workers(client)
            return
        try:
            client = Client(address, timeout="10s")
        except (OSError, ValueError) as error:
            raise FileError(f"连不上集群 {address}：请核对地址，并确认调度程序已经启动") from error
        with client:
            _refuse_other_programs(client)
            yield Workers(client)


def _refuse_other_programs(client: Any) -> None:
    """Refuse workers that would calculate with another program than this one."""
    try:
        found = client.run(of_program)
    except Exception as error:
        raise _lacks() from error
    if not found:
        raise UsageError("集群里没有工作进程，请先启动 dask worker")
    if any(digest != of_program() for digest in found.values()):
        raise UsageError("集群里有的工作进程装的 qdcalc 与本机的不同，请装同一个版本再运行")


def _lacks() -> QdcalcError:
    return UsageError('集群的工作进程里没有装 qdcalc，请装：python -m pip install "qdcalc[scale]"')
