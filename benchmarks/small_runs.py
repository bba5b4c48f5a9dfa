"""Small runs beside what Python and the libraries alone cost: a month, a year, help, a second call.

    python benchmarks/small_runs.py [runs]

Each command is a process of its own, all in turn, bytecode warm; printed is the median of the CPU
time of the whole process [s] (user and system), and what it is a multiple of: bare Python for what
only speaks, the import of pandas, pandera and the Excel libraries for what calculates. The second
``qdcalc.water.month`` of a process and the growth of a run from one month to a cycle's twelve
follow.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
RUNS = 7
BARE, IMPORTS = "python -c pass", "import of the libraries"
LIBRARIES = "pandas, pandera.pandas, openpyxl, xlsxwriter, python_calamine"
SECOND = """
import time
import qdcalc
qdcalc.water.month({source!r})
start = time.process_time()
qdcalc.water.month({source!r})
print(time.process_time() - start)
"""
QDCALC = ["-m", "qdcalc"]


def commands(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return each command by its name, with the floor that it is a multiple of."""

    def run(calculation: str, source: str) -> list[str]:
        target = folder / f"{calculation}.xlsx"
        return [*QDCALC, "run", calculation, str(DATA / source), "-o", str(target), "--overwrite"]

    return {
        BARE: (BARE, ["-c", "pass"]),
        "import qdcalc": (BARE, ["-c", "import qdcalc"]),
        "qdcalc --help": (BARE, [*QDCALC, "--help"]),
        "qdcalc run --help": (BARE, [*QDCALC, "run", "--help"]),
        "qdcalc rules": (BARE, [*QDCALC, "rules"]),
        "qdcalc interpretations": (BARE, [*QDCALC, "interpretations"]),
        "import pandas": (BARE, ["-c", "import pandas"]),
        IMPORTS: (IMPORTS, ["-c", f"import {LIBRARIES}"]),
        "run water-month": (IMPORTS, run("water-month", "水质月度_2018-11.xlsx")),
        "run water-year": (IMPORTS, run("water-year", "水质周期_2018-2019")),
        "run expo": (IMPORTS, run("expo", "会展补助_2019.xlsx")),
        "run staffing": (IMPORTS, run("staffing", "人员配备_2019-06.xlsx")),
    }


def cpu(words: list[str]) -> float:
    """Return the CPU time [s] of a process, its start and end included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure every command in turn and print its multiple of the floor."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as name:
        known = commands(Path(name))
        for _, words in known.values():
            cpu(words)  # bytecode
        found: dict[str, list[float]] = {command: [] for command in known}
        for _ in range(runs):
            for command, (_, words) in known.items():
                found[command].append(cpu(words))
    medians = {command: statistics.median(times) for command, times in found.items()}
    for command, (floor, _) in known.items():
        times = medians[command] / medians[floor]
        print(f"{command:<26} {medians[command]:6.3f} s = {times:5.2f} × {floor}")
    code = SECOND.format(source=str(DATA / "水质月度_2018-11.xlsx"))
    seconds = [
        float(subprocess.check_output([sys.executable, "-c", code], text=True)) for _ in range(runs)
    ]
    print(f"{'a second water.month':<26} {statistics.median(seconds):6.3f} s")
    growth = medians["run water-year"] / medians["run water-month"]
    print(f"{'a cycle of 12 months':<26} {growth:6.2f} × one month")


if __name__ == "__main__":
    main()
