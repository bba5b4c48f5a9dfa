"""A province, a country, twenty million section-months: in one process and in parts.

    python benchmarks/scale.py [section-months ...]          measure each size
    python benchmarks/scale.py --make FOLDER section-months  only write such an input

Each size is written as Parquet (a file a year, 240 months, as many sections as it takes; every
third section lies upstream of another), then calculated into a folder of Parquet: by one process
where it is small enough, and by two processes in parts. 873,840 is the country: 3,641 national
sections for 20 years.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from measure import child, sizes, tell

MONTHS, COUNTRY = 240, 873_840
SMALL = 300_000  # section-months that one process calculates whole
WORKERS = 2


def make(folder: Path, size: int) -> None:
    """Write random readings of about so many section-months, and their section list."""
    from water_month_scale import make as sample

    count = -(-size // MONTHS)
    months = pd.period_range("2018-10", periods=MONTHS, freq="M").astype(str).to_numpy(dtype=object)
    first, _ = sample(1)
    keys = list(first.columns[2:])
    ids = np.array([f"S{n:06d}" for n in range(count)], dtype=object)
    (folder / "监测数据").mkdir(parents=True)
    for year in range(MONTHS // 12):
        own = months[year * 12 : year * 12 + 12]
        frame = pd.DataFrame({"月份": np.repeat(own, count), "序号": np.tile(ids, 12)})
        values = readings(np.random.default_rng(year), len(frame), keys)
        whole = pd.concat([frame, values], axis=1)
        whole.to_parquet(folder / "监测数据" / f"{year:02d}.parquet", row_group_size=100_000)
    sections(ids).to_parquet(folder / "断面清单.parquet")


def readings(rng: np.random.Generator, size: int, keys: list[str]) -> pd.DataFrame:
    """Return random readings, a column an indicator, as water_month_scale has them."""
    from qdcalc.water.inputs.tables import INDICATORS
    from qdcalc.water.standard import RIVER

    known = {indicator.key: indicator for indicator in INDICATORS}
    columns = {}
    for key in keys:
        limits = known[key].limits[RIVER]
        middle = float(limits[2]) if limits else 20.0
        if key == "ph":
            values = rng.uniform(6.5, 8.5, size).round(2)
        elif key == "do":
            values = rng.uniform(4, 9, size).round(1)
        else:
            values = (middle * rng.lognormal(-1.6, 0.6, size)).round(5)
        columns[known[key].name] = values
    return pd.DataFrame(columns)


def sections(ids: Any) -> pd.DataFrame:
    """Return a section list; every third section has another upstream of it."""
    rng, count = np.random.default_rng(0), len(ids)
    districts = np.array(["市南", "市北", "李沧", "崂山", "城阳", "即墨", "胶州", "平度", "莱西"])
    up = [str(ids[n - 1]) if n % 3 == 1 else None for n in range(count)]
    return pd.DataFrame(
        {
            "序号": ids,
            "河流名称": "河" + pd.Series(ids),
            "监测断面": "断面" + pd.Series(ids),
            "断面属性": rng.choice(["跨界", "出境", "共同断面"], count),
            "责任区市": rng.choice(districts[:5], count),
            "去向": rng.choice(districts[5:], count),
            "核算水质目标": rng.choice(["Ⅲ", "Ⅳ", "Ⅴ"], count),
            "断面控制级别": rng.choice(["国控", "省控", "市控"], count),
            "上游断面": up,
        }
    )


def lines() -> Iterator[dict[str, Any]]:
    """Measure each size."""
    for size in sizes([24_000, 240_000]):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            subprocess.run(
                [sys.executable, __file__, "--make", str(folder / "in"), str(size)], check=True
            )
            yield from measured(folder, size)


def measured(folder: Path, size: int) -> Iterator[dict[str, Any]]:
    """Calculate an input in one process and in parts; compare what is paid."""
    command = ["python", "-m", "qdcalc", "run", "water-month", str(folder / "in"), "-o"]
    paid, cpu = [], None
    for what, more in (("一个进程", []), (f"分开，{WORKERS} 个进程", ["--engine", "dask"])):
        if more:
            more += ["--workers", str(WORKERS)]
        elif size > SMALL:
            continue
        out = folder / "out"
        found = child([*command, f"{out}/", *more])
        line = {
            "title": "规模", "size": size, "unit": "断面月", "what": what, "cpu_s": found.cpu_s,
            "wall_s": found.wall_s, "peak_mb": found.peak_mb,
        }  # fmt: skip
        if cpu is not None:
            line |= {"ratio": found.cpu_s / cpu, "against": "一个进程"}
        cpu = found.cpu_s
        paid.append(int(pd.read_parquet(out / "区市汇总")["应付（元）"].sum() * 100))
        shutil.rmtree(out)
        yield line
    if len(set(paid)) > 1:
        raise SystemExit(f"{size}: the parts pay {paid[1]} fen, one process {paid[0]}")


def main() -> None:
    """Measure, or only write an input."""
    if "--make" in sys.argv:
        folder, size = sys.argv[sys.argv.index("--make") + 1 :][:2]
        make(Path(folder), int(size))
        return
    tell(lines())


if __name__ == "__main__":
    main()
