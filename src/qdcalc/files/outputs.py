"""Files that are written whole or not at all, and never over what a person filled in or changed.

An output is written under a temporary name beside its place and renamed. What stands there
already is replaced only where it bears our mark and nobody changed it since
(:mod:`qdcalc.files.marks`), or where overwriting was asked for.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from qdcalc.errors import FileError
from qdcalc.exact.patterns import Lazy
from qdcalc.files import marks
from qdcalc.files.plain import named, reason, told

OVERWRITE = "加 --overwrite（--覆盖，Python 里是 overwrite=True）"
_TEMPORARY = Lazy(r"\.qdcalc_[0-9a-f]{16}\.tmp\b.*")
LEFT_BEHIND = 24 * 3600  # seconds after which a temporary file is nobody's
_LONGEST = 200  # bytes of a name that we make; file systems hold 255
_PATH_ON_WINDOWS = 259
_RESERVED = Lazy(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.I)
_FORBIDDEN = Lazy(r'[\\/:*?"<>|]+')
_writing: set[Path] = set()


@contextmanager
def replacing(
    path: Path, *, overwrite: bool = False, keeps: bool = False, marks_itself: bool = False
) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` and rename it when the block ends well.

    A symbolic link is written through: the file that it leads to is replaced.

    Parameters
    ----------
    path : Path
    overwrite : bool
        Replace whatever file is there.
    keeps : bool
        Replace nothing, not even what we wrote; the file is a person's from now on and bears no
        mark.
    marks_itself : bool
        What is written there bears our mark where it should.

    Raises
    ------
    FileError
        The file can't be written, or what is there must stay.
    """
    target = _free(path, overwrite, keeps)
    _tidy(target.parent)
    temporary = target.parent / f".qdcalc_{secrets.token_hex(8)}.tmp"
    _writing.add(temporary)
    try:
        try:
            temporary.open("xb").close()
        except OSError as error:
            raise FileError(f"不能在 {told(target.parent)} 里写文件：{reason(error)}") from error
        yield temporary
        _finish(temporary, "" if keeps or marks_itself else path.suffix)
        target = _free(path, overwrite, keeps)  # somebody may have written it meanwhile
        with suppress(OSError):  # there is none, or the disk knows no permissions
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        _rename(temporary, target, path)
    except OSError as error:
        raise FileError(f"{told(path)} 写不进去：{reason(error)}") from error
    finally:
        _remove(temporary)


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder for what is not wanted once the block ends."""
    try:
        folder = TemporaryDirectory(prefix="qdcalc_", ignore_cleanup_errors=True)
    except OSError as error:
        message = "没有能写的临时文件夹，磁盘可能已满，请腾出空间后再运行"
        raise FileError(message) from error
    with folder as name:
        yield Path(name)


def save(path: Path, content: bytes, *, overwrite: bool = False, keeps: bool = False) -> Path:
    """Write a file of which the content is ready; as :func:`replacing`."""
    with replacing(path, overwrite=overwrite, keeps=keeps) as temporary:
        temporary.write_bytes(content)
    return path


def is_replaceable(path: Path) -> bool:
    """Return whether a run may write a path without being told to overwrite."""
    try:
        _free(path, overwrite=False, keeps=False)
    except FileError:
        return False
    return True


def is_same(path: Path, other: Path) -> bool:
    """Return whether two paths are one file: by a link, or in letters of another case."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False


def beside(path: Path, ending: str, suffixes: Sequence[str]) -> Path:
    """Return the path of a file of ours beside another: ``核算结果`` + ``_错误标注`` + ``.xlsx``.

    What a person changed since is left: the next number is taken. The suffix is the first; the
    name is free for each of them.
    """
    base, number = f"{path.stem}{named(ending)}", 1
    whole = path.with_name(base + suffixes[0])
    while any(_is_taken(whole.with_suffix(suffix)) for suffix in suffixes):
        number += 1
        whole = path.with_name(f"{base}_{number}{suffixes[0]}")
    return whole


def _is_taken(path: Path) -> bool:
    return os.path.lexists(path) and not is_replaceable(path)


def discard() -> None:
    """Remove what an interrupted program was still writing."""
    for temporary in list(_writing):
        _remove(temporary)


def _finish(temporary: Path, suffix: str) -> None:
    """Leave our mark and see to it that the file is on the disk."""
    if suffix:
        temporary.write_bytes(marks.stamped(temporary.read_bytes(), suffix))
    with temporary.open("r+b") as stream:
        os.fsync(stream.fileno())


