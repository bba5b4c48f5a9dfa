"""What a Python call is given: paths and frames, told in Chinese where they are something else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import UsageError
from qdcalc.record import record
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd


@record
class Files:
    """The workbooks of an earlier run, in its order, and what it said of others in the folder.

    ``takes_alike`` lets a required table be a sheet of another name that has its heading.
    """

    paths: tuple[Path, ...]
    said: Problems
    takes_alike: bool = False


def output_path(given: Any) -> Path:
    """Return the path that a result is written to.

    Raises
    ------
    UsageError
        It is something else than a path.
    """
    path = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if not isinstance(path, str):
        raise UsageError(f"path 应是输出文件的路径，如 核算结果.xlsx，现在是{_told(given)}")
    return Path(path)


def policy_path(given: Any) -> Path | None:
    """Return the path of the user's policy file, None where none is given.

    Raises
    ------
    UsageError
        It is something else than a path.
    """
    if given is None:
        return None
    path = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if not isinstance(path, str) or not path.strip():
        raise UsageError(f"policy 应是政策文件的路径，如 我的政策.toml，现在是{_told(given)}")
    return Path(path)


def source_path(given: str | os.PathLike[str]) -> Path:
    """Return the path of the input.

    Raises
    ------
    UsageError
        It is empty, or no path that a system knows.
    """
    path = os.fspath(given)
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        raise UsageError(f"source 应是工作簿或文件夹的路径，现在是{_told(given)}")
    try:
        Path(path).exists()
    except OSError as error:  # a name longer than the system's
        raise UsageError(f"source 不是系统能用的路径，现在是{_told(given)}") from error
    return Path(path)


def source_frames(given: Any, first: str) -> Mapping[str, pd.DataFrame]:
    """Return the frames of a call by table; a frame alone is the first table.

    Raises
    ------
    UsageError
        It is no frame and no mapping.
    """
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        return {first: given}
    if not isinstance(given, Mapping):
        said = "source 应是工作簿或文件夹的路径、DataFrame，或 {表名: DataFrame}"
        raise UsageError(f"{said}，现在是{_told(given)}")
    return given


def _told(given: Any) -> str:
    """Say what an argument is."""
    if given is None or isinstance(given, (bool, int, float, str)):
        return f" {str(given)[:30]!r}"
    return f" {type(given).__name__}"
