"""The month of water beside pandas by hand, Polars and DuckDB, on the same made-up readings.

    python benchmarks/peers.py [section-months ...] [--peers qdcalc,polars] [--json FILE]

Work: readings × 22 indicators and a section list in memory → what each district receives and pays
in each month. The peers read clean types and check nothing; qdcalc checks and names every cell,
and keeps what its other tables and the explanation of an amount are made of. Every peer runs in a
process of its own, twice; CPU seconds of all threads count. The floor is one sum of the readings
by numpy. All must agree to the fen, else the exit code is 1. Sizes go from 1,000 to 10,000,000;
without any the first four are run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from water_month_scale import make, peak_mb

SIZES = (1_000, 10_000, 100_000, 1_000_000)
BASE_FEN = {"国控": 600_000_000, "省控": 300_000_000, "市控": 200_000_000}
TARGETS = {"Ⅰ": 0, "Ⅱ": 1, "Ⅲ": 2, "Ⅳ": 3, "Ⅴ": 4}
CITY = "市财政"
Balances = dict[tuple[str, str], int]
Sides = tuple[Balances, Balances]  # received and paid, by month and district
Limit = tuple[str, str, list[float]]  # key, kind (max, min, range), limits of classes Ⅰ to Ⅴ


def limits() -> list[Limit]:
    """Return what judges a river by the national method."""
    from qdcalc.water.standard import RIVER
    from qdcalc.water.tables import INDICATORS

    kinds = {"le": "max", "ge": "min", "range": "range"}
    return [
        (i.key, kinds[i.rule], [float(x) for x in i.limits[RIVER] or ()])
        for i in INDICATORS
        if i.is_national21
    ]


def by_pandas(readings: pd.DataFrame, sections: pd.DataFrame, judged: list[Limit]) -> Sides:
    """Work it out with pandas and numpy, a column at a time."""
    rows = readings.merge(sections, on="section_id", how="left")
    size = len(rows)
    worst = np.ones(size, np.int8)
    exceeded, beyond = np.zeros(size, bool), np.zeros(size, bool)
    target = rows["target_class"].map(TARGETS).to_numpy(np.int8)
    for key, kind, upper in judged:
        value = rows[key].to_numpy()
        found: npt.NDArray[Any]
        if kind == "range":
            found = np.where((value >= 6) & (value <= 9), 1, 6)
        elif kind == "min":
            found = 6 - np.sum([(value >= x).astype(np.int8) for x in upper], axis=0)
        else:
            found = 1 + np.sum([(value > x).astype(np.int8) for x in upper], axis=0)
        worst = np.maximum(worst, found)
        worse = found > target + 1
        exceeded |= worse
        if kind == "max":
            beyond |= worse & (value > 2 * np.array(upper)[target])
    coefficient = np.where(exceeded, np.where(beyond, -2, -1), np.where(worst < target + 1, 1, 0))
    base = rows["control_level"].map(BASE_FEN).to_numpy()
    fen = (2 * np.abs(coefficient) * base + 12) // 24
    opposite = rows["destination"].where(rows["section_type"] == "跨界", CITY)
    pays = coefficient < 0
    payer = rows["responsible"].where(pays, opposite)
    payee = opposite.where(pays, rows["responsible"])
    moved = pd.DataFrame({"month": rows["month"], "payer": payer, "payee": payee, "fen": fen})
    moved = moved[coefficient != 0]
    return tuple(  # type: ignore[return-value]
        moved.groupby(["month", side])["fen"].sum().to_dict() for side in ("payee", "payer")
    )


def by_polars(readings: pd.DataFrame, sections: pd.DataFrame, judged: list[Limit]) -> Sides:
    """Work it out with Polars' lazy frames."""
    import polars as pl

    own, target = pl.from_pandas(readings).lazy(), pl.col("target")
    rows = own.join(pl.from_pandas(sections).lazy(), on="section_id", how="left")
    classes, beyond = [], []
    for key, kind, upper in judged:
        value = pl.col(key)
        if kind == "range":
            found = pl.when((value >= 6) & (value <= 9)).then(1).otherwise(6)
        elif kind == "min":
            found = 6 - sum((value >= x).cast(pl.Int8) for x in upper)
        else:
            found = 1 + sum((value > x).cast(pl.Int8) for x in upper)
            limit = pl.when(target == 0).then(upper[0])
            for number in (1, 2, 3):
                limit = limit.when(target == number).then(upper[number])
            beyond.append(value > 2 * limit.otherwise(upper[4]))
        classes.append(found.cast(pl.Int8).alias(f"class_{key}"))
    rows = rows.with_columns(
        pl.col("target_class").replace_strict(TARGETS, return_dtype=pl.Int8).alias("target"),
        pl.col("control_level").replace_strict(BASE_FEN, return_dtype=pl.Int64).alias("base"),
    ).with_columns(*classes)
    rows = rows.with_columns(
        pl.max_horizontal(*(f"class_{key}" for key, _, _ in judged)).alias("worst"),
        pl.any_horizontal(*beyond).alias("beyond"),  # beyond twice the limit is exceeded
    )
    penalty = pl.when(pl.col("beyond")).then(-2).otherwise(-1)
    leap = pl.when(pl.col("worst") < target + 1).then(1).otherwise(0)
    rows = rows.with_columns(
        pl.when(pl.col("worst") > target + 1).then(penalty).otherwise(leap).alias("coefficient"),
        pl.when(pl.col("section_type") == "跨界")
        .then(pl.col("destination"))
        .otherwise(pl.lit(CITY))
        .alias("opposite"),
    ).filter(pl.col("coefficient") != 0)
    pays = pl.when(pl.col("coefficient") < 0)
    rows = rows.with_columns(
        ((2 * pl.col("coefficient").abs() * pl.col("base") + 12) // 24).alias("fen"),
        pays.then(pl.col("responsible")).otherwise(pl.col("opposite")).alias("payer"),
        pays.then(pl.col("opposite")).otherwise(pl.col("responsible")).alias("payee"),
    )
    summed = [rows.group_by("month", side).agg(pl.col("fen").sum()) for side in ("payee", "payer")]
    received, paid = (
        {(month, side): fen for month, side, fen in found.iter_rows()}
        for found in pl.collect_all(summed)
    )
    return received, paid


def by_duckdb(readings: pd.DataFrame, sections: pd.DataFrame, judged: list[Limit]) -> Sides:
    """Work it out in one statement of DuckDB."""
    import duckdb

    classes, beyond = [], []
    for key, kind, upper in judged:
        value = f'own."{key}"'
        if kind == "range":
            classes.append(f"case when {value} between 6 and 9 then 1 else 6 end")
        elif kind == "min":
            classes.append("6-(" + "+".join(f"({value}>={x})::int" for x in upper) + ")")
        else:
            classes.append("1+" + "+".join(f"({value}>{x})::int" for x in upper))
            beyond.append(f"{value}>2*list_value({','.join(map(str, upper))})[target+1]")
    targets = " ".join(f"when '{name}' then {number}" for name, number in TARGETS.items())
    bases = " ".join(f"when '{level}' then {fen}" for level, fen in BASE_FEN.items())
    connection = duckdb.connect()
    connection.register("readings", readings)
    connection.register("sections", sections)
    connection.execute(
        f"""create temp table moved as
        with listed as (
          select *, case target_class {targets} end target,
            (case control_level {bases} end)::bigint base,
            case when section_type='跨界' then destination else '{CITY}' end opposite
          from sections),
        own as (select * from readings left join listed using (section_id)),
        judged as (select *, greatest({",".join(classes)}) worst,
          ({" or ".join(beyond)}) beyond from own),
        due as (select *, case when worst>target+1 then case when beyond then -2 else -1 end
          when worst<target+1 then 1 else 0 end coefficient from judged)
        select month, case when coefficient<0 then responsible else opposite end payer,
          case when coefficient<0 then opposite else responsible end payee,
          (2*abs(coefficient)*base+12)//24 fen
        from due where coefficient<>0"""
    )
    received, paid = (
        {
            (month, name): fen
            for month, name, fen in connection.execute(
                f"select month, {side}, sum(fen)::bigint from moved group by 1, 2"
            ).fetchall()
        }
        for side in ("payee", "payer")
    )
    return received, paid


def by_qdcalc(readings: pd.DataFrame, sections: pd.DataFrame, judged: list[Limit]) -> Sides:
    """Let qdcalc do it, checks and all."""
    import qdcalc

    districts = qdcalc.water.month(readings, sections=sections).tables["districts"]
    keys = list(zip(districts["month"], districts["district"], strict=True))
    received, paid = (
        {key: fen for key, fen in zip(keys, districts[side].tolist(), strict=True) if fen}
        for side in ("receivable_fen", "payable_fen")
    )
    return received, paid


PEERS: dict[str, Callable[[pd.DataFrame, pd.DataFrame, list[Limit]], Sides]] = {
    "qdcalc": by_qdcalc,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "pandas": by_pandas,
}


def measure(peer: str, size: int) -> dict[str, Any]:
    """Run a peer twice in this process; CPU seconds, peak memory, and what came of it."""
    readings, sections = make(size)
    judged = limits()
    matrix = np.asfortranarray(readings.iloc[:, 2:].to_numpy(np.float64))
    floors = []
    for _ in range(7):
        start = time.process_time()
        matrix.sum()
        floors.append(time.process_time() - start)
    del matrix
    given = readings.memory_usage(deep=True).sum() / 2**20
    made, seconds = status_mb("VmRSS:"), []
    forget_peak()
    for _ in range(2):
        start = time.process_time()
        received, paid = PEERS[peer](readings, sections, judged)
        seconds.append(time.process_time() - start)
    return {
        "peer": peer,
        "size": size,
        "first_s": seconds[0],
        "again_s": seconds[1],
        "sum_s": float(np.median(floors)),
        "input_mb": float(given),
        "peak_mb": status_mb("VmHWM:") - made + float(given),  # its own beside the input
        "received": sorted([*key, fen] for key, fen in received.items()),
        "paid": sorted([*key, fen] for key, fen in paid.items()),
    }


def status_mb(line: str) -> float:
    """Return what Linux tells of this process's memory [MB]; its peak where it tells nothing."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return peak_mb()
    found = (x.split()[1] for x in status.read_text(encoding="utf-8").splitlines() if line in x)
    return int(next(found)) / 1024


def forget_peak() -> None:
    """Let the peak begin anew: making the input is no part of the work."""
    marks = Path("/proc/self/clear_refs")
    if marks.exists():
        marks.write_text("5", encoding="ascii")


def machine() -> dict[str, str]:
    """Name the machine and what runs on it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    named = {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": " ".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "",
    }
    for package in ("numpy", "pandas", "pyarrow", "polars", "duckdb", "qdcalc"):
        try:
            named[package] = version(package)
        except PackageNotFoundError:
            named[package] = "—"
    return named


def ran(peer: str, size: int) -> dict[str, Any]:
    """Return what a process of its own measured."""
    command = [sys.executable, __file__, "--one", peer, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Run every size with every peer; print and keep what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("PEER", "SIZE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one[0], int(asked.one[1])), ensure_ascii=False))
        return 0
    on, rows, differing = machine(), [], 0
    print("　".join(f"{name} {value}" for name, value in on.items()))
    for size in asked.sizes or SIZES:
        found = [ran(peer, size) for peer in asked.peers.split(",")]
        for row in found:
            same = all(row[side] == found[0][side] for side in ("received", "paid"))
            differing += not same
            print(
                f"{size:>11,} {row['peer']:7} first {row['first_s']:7.3f} s  again "
                f"{row['again_s']:7.3f} s = {row['again_s'] / row['sum_s']:6.0f} sums  peak "
                f"{row['peak_mb']:7.0f} MB = {row['peak_mb'] / row['input_mb']:4.1f} × input"
                f"{'' if same else '  DIFFERS'}",
                flush=True,
            )
            rows.append({k: v for k, v in row.items() if k not in ("received", "paid")})
        own = [row["again_s"] for row in found if row["peer"] == "qdcalc"]
        others = [row["again_s"] for row in found if row["peer"] != "qdcalc"]
        if own and others:
            print(f"{size:>11,} qdcalc = {own[0] / min(others):.2f} × the fastest peer", flush=True)
    if asked.json:
        text = json.dumps({"machine": on, "rows": rows}, ensure_ascii=False, indent=1)
        asked.json.write_text(text + "\n", encoding="utf-8")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
