"""From workbook to workbook against what the libraries take alone; growth with the rows.

    python benchmarks/writing.py [section-months ...]

For each size it makes an input workbook (of ``water_month_scale``), runs ``qdcalc run`` on it and
prints CPU seconds and peak memory beside the floors, taken in the same run: python-calamine reads
the same input; XlsxWriter writes the cells of the result (constant memory, the same types, one
format); and so does xlsxturbo where it is installed, which has no print settings and no format of
a cell of its own (docs/decisions/0013). Then what writing alone takes, all tables being made: its
memory should not grow with the rows. Of Linux.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import water_month_scale

Sheets = list[tuple[str, list[list[object]]]]
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def make(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return readings of so many section-months and their sections, in Chinese."""
    from qdcalc.water.tables import INDICATORS

    water_month_scale.SECTIONS = max(28, size // 12)
    readings, sections = water_month_scale.make(size)
    labels = {one.key: one.name for one in INDICATORS}
    names = "序号 河流名称 监测断面 断面属性 责任区市 去向 核算水质目标 断面控制级别"
    sections.columns = pd.Index(names.split())
    return readings.rename(columns=labels | {"month": "月份", "section_id": "序号"}), sections


def read(path: Path) -> Sheets:
    """Read every sheet of a workbook."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]


def by_xlsxwriter(sheets: Sheets, path: Path) -> None:
    """Write cells as XlsxWriter is told to write many."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, OPTIONS) as book:
        form = book.add_format({"border": 1})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value == "":
                        sheet.write_blank(number, column, None, form)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value, form)
                    else:
                        amount = float(value) if isinstance(value, (int, float)) else 0.0
                        sheet.write_number(number, column, amount, form)


def by_xlsxturbo(sheets: Sheets, path: Path) -> None:
    """Write cells by the Rust writer, from frames."""
    import xlsxturbo

    frames = [(pd.DataFrame(rows[1:], columns=rows[0]), name) for name, rows in sheets]
    frames = [(frame, name) for frame, name in frames if len(frame)]
    start = time.process_time()
    looks = {"column_formats": {"*": {"border": True}}, "compression_level": 3}
    xlsxturbo.dfs_to_xlsx(frames, str(path), constant_memory=True, **looks)
    print(f"{time.process_time() - start:.1f}", end="")


def taken(work: object, *given: object) -> float:
    """Return the CPU seconds of a call."""
    start = time.process_time()
    work(*given)  # type: ignore[operator]
    return time.process_time() - start


def floors(source: Path, result: Path) -> None:
    """Print what the libraries take to read the input and to write the cells of the result."""
    reading, sheets = taken(read, source), read(result)
    cells = sum(len(row) for _, rows in sheets for row in rows)
    writing = taken(by_xlsxwriter, sheets, result.with_name("floor.xlsx"))
    print(reading, writing, cells)


def memory(size: int, path: Path) -> None:
    """Print what writing takes, and how much memory more than the tables."""
    from qdcalc import water

    readings, sections = make(size)
    result = water.month(readings, sections=sections)
    with result.tables.held():
        rows = sum(len(frame) for _, frame in result.tables.written())
        before = in_use("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        took = taken(result.to_excel, path)
    more = in_use("VmHWM") - before
    print(f"    {rows:,} rows of {before:.0f} MB: {took:.1f} s, {more:+.0f} MB", flush=True)


def in_use(name: str) -> float:
    """Return a line of /proc/self/status [MB]."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def child(*command: object) -> tuple[str, float, float]:
    """Run a command; return what it printed, its CPU seconds and the most that any used [MB]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout.decode(), cpu, after.ru_maxrss / 1024


def measure(size: int, folder: Path) -> None:
    """Measure one size."""
    source, result = folder / "in.xlsx", folder / "out.xlsx"
    readings, sections = make(size)
    with pd.ExcelWriter(source, engine="xlsxwriter") as book:
        readings.to_excel(book, sheet_name="监测数据", index=False)
        sections.to_excel(book, sheet_name="断面清单", index=False)
    _, cpu, peak = child("-m", "qdcalc", "run", "water-month", source, "-o", result, "--overwrite")
    said, *_ = child(__file__, "--floors", source, result)
    reading, writing, cells = map(float, said.split())
    ratio = cpu / (reading + writing)
    print(
        f"{size:,} section-months: run {cpu:.1f} s, {peak:.0f} MB; floors of {int(cells):,} cells:"
    )
    print(f"    calamine {reading:.1f} + XlsxWriter {writing:.1f} s; ratio {ratio:.2f}", flush=True)
    try:
        print(f"    xlsxturbo {child(__file__, '--turbo', result)[0]} s")
    except subprocess.CalledProcessError:
        print("    xlsxturbo is not installed")
    print(child(__file__, "--memory", size, folder / "memory.xlsx")[0], end="")


def main(*given: str) -> None:
    """Measure each size; with a leading option one part of one, in this process."""
    match given:
        case ("--floors", source, result):
            floors(Path(source), Path(result))
        case ("--turbo", result):
            by_xlsxturbo(read(Path(result)), Path(result).with_name("turbo.xlsx"))
        case ("--memory", size, path):
            memory(int(size), Path(path))
        case sizes:
            with tempfile.TemporaryDirectory() as folder:
                for size in sizes or ("3000", "12000", "48000"):
                    measure(int(size), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