def _rename(temporary: Path, target: Path, path: Path) -> None:
    try:
        temporary.replace(target)
    except PermissionError as error:
        message = f"{told(path)} 正被其他程序打开（例如 Excel），请先关闭再运行"
        raise FileError(message) from error


def _remove(temporary: Path) -> None:
    """Remove a temporary file, and what a writer put beside it."""
    with suppress(OSError):
        for file in temporary.parent.glob(f"{temporary.name}*"):
            file.unlink(missing_ok=True)
    _writing.discard(temporary)


def _tidy(folder: Path) -> None:
    """Remove what a run left behind that was killed, or cut off by a power failure, long ago."""
    with suppress(OSError):
        for file in folder.glob(".qdcalc_*"):
            is_old = time.time() - file.lstat().st_mtime > LEFT_BEHIND
            if is_old and _TEMPORARY.fullmatch(file.name):
                file.unlink(missing_ok=True)


def _free(path: Path, overwrite: bool, keeps: bool) -> Path:
    """Return the file that is to be written; refuse what can't be or must not be replaced."""
    target, status = _found(path)
    shown = told(path)
    if status is None:
        folder = target.parent
        if not folder.is_dir():
            raise FileError(f"没有文件夹 {told(folder)}，请先建立")
        return target
    if stat.S_ISDIR(status.st_mode):
        raise FileError(f"{shown} 是文件夹，请给出输出文件名")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{shown} 不是普通文件（是设备或管道），请换一个输出文件名")
    if keeps:
        raise FileError(
            f"{shown} 已经存在，里面可能填了数据，没有改写。请换一个输出文件名，或先把它移走"
        )
    if not status.st_mode & 0o222:
        raise FileError(f"{shown} 是只读文件，没有覆盖。请换一个输出文件名，或去掉它的只读属性")
    if not overwrite:
        _refuse_foreign(target, path.suffix, shown)
    return target


def _found(path: Path) -> tuple[Path, os.stat_result | None]:
    """Return where a path leads to, and what is there."""
    try:
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        return target, target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return target, None
    except OSError as error:
        raise FileError(f"{told(path)} 写不进去：{reason(error)}") from error
    except ValueError as error:  # a NUL, or characters that the file system can't encode
        raise FileError(f"{told(path)} 不能作文件名：里面有系统不能用的字符") from error


def _refuse_foreign(target: Path, suffix: str, shown: str) -> None:
    state = marks.state(target, suffix)
    if state == marks.CHANGED:
        raise FileError(
            f"{shown} 写出后被改动过，没有覆盖。请换一个输出文件名；确实不要这些改动时，{OVERWRITE}"
        )
    if state == marks.FOREIGN:
        raise FileError(
            f"{shown} 已经存在，里面没有 qdcalc 的标记（不是 qdcalc 写的，或是旧版本写的），"
            f"没有覆盖。请换一个输出文件名；确实不要它时，{OVERWRITE}"
        )


def safe_names(names: Iterable[str], ending: str, folder: Path) -> list[str]:
    """Return a file name for each name, fit for every system and different from the others.

    Parameters
    ----------
    names : iterable of str
        What the files are about, such as applicants.
    ending : str
        What every file name ends with, such as ``_核定通知书.docx``.
    folder : Path
        Where they go: Windows takes paths of 259 characters.
    """
    room = _LONGEST
    if os.name == "nt":
        room = max(40, min(room, _PATH_ON_WINDOWS - len(str(folder.resolve())) - 1))
    used: set[str] = set()
    found = []
    for name in names:
        stem, number = _stem(name), 1
        whole = f"{_cut(stem, room - len(ending.encode()))}{ending}"
        while _folded(whole) in used:
            number += 1
            more = f"_{number}{ending}"
            whole = f"{_cut(stem, room - len(more.encode()))}{more}"
        used.add(_folded(whole))
        found.append(named(whole))
    return found


def _stem(name: str) -> str:
    """Return a name without what a file name can't hold."""
    seen = "".join(
        " " if c in "\r\n\t" else c
        for c in unicodedata.normalize("NFC", name)
        if c in "\r\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    stem = _FORBIDDEN.sub("_", " ".join(seen.split())).strip(". ")
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()) or stem.startswith("~$"):
        stem = f"_{stem}"
    return stem or "未命名"


def _cut(stem: str, room: int) -> str:
    """Return as much of a name as the bytes hold, characters whole."""
    return stem.encode()[: max(room, 1)].decode("utf-8", "ignore").rstrip(". ") or "_"


def _folded(name: str) -> str:
    """Return what names have in common that a file system may take for one."""
    return unicodedata.normalize("NFKC", name).casefold()
