"""Where the Parquet input of an earlier run is now: by the names and SHA-256 that it recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qdcalc.errors import FileError
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import told
from qdcalc.parquet.paths import below
from qdcalc.result.receipt import Recorded

_HASH = 16  # characters of a SHA-256 that are shown


def root_of(wanted: Sequence[Recorded], given: Path | None, result: Path) -> Path:
    """Return the file or folder whose Parquet files are those recorded, all and no other.

    Parameters
    ----------
    wanted : sequence of Recorded
        Each by its name below the folder.
    given : path, optional
        What a person named; else it is looked for beside the result.
    result : path

    Raises
    ------
    FileError
        A file is not there, is one more, or its content is another; each is named.
    """
    names = {one.name: one.sha256 for one in wanted}
    said: list[str] = []
    for root in _roots(names, given, result):
        found = _odd_alone(names, root) if root.is_file() else _odd(names, _files(root))
        if not found:
            return root
        said = said or found
    if not said:
        lost = "、".join(list(names)[:3])
        raise FileError(
            f"当时的输入不在手边：找不到 {lost}{_more(len(names), '个文件')}。"
            "请把当时的输入放在结果旁边，或写在命令的后面"
        )
    raise FileError(
        f"输入不是结果所记录的：{'；'.join(said[:3])}{_more(len(said), '处')}。"
        "请给出当时的输入文件或文件夹，里面的文件名也和当时一样"
    )


def _more(count: int, what: str) -> str:
    return f" 等 {count:,} {what}" if count > 3 else ""


def _roots(names: dict[str, str], given: Path | None, result: Path) -> Iterator[Path]:
    """Yield the files and folders that may be the input: the one given, or those beside."""
    alone = next(iter(names)) if len(names) == 1 else ""
    if given is not None:
        yield given / alone if (given / alone).is_file() else given
        return
    here = result.resolve().parent
    own = result.resolve()
    for folder in (here, *_folders(here), *_folders(here.parent)):
        if folder == own:
            continue
        if alone and (folder / alone).is_file():
            yield folder / alone
        elif any((folder / name).is_file() for name in names):  # none else is looked through
            yield folder


def _folders(folder: Path) -> list[Path]:
    try:
        return [inner for inner in sorted(folder.iterdir()) if inner.is_dir()]
    except OSError:
        return []


def _files(root: Path) -> dict[str, Path]:
    """Return the Parquet files of a folder by the names that a run records."""
    try:
        return {told(path.relative_to(root).as_posix()): path for path in below(root)}
    except OSError:
        return {}


def _odd_alone(names: dict[str, str], path: Path) -> list[str]:
    """Say why a file is not the one recorded, whatever its name is now."""
    (name, then), now = next(iter(names.items())), _digest(path)
    if len(names) > 1:
        return [f"找不到 {other}" for other in names if other != told(path.name)]
    if now == then:
        return []
    return [f"{name} 的 SHA-256 记录的是 {then[:_HASH]}…，{told(path)} 是 {now[:_HASH]}…"]


def _odd(names: dict[str, str], files: dict[str, Path]) -> list[str]:
    """Say of each file why it is not as recorded; nothing where all are."""
    found = [f"找不到 {name}" for name in names if name not in files]
    found += [f"多出 {name}（当时没有）" for name in files if name not in names]
    for name in sorted(names.keys() & files.keys()):
        now = _digest(files[name])
        if now != names[name]:
            then = names[name][:_HASH]
            found.append(f"{name} 的 SHA-256 记录的是 {then}…，现在是 {now[:_HASH]}…")
    return found


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError:
        return ""
