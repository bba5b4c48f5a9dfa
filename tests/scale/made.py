"""Inputs for calculations in parts: random readings with everything that warnings are told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]
DISTRICTS = ("市南", "市北", "李沧", "崂山", "城阳", "即墨", "胶州", "平度", "莱西")
INDICATORS = {
    "pH值": 7.5, "溶解氧": 7.0, "高锰酸盐指数": 5.0, "化学需氧量": 18.0, "氨氮": 0.8, "总磷": 0.15,
    "铜": 0.1, "锌": 0.1, "氟化物": 0.6, "砷": 0.01, "汞": 0.00003, "石油类": 0.03,
}  # fmt: skip


class Here:
    """Workers that are this process: what is tested is how parts come apart and together."""

    def each(
        self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], done: Any
    ) -> list[Any]:
        found = []
        for number, task in enumerate(tasks):
            found.append(function(*task))
            done(number)
        return found


@contextmanager
def here(*_: object) -> Iterator[Here]:
    """Take the place of ``qdcalc.scale.cluster.workers``."""
    yield Here()


def sections(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return a section list with links, shared sections, lakes and drinking sources."""
    ids = [str(n + 1) for n in range(count)]
    one, other = rng.choice(DISTRICTS, (2, count))
    pairs = zip(one, other, strict=True)
    both = [f"{a}、{b}" if a != b and rng.random() < 0.3 else a for a, b in pairs]
    return pd.DataFrame(
        {
            "序号": ids,
            "河流名称": [f"河{n // 3}" for n in range(count)],
            "监测断面": [f"断面{n}" for n in range(count)],
            "断面属性": rng.choice(["跨界", "出境", "共同断面"], count),
            "责任区市": both,
            "去向": rng.choice(DISTRICTS, count),
            "核算水质目标": rng.choice(["Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"], count),
            "断面控制级别": rng.choice(["国控", "省控", "市控"], count),
            "水体类型": rng.choice(["河流", "湖库"], count, p=[0.8, 0.2]),
            "饮用水源": rng.choice(["是", "否"], count, p=[0.2, 0.8]),
            "上游断面": [
                str(rng.integers(1, n + 1)) if n and rng.random() < 0.4 else None
                for n in range(count)
            ],
        }
    ).astype(object)


def readings(
    rng: np.random.Generator, listed: pd.DataFrame, months: int, blank: float
) -> pd.DataFrame:
    """Return readings of a list, some blank, marked, dry, gone, far too large."""
    month = pd.period_range("2018-10", periods=months, freq="M").astype(str).tolist()
    size = len(listed) * months
    ids = [*listed["序号"]] * months
    frame = pd.DataFrame({"月份": np.repeat(month, len(listed)), "序号": ids})
    dry = rng.random(size) < 0.02
    frame["断流"] = pd.Series("是", index=frame.index).where(dry, None)
    for name, middle in INDICATORS.items():
        values = (middle * rng.lognormal(0, 0.5, size)).round(5).astype(object)
        if name == "pH值":
            values = rng.uniform(6, 9, size).round(1).astype(object)
        marks = name not in ("pH值", "溶解氧")
        values = np.where(marks & (rng.random(size) < 0.003), middle * 300, values)
        values = np.where(marks & (rng.random(size) < 0.03), f"{middle:g}L", values)
        gone = dry | (rng.random(size) < blank)
        frame[name] = pd.Series(values, dtype=object).mask(gone, None)
    empty = rng.random(size) < blank
    frame.loc[empty, list(INDICATORS)] = None
    classes = pd.Series(rng.choice(["Ⅲ", "Ⅳ"], size), dtype=object)
    frame["水质类别"] = classes.mask(rng.random(size) < 0.8, None)
    return frame[rng.random(size) > blank].reset_index(drop=True).astype(object)


def determined(
    rng: np.random.Generator, listed: pd.DataFrame, months: Sequence[str]
) -> pd.DataFrame:
    """Return 责任认定 of some shared sections' months."""
    shared = listed[listed["责任区市"].str.contains("、")]
    rows = [
        (month, row["序号"], row["责任区市"].split("、")[0], "0.25", "示例〔2018〕1号")
        for _, row in shared.iterrows()
        for month in months
        if rng.random() < 0.3
    ]
    return pd.DataFrame(rows, columns=["月份", "序号", "区市", "责任比例", "文号"]).astype(object)


def tables(seed: int, *, count: int = 40, months: int = 6, blank: float = 0.01) -> Tables:
    """Return the tables of one random input."""
    rng = np.random.default_rng(seed)
    listed = sections(rng, count)
    data = readings(rng, listed, months, blank)
    return {
        "监测数据": data,
        "断面清单": listed,
        "责任认定": determined(rng, listed, sorted(set(data["月份"]))),
    }


def write(folder: Path, given: Tables, files: int = 1) -> Path:
    """Write tables as Parquet, the readings in several files of several row groups."""
    folder.mkdir()
    for name, frame in given.items():
        texts = frame.map(lambda v: None if v is None or v != v else str(v)).astype(object)
        if name == "监测数据":
            (folder / name).mkdir()
            for number, part in enumerate(np.array_split(np.arange(len(texts)), files)):
                path = folder / name / f"{number}.parquet"
                texts.iloc[part].to_parquet(path, index=False, row_group_size=70)
        else:
            texts.to_parquet(folder / f"{name}.parquet", index=False)
    return folder
