"""Random bytes in a workbook's parts, random cells: a result or a QdcalcError, nothing else."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qdcalc import QdcalcError, water
from workbook.books import HEADER, ROW, SHEET1, write

QUIET = settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(width=64),
    st.dates(dt.date(1900, 3, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.text("0123456789.,-/年月日%LE=<+@ ", max_size=10),
)  # fmt: skip


def tried(path: Path) -> None:
    try:
        result = water.month(path)
    except QdcalcError as error:
        assert str(error)  # noqa: PT017
    else:
        assert len(result["断面核算"])


@QUIET
@given(cells=st.lists(CELLS, min_size=3, max_size=6), header=CELLS)
def test_random_cells(cells: list[object], header: object, tmp_path: Path) -> None:
    first = header if header is not None else "总磷"
    path = write(tmp_path / "a.xlsx", (*HEADER, first), ROW, cells[:4], ("2018-12", *cells[1:4]))
    tried(path)


@QUIET
@given(
    part=st.sampled_from([SHEET1, "xl/workbook.xml", "xl/styles.xml"]),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=4
    ),
)
def test_random_bytes(part: str, changes: list[tuple[float, bytes]], tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, ROW, ("2018-12", 1, "1.2"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = bytearray(parts[part])
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    parts[part] = bytes(data)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    tried(path)
