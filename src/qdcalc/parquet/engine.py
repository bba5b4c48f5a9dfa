"""What Parquet and clusters need beside qdcalc: an extra, named where it is missing."""

from __future__ import annotations

from importlib.util import find_spec

from qdcalc.errors import UsageError

_WHOLE = '请先安装：python -m pip install "qdcalc[scale]"'


def require(*modules: str) -> None:
    """Refuse what needs libraries that are not installed.

    Raises
    ------
    UsageError
        One is missing; the message says how to install it.
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise UsageError(f"这一步要用 {'、'.join(missing)}，这台机器上没有装。{_WHOLE}")
