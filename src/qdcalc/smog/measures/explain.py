"""Where a share, a verdict and a number of runs come from: the steps back to the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.texts import key, listed
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.proof import (
    Sources,
    nothing_asked,
    wanted_district,
    wanted_one,
    wanted_row,
)
from qdcalc.result.headline import records
from qdcalc.smog.measures.facts import (
    INDUSTRY_FIGURES,
    LEVEL_FIGURES,
    Measured,
    MeasureFacts,
)
from qdcalc.smog.measures.inputs import AMOUNTS, TABLES
from qdcalc.smog.measures.sentences import (
    LEVEL_CLAUSES,
    kg_texts,
    of_cleaning,
    of_industries,
    of_targets,
    percent_texts,
)
from qdcalc.smog.words import (
    BOTH,
    CITY,
    TARGETS,
    Amounts,
    CleaningKind,
    Level,
    Pollutant,
    Sprinkle,
    Verdict,
)

Row = Any  # of a frame: a Series, or a mapping
Tables = Mapping[str, pd.DataFrame]
_MOST = 40  # cells that a step cites


def explained(
    job: Job, found: Measured, known: MeasureFacts, tables: Tables, asked: Mapping[str, str]
) -> Explanation:
    """Return the steps of a target, of a unit's rows, or of a road's runs.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, found, known)
    if asked.get("row"):
        return steps.row(asked["row"])
    if asked.get("place"):
        return steps.place(asked["place"])
    named = [asked.get(n) for n in ("grade", "pollutant", "source", "district")]
    if any(named):
        return steps.reductions(asked)
    raise nothing_asked(steps.examples())


