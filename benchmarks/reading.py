"""Reading a workbook of readings, beside calamine's own time for the same sheet.

    python benchmarks/reading.py [rows ...]

For each size it writes a workbook of 30 columns (months, sections, 24 indicators with marks such
as <0.025 and 未检出, texts, dates), for the largest one also some of which single cells have to be
looked at (``SHAPES``). It measures each of these in a process of its own, all in turn, and prints
the median of CPU time [s]:

- calamine: ``to_python`` of the sheet, which is the floor;
- read: the workbook to raw tables, the scan of the sheet's XML with it;
- taken in: read and every cell parsed to a typed, validated table.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SECTIONS = 1_000
RUNS = 5
COLUMNS = 30


SHAPES = ("plain", "a column of formulas", "an error value", "a hidden row", "a merged title",
          "formats and a struck cell")  # fmt: skip


def write(path: Path, size: int, shape: str = "plain") -> None:
    """Write random readings as a laboratory's workbook has them."""
    import xlsxwriter

    from qdcalc.water.inputs.tables import READINGS

    rng = np.random.default_rng(1)
    measured = [column.label for column in READINGS.columns if column.unit][: COLUMNS - 6]
    headers = ["月份", "序号", "河流名称", "监测断面", "断流", "采样日期", *measured]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet(READINGS.label)
    top = 0
    if shape == "a merged title":
        sheet.merge_range(0, 0, 0, COLUMNS - 1, "地表水监测数据")
        top = 1
    sheet.write_row(top, 0, headers)
    cells = Cells(book, sheet, shape, size)
    values = (0.5 * rng.lognormal(-1.6, 0.6, (size, len(measured)))).round(4)
    marks = rng.random((size, len(measured)))
    for row in range(size):
        month, section = divmod(row, SECTIONS)
        year, month = 2018 + (9 + month) // 12, (9 + month) % 12 + 1
        place = f"{section:04d}"
        at = row + top + 1
        if shape == "a hidden row" and row == size // 2:
            sheet.set_row(at, None, None, {"hidden": True})
        sheet.write_row(at, 0, [f"{year}-{month:02d}", place, f"河{place}", f"断面{place}"])
        is_dry = section % 97 == 0
        sheet.write(at, 4, "是" if is_dry else "否")
        sheet.write(at, 5, (np.datetime64(f"{year}-{month:02d}-03")).astype(object), cells.day)
        for number, value in enumerate(() if is_dry else values[row].tolist(), 6):
            mark = marks[row, number - 6]
            if mark < 0.01:
                sheet.write(at, number, "<0.025")
            elif mark < 0.02:
                sheet.write(at, number, "未检出" if number % 2 else "0.004L")
            else:
                cells.write(at, number, value)
    book.close()


class Cells:
    """The measured cells of a sheet, as its shape has them."""

    def __init__(self, book: Any, sheet: Any, shape: str, size: int) -> None:
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.decimal = book.add_format({"num_format": "0.000", "bg_color": "#FFFFCC"})
        self.struck = book.add_format({"font_strikeout": True})
        self.sheet, self.shape, self.middle = sheet, shape, size // 2

    def write(self, row: int, column: int, value: float) -> None:
        """Write one number."""
        if self.shape == "a column of formulas" and column == 8:
            self.sheet.write_formula(row, column, f"=J{row + 1}*2", None, value)
        elif self.shape == "an error value" and (row, column) == (self.middle, 9):
            self.sheet.write_formula(row, column, "=1/0", None, "#DIV/0!")
        elif self.shape.startswith("formats"):
            is_struck = (row, column) == (self.middle, 9)
            self.sheet.write(row, column, value, self.struck if is_struck else self.decimal)
        else:
            self.sheet.write(row, column, value)


def calamine(path: Path) -> Callable[[], object]:
    """Return the floor: the sheet's cells as Python objects."""
    from python_calamine import CalamineWorkbook

    def read() -> object:
        book = CalamineWorkbook.from_path(path)
        return book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)

    return read


def read(path: Path) -> Callable[[], object]:
    """Return the reading of the workbook: raw tables, the scan with it."""
    from qdcalc.notice.catalogue import find
    from qdcalc.notice.switches import input_tables
    from qdcalc.table.problems import Problems
    from qdcalc.workbook.read import read_files

    tables = input_tables(find("water-month"))
    return lambda: read_files([path], tables, Problems())


def taken_in(path: Path) -> Callable[[], object]:
    """Return the reading with every cell parsed and every table validated."""
    from qdcalc.intake.typed import take_in
    from qdcalc.table.problems import Problems

    raw = read(path)

    def whole() -> object:
        problems = Problems()
        return [take_in(table, problems) for table in raw().values()]  # type: ignore[attr-defined]

    return whole


WAYS = {"calamine": calamine, "read": read, "taken in": taken_in}


def measure(path: Path, way: str) -> None:
    """Time one way in this process; importing is no part of it."""
    run = WAYS[way](path)
    start = time.process_time()
    run()
    print(time.process_time() - start)


def main() -> None:
    """Measure each size, every way in processes of its own, in turn."""
    if len(sys.argv) == 4 and sys.argv[1] == "--one":
        measure(Path(sys.argv[2]), sys.argv[3])
        return
    print(f"{'rows':>10} {'MB':>6} " + " ".join(f"{way:>18}" for way in WAYS) + "  shape")
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]
        for size in sizes:
            for shape in SHAPES if size == max(sizes) else SHAPES[:1]:
                path = Path(folder) / "readings.xlsx"
                write(path, size, shape)
                compare(path, size, shape)


def compare(path: Path, size: int, shape: str) -> None:
    """Measure each way of reading one workbook, and print their times."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(RUNS):
        for way in WAYS:
            words = [sys.executable, __file__, "--one", str(path), way]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            found[way].append(float(done.stdout))
    floor = statistics.median(found["calamine"])
    times = [statistics.median(found[way]) for way in WAYS]
    told = " ".join(f"{own:9.2f} = {own / floor:4.2f} ×" for own in times)
    print(f"{size:>10,} {path.stat().st_size / 2**20:>6.1f} {told}  {shape}", flush=True)


if __name__ == "__main__":
    main()
