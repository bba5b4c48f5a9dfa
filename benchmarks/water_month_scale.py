"""Memory and growth of the month of water on a province over years.

    python benchmarks/water_month_scale.py [section-months ...]

For each size it makes random readings in memory (24 indicators, 5,000 sections where there are
that many rows), runs ``qdcalc.water.month`` in a fresh process and prints the peak memory of the
process above its state before the input was made, as a multiple of the input, and the time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

SECTIONS = 5_000
MOST_MONTHS = 900  # the last is before 2100


def make(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return random readings and their section list."""
    from qdcalc.water.inputs.tables import INDICATORS
    from qdcalc.water.standard import RIVER

    rng = np.random.default_rng(1)
    count = min(max(SECTIONS, -(-size // MOST_MONTHS)), size)
    months = pd.period_range("2018-10", periods=-(-size // count), freq="M").astype(str)
    ids = np.array([f"S{n:05d}" for n in range(count)], dtype=object)
    frame = {
        "month": np.repeat(months.to_numpy(dtype=object), count)[:size],
        "section_id": np.tile(ids, len(months))[:size],
    }
    for indicator in [i for i in INDICATORS if i.table == 1][:24]:
        limits = indicator.limits[RIVER]
        middle = float(limits[2]) if limits else 20.0
        if indicator.key == "ph":
            values = rng.uniform(6.5, 8.5, size).round(2)
        elif indicator.key == "do":
            values = rng.uniform(4, 9, size).round(1)
        else:
            values = (middle * rng.lognormal(-1.6, 0.6, size)).round(5)
        frame[indicator.key] = values
    districts = np.array(["市南", "市北", "李沧", "崂山", "城阳", "即墨", "胶州", "平度", "莱西"])
    sections = pd.DataFrame(
        {
            "section_id": ids,
            "river": "河" + pd.Series(ids),
            "section": "断面" + pd.Series(ids),
            "section_type": rng.choice(["跨界", "出境", "共同断面"], count),
            "responsible": rng.choice(districts[:5], count),
            "destination": rng.choice(districts[5:], count),
            "target_class": rng.choice(["Ⅲ", "Ⅳ", "Ⅴ"], count),
            "control_level": rng.choice(["国控", "省控", "市控"], count),
        }
    )
    return pd.DataFrame(frame), sections


def peak_mb() -> float:
    """Return the peak memory of this process [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int) -> None:
    """Run one size in this process and print its line."""
    import pandera.pandas  # noqa: F401  (its own memory is not the calculation's)

    import qdcalc

    base = peak_mb()
    readings, sections = make(size)
    own = readings.memory_usage(deep=True).sum() / 2**20
    made = peak_mb()
    start = time.perf_counter()
    result = qdcalc.water.month(readings, sections=sections)
    elapsed = time.perf_counter() - start
    net = int(result.tables["districts"]["net_fen"].sum())
    print(
        f"{size:>10,} rows  input {own:7.0f} MB  made at {made - base:7.0f} MB  "
        f"peak {peak_mb() - base:7.0f} MB = {(peak_mb() - base) / own:4.2f} × input  "
        f"{elapsed:6.2f} s  net {net}"
    )


def main() -> None:
    """Measure each size in a process of its own."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measure(int(sys.argv[2]))
        return
    for size in sys.argv[1:] or ["10000", "100000", "1000000"]:
        subprocess.run([sys.executable, __file__, "--one", size], check=True)


if __name__ == "__main__":
    main()