class _Steps:
    """Composes the steps; each is made once and may stand in several places."""

    def __init__(self, job: Job, found: Measured, known: MeasureFacts) -> None:
        self.job, self.found, self.known = job, found, known
        self.sources = Sources(job)

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with examples of this input."""
        made = []
        if len(self.found.listed):
            row = self.found.listed.iloc[0]
            made += [
                (
                    f"--grade 橙色 --pollutant {row['pollutant']}",
                    "全市的减排比例和目标（减排核对）",
                ),
                (f"--source {row['source']}", "一个单位各级的减排比例和下限（行业核对）"),
                (f"--district {row['district']} --grade 红色", "一个区市的减排比例"),
            ]
        if len(self.found.cleaning):
            row = self.found.cleaning.iloc[0]
            made.append((f"--place {row['name']}", "一处的保洁次数（保洁安排）"))
        return made

    def row(self, given: str) -> Explanation:
        """Return the steps of a row of one of the inputs."""
        sheet = key(given.replace("！", "!").rpartition("!")[0])
        tables = [t for t in TABLES if t.name in self.job.tables and sheet.endswith(key(t.label))]
        if not tables:
            raise UsageError(f"“{given}”应写成 减排清单!行号、排放基数!行号 或 保洁!行号")
        data = self.job.tables[tables[0].name]
        position = self._position(data, given)
        if tables[0].name == "bases":
            return self.reductions({"pollutant": str(data.frame["pollutant"].iloc[position])})
        rows = self.found.cleaning if tables[0].name == "cleaning" else self.found.listed
        place = int(np.flatnonzero((rows["position"] == position).to_numpy())[0])
        if tables[0].name == "cleaning":
            return self._of_cleaning([place])
        return self._of_units([place], LEVEL_CLAUSES)

    def _position(self, data: TableData, given: str) -> int:
        raw = data.raw
        parts = [raw.parts[part] for part in raw.part_of.tolist()]
        sheets = pd.Series([part.sheet or raw.table.label for part in parts], dtype=object)
        files = pd.Series([part.file for part in parts], dtype=object)
        return wanted_row(given, sheets, pd.Series(raw.rows).astype(str), files)

    def reductions(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of the targets, or of a unit, that are asked for."""
        if self.found.listed.empty:
            raise UsageError("输入里没有减排清单，没有减排比例可以解释")
        levels = {str(level): (str(level),) for level in Level}
        pollutants = {name: (name,) for name in TARGETS}
        chosen = list(levels)
        if asked.get("grade"):
            chosen = [wanted_one(asked["grade"], levels, "级别")]
        names = (
            [wanted_one(asked["pollutant"], pollutants, "污染物")]
            if asked.get("pollutant")
            else list(pollutants)
        )
        if asked.get("source"):
            return self._asked_units(asked, chosen, names)
        district = CITY
        if asked.get("district"):
            known = [*self.known.districts.names, CITY]
            district = known[wanted_district(asked["district"], self.known.districts, known)]
        return self._of_targets(district, chosen, names)

    def _asked_units(
        self, asked: Mapping[str, str], levels: Sequence[str], names: Sequence[str]
    ) -> Explanation:
        rows = self.found.listed
        sources = {str(n): (str(n),) for n in dict.fromkeys(rows["source"])}
        is_it = rows["source"] == wanted_one(asked["source"], sources, "单位")
        is_it &= rows["pollutant"].isin(list(names))
        places = np.flatnonzero(is_it.to_numpy()).tolist()
        if not places:
            raise UsageError(f"减排清单里“{asked['source']}”没有这种污染物")
        return self._of_units(places, levels)

    # ----------------------------------------------------------------------------- the targets

    def _of_targets(
        self, district: str, levels: Sequence[str], names: Sequence[str]
    ) -> Explanation:
        rows = self.found.sums
        is_it = (rows["district"] == district) & rows["level"].isin(list(levels))
        is_it &= rows["pollutant"].isin(list(names))
        places = np.flatnonzero(is_it.to_numpy()).tolist()
        if not places:
            raise UsageError(f"减排清单里没有{district}的{listed(list(names))}")
        said = of_targets(self.found, self.known)
        steps = tuple(self._target(place, str(said.iloc[place])) for place in places)
        return Explanation(f"{district}的减排比例", steps)

    def _target(self, place: int, said: str) -> Step:
        """Return the share of a pollutant at a level, against its target."""
        row = self.found.sums.iloc[place]
        level, name = str(row["level"]), str(row["pollutant"])
        own = self._both(row) if name == BOTH else self._single(row)
        has_target = not pd.isna(row["percent"])
        value = percent_texts([row["part"]], [row["of"]])[0] or "没有"
        if has_target:
            value += f"，{Verdict.MET if row['is_met'] else Verdict.NOT_MET}"
            figure = f"target_{LEVEL_FIGURES[level]}_percent"
            own = (*own, self.sources.figure(figure, self.known.month, of=name))
        is_pair = name in (BOTH, str(Pollutant.SO2), str(Pollutant.NOX))
        return Step(
            f"{row['district']} {level} {name}", value, said=said,
            clause=self.sources.clause(LEVEL_CLAUSES[level]),
            options=self.sources.options(*(["swap"] if is_pair else [])), steps=own,
        )  # fmt: skip

    def _both(self, row: pd.Series[Any]) -> tuple[Step, ...]:
        rows = self.found.sums
        is_it = (rows["district"] == row["district"]) & (rows["level"] == row["level"])
        is_it &= rows["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)])
        return tuple(
            Step(f"{one['pollutant']}比例", str(share), steps=self._single(one))
            for one, share in zip(
                records(rows[is_it]), percent_texts(rows[is_it]["part"], rows[is_it]["of"]),
                strict=True,
            )
        )  # fmt: skip

    def _single(self, row: Row) -> tuple[Step, ...]:
        """Return the reductions and the base of one pollutant."""
        level, name = str(row["level"]), str(row["pollutant"])
        listing = self.found.listed
        is_city = row["district"] == CITY
        is_here = (listing["district"] == row["district"]).to_numpy() | is_city
        is_it = (listing["pollutant"] == name).to_numpy() & is_here
        own = listing[is_it & ~listing["is_exempt"].to_numpy(dtype=bool)]
        exempt = int(is_it.sum()) - len(own)
        columns = [AMOUNTS[Level(level)]]
        if self.known.amounts is Amounts.ADDED:
            columns = [AMOUNTS[a] for a in list(Level)[: list(Level).index(Level(level)) + 1]]
        cells = self._cells("reductions", columns, own["position"].tolist())
        said = f"{len(own):,} 行相加" + (f"，另有豁免 {exempt:,} 行不计" if exempt else "")
        reduced = Step(
            f"{level}减排量", self._kg(row["reduced"]), said=said,
            clause=self.sources.clause("四(三)1(2)"), options=self.sources.options("amounts"),
            cells=cells,
        )  # fmt: skip
        return reduced, self._base(row, listing[is_it])

    def _base(self, row: Row, listing: pd.DataFrame) -> Step:
        """Return what a share is taken of: the city's base, else what is listed."""
        bases = self.found.bases.set_index("pollutant").loc[str(row["pollutant"])]
        value = self._kg(row["base"])
        if row["district"] == CITY and bases["given"] is not None and not pd.isna(bases["given"]):
            cells = self._cells("bases", ["city_kg"], [int(bases["position"])])
            return Step("基数", value, said="全市排放量", cells=cells)
        cells = self._cells("reductions", ["base_kg"], listing["position"].tolist())
        said = f"清单的基准排放量 {len(listing):,} 行相加，豁免的也在内"
        return Step("基数", value, said=said, cells=cells)

    def _cells(self, table: str, columns: Sequence[str], positions: Sequence[int]) -> Any:
        """Cite cells of an input, the first of many; a column that is not there is blank."""
        data = self.job.tables[table]
        names = [name for name in columns if name in data.present]
        every = [(name, place) for place in sorted(positions) for name in names]
        cited = [data.raw.cited(name, place) for name, place in every[:_MOST]]
        left = len(every) - len(cited)
        return (*cited, f"另有 {left:,} 格") if left else tuple(cited)

    def _kg(self, units: Any) -> str:
        return f"{kg_texts([units], self.found.places)[0]} kg/d"

    # ------------------------------------------------------------------------------- the units

    def _of_units(self, places: Sequence[int], levels: Any) -> Explanation:
        """Return rows of the list: what counts at each level, against the industry's least."""
        first = self.found.listed.iloc[places[0]]
        title = f"{first['district']} {first['source']}（{first['industry']}）"
        said = of_industries(self.found)
        steps = [
            self._unit(place, level, said) for place in places for level in LEVEL_CLAUSES
            if level in levels
        ]  # fmt: skip
        return Explanation(title, tuple(steps))

    def _unit(self, place: int, level: str, said: pd.Series[str]) -> Step:
        row, ratios = self.found.listed.iloc[place], self.found.ratios
        position = int(row["position"])
        columns = [AMOUNTS[a] for a in list(Level)[: list(Level).index(Level(level)) + 1]]
        if self.known.amounts is Amounts.TOTAL:
            columns = columns[-1:]
        amount = Step(
            f"{level}减排量", self._kg(row[level]), options=self.sources.options("amounts"),
            said="" if set(columns) <= self.job.tables["reductions"].present else "空白按 0",
            cells=self._cells("reductions", columns, [position]),
        )  # fmt: skip
        base = Step("基准排放量", self._kg(row["base"]),
                    cells=self._cells("reductions", ["base_kg"], [position]))  # fmt: skip
        what, clause = f"{level} {row['pollutant']}", self.sources.clause(LEVEL_CLAUSES[level])
        told = self.sources.correction(self.job.tables["reductions"], position)
        if row["is_exempt"]:
            cells = self._cells("reductions", ["is_exempt"], [position])
            return Step(what, "豁免，计入 0 kg/d", clause=self.sources.clause("四(三)1(2)"),
                        said=told, cells=cells, steps=(amount, base))  # fmt: skip
        is_it = (ratios["position"] == position) & (ratios["level"] == level)
        where = np.flatnonzero(is_it.to_numpy()).tolist()
        if not where:
            why = "这个行业（或污染物）没有按排放量的下限，只计入全市减排量"
            told = "；".join(filter(None, (why, told)))
            counts = self._kg(row[f"counts_{level}"])
            return Step(what, counts, clause=clause, said=told, steps=(amount, base))
        industry = self._cells("reductions", ["industry"], [position])
        figure = self.sources.figure(
            INDUSTRY_FIGURES[level], self.known.month, of=str(row["industry"])
        )
        verdict = Verdict.MET if ratios["is_met"].iloc[where[0]] else Verdict.NOT_MET
        return Step(
            what, str(verdict), clause=clause,
            said="；".join(filter(None, (str(said.iloc[where[0]]), told))),
            steps=(amount, base, Step("行业", str(row["industry"]), cells=industry), figure),
        )  # fmt: skip

    # ---------------------------------------------------------------------------- the cleaning

    def place(self, given: str) -> Explanation:
        """Return the runs of a road or site, of each kind."""
        rows = self.found.cleaning
        if rows.empty:
            raise UsageError("输入里没有保洁，没有保洁次数可以解释")
        names = {str(n): (str(n),) for n in dict.fromkeys(rows["name"])}
        name = wanted_one(given, names, "道路或工地")
        return self._of_cleaning(np.flatnonzero((rows["name"] == name).to_numpy()).tolist())

    def _of_cleaning(self, places: Sequence[int]) -> Explanation:
        rows = self.found.cleaning
        said = of_cleaning(rows, self.known)
        first = rows.iloc[places[0]]
        steps = tuple(self._runs(rows.iloc[place], str(said.iloc[place])) for place in places)
        return Explanation(f"{first['district']} {first['name']}的保洁次数", steps)

    def _runs(self, row: pd.Series[Any], said: str) -> Step:
        level, kind, position = self.known.level, str(row["cleaning_kind"]), int(row["position"])
        normal, extra = int(row["normal"]), int(row["extra"])
        icy = Step("结冰", "是" if row["is_icy"] else "否",
                   cells=self._cells("cleaning", ["is_icy"], [position]))  # fmt: skip
        is_first = (
            level == Level.RED
            and kind == CleaningKind.ENTRANCE_SPRINKLING
            and self.known.sprinkle is Sprinkle.ONE
        )
        figure = f"cleaning_{LEVEL_FIGURES[level]}_runs"
        step = self.sources.figure(figure, self.known.month, of=kind)
        if is_first:
            step = self.sources.figure("first_sprinkling_runs", self.known.month)
        switches = ["ice"] * bool(row["is_icy"])
        is_red_sprinkling = level == Level.RED and kind == CleaningKind.ENTRANCE_SPRINKLING
        switches += ["sprinkle"] * is_red_sprinkling
        added = Step(
            "增加次数", f"{extra:,} 次", said=said, options=self.sources.options(*switches),
            clause=self.sources.clause(LEVEL_CLAUSES[level]), steps=(step, icy),
        )  # fmt: skip
        usual = Step("正常频次", f"{normal:,} 次",
                     cells=self._cells("cleaning", ["normal_runs"], [position]))  # fmt: skip
        return Step(
            f"{kind}的当日频次", f"{normal + extra:,} 次",
            (f"{normal:,} + {extra:,} = {normal + extra:,}",),
            said=self.sources.correction(self.job.tables["cleaning"], position),
            steps=(usual, added),
        )  # fmt: skip
