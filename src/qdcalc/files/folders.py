"""Folders that are written whole or not at all, and never over what is not ours.

A result of many files is written to a temporary folder beside its place and renamed. Its file
运行信息.json lists every file with its SHA-256 and bears a mark, the SHA-256 of what it says: they
tell later whether somebody changed, added or removed one. Such a folder is replaced; a changed one
where overwriting is asked for; any other is left alone whatever is asked for: it may hold anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from qdcalc.errors import FileError
from qdcalc.files.hashes import sha256
from qdcalc.files.outputs import LEFT_BEHIND, OVERWRITE
from qdcalc.files.plain import reason, told

RUN_FILE = "运行信息.json"
FILES, MARK = "文件", "标记"
EMPTY, UNCHANGED, CHANGED, FOREIGN = "empty", "unchanged", "changed", "foreign"
_TEMPORARY = re.compile(r"\.qdcalc_[0-9a-f]{16}\.folder")
_writing: set[Path] = set()


@contextmanager
def replacing(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary folder beside ``path`` and rename it when the block ends well.

    The block ends with :func:`write_run`.

    Raises
    ------
    FileError
        The folder can't be written, or what is there must stay.
    """
    path = Path(os.path.realpath(path))
    refuse_foreign(path, overwrite=overwrite)
    _tidy(path.parent)
    temporary = path.parent / f".qdcalc_{secrets.token_hex(8)}.folder"
    _writing.add(temporary)
    try:
        temporary.mkdir()
        yield temporary
        refuse_foreign(path, overwrite=overwrite)  # somebody may have written it meanwhile
        _rename(temporary, path)
    except OSError as error:
        raise FileError(f"{told(path)} 写不进去：{reason(error)}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        _writing.discard(temporary)


def _tidy(parent: Path) -> None:
    """Remove what a run left behind that was killed, or cut off by a power failure, long ago."""
    with suppress(OSError):
        for folder in parent.glob(".qdcalc_*.folder"):
            is_old = time.time() - folder.stat().st_mtime > LEFT_BEHIND
            if is_old and _TEMPORARY.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)


def _rename(temporary: Path, path: Path) -> None:
    before = path.parent / f".qdcalc_{secrets.token_hex(8)}.folder"
    try:
        if path.exists():
            path.replace(before)
        try:
            temporary.replace(path)
        except OSError:
            if before.exists():
                before.replace(path)
            raise
    except PermissionError as error:
        message = f"{told(path)} 里有文件正被其他程序打开，请先关闭再运行"
        raise FileError(message) from error
    shutil.rmtree(before, ignore_errors=True)


def discard() -> None:
    """Remove what an interrupted program was still writing."""
    for temporary in list(_writing):
        shutil.rmtree(temporary, ignore_errors=True)
        _writing.discard(temporary)


def refuse_foreign(path: Path, *, overwrite: bool) -> None:
    """Refuse a folder that must stay as it is.

    Raises
    ------
    FileError
        It is no folder, holds files that are not ours, or was changed since it was written.
    """
    shown = told(path)
    if not os.path.lexists(path):
        if not path.parent.is_dir():
            raise FileError(f"没有文件夹 {told(path.parent)}，请先建立")
        return
    if not path.is_dir():
        raise FileError(f"{shown} 已经存在，但不是文件夹，请换一个输出文件夹")
    found = state(path)
    if found == FOREIGN:
        raise FileError(
            f"文件夹 {shown} 里有不是 qdcalc 写的文件，没有写入。请换一个还没有的文件夹，"
            f"如 {told(path / '核算结果')}；要写工作簿时，输出文件名应以 .xlsx 结尾"
        )
    if found == CHANGED and not overwrite:
        raise FileError(
            f"结果文件夹 {shown} 写出后被改动过，没有覆盖。请换一个输出文件夹；"
            f"确实不要这些改动时，{OVERWRITE}"
        )


def has_mark(path: Path) -> bool:
    """Return whether a folder says that it is a result of ours, changed or not."""
    return read_run(path) is not None


def state(path: Path) -> str:
    """Return whether a folder is empty, as we wrote it, changed since, or holds anything else.

    A file that 运行信息.json does not list makes it another's: it is never removed.
    """
    here = names_in(path)
    said = read_run(path)
    if said is None:
        return FOREIGN if here or (path / RUN_FILE).exists() else EMPTY
    listed: Mapping[str, str] = said[FILES]
    if here - listed.keys():
        return FOREIGN
    is_same = has_right_mark(said) and here == listed.keys()
    is_same = is_same and all(sha256(path / name) == digest for name, digest in listed.items())
    return UNCHANGED if is_same else CHANGED


def names_in(path: Path) -> set[str]:
    """Return the files of a folder, 运行信息.json apart, each by its path in it."""
    files = (file for file in path.rglob("*") if not file.is_dir())
    return {file.relative_to(path).as_posix() for file in files} - {RUN_FILE}


def write_run(folder: Path, said: Mapping[str, Any]) -> None:
    """Write 运行信息.json, the last file: what is said, every other with its SHA-256, the mark."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    named = {file.relative_to(folder).as_posix(): sha256(file) for file in files}
    whole = {**said, FILES: named}
    text = json.dumps({**whole, MARK: _mark(whole)}, ensure_ascii=False, indent=1)
    with (folder / RUN_FILE).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def read_run(path: Path) -> dict[str, Any] | None:
    """Return what a folder's 运行信息.json says, None where it is none of ours."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads((path / RUN_FILE).read_text(encoding="utf-8"))
        if isinstance(found, dict) and MARK in found and isinstance(found.get(FILES), dict):
            return found
    return None


def has_right_mark(said: Mapping[str, Any]) -> bool:
    """Return whether what 运行信息.json says is what it said when it was written."""
    return bool(said[MARK] == _mark(said))


def _mark(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what 运行信息.json says beside its mark."""
    rest = {name: value for name, value in said.items() if name != MARK}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
