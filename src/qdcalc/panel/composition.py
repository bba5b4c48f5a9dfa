"""The venues and the composition that quotas are reckoned by (附件3), and the sums (二(三))."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.panel.facts import PanelFacts, group_numbers
from qdcalc.panel.words import GROUPS, MAIN, VenueKind, Verdict

PRINTED = "通知"


def venues_of(job: Job, known: PanelFacts) -> pd.DataFrame:
    """Return the venues in order: ``venue``, ``kind``, ``people``, ``origin``, ``position``.

    Those of the sheet 会场 where it is there, else the notice's; ``position`` is the row's, −1
    without one.
    """
    data = job.tables.get("venues")
    if data is None or data.frame.empty:
        sizes: Mapping[str, int] = known.policy.figure("venue_people").at(known.month)
        found = pd.DataFrame({"venue": list(sizes), "people": list(sizes.values())})
        found = found.assign(origin=PRINTED, position=-1)
    else:
        own = data.frame[["venue", "people"]].reset_index(drop=True)
        found = own.assign(origin=data.table.label, position=np.arange(len(own)))
    kind = np.where(found["venue"] == MAIN, str(VenueKind.MAIN), str(VenueKind.BRANCH))
    return found.assign(kind=kind, people=found["people"].astype(np.int64))


def composition_of(job: Job, known: PanelFacts) -> pd.DataFrame:
    """Return ``kind``, ``group`` (0–3), ``place``, ``category``, ``people``, ``whole``.

    A kind of venue that the sheet 构成 names is that sheet's wholly, in the order of its rows.
    """
    printed, data = _printed(known), job.tables.get("composition")
    parts = [printed]
    if data is not None and not data.frame.empty:
        own = _given(data)
        parts = [printed[~printed["kind"].isin(own["kind"])], own]
    found = pd.concat(parts, ignore_index=True)
    found["category"] = alike(found["category"])  # one spelling, by which the roster is found
    whole = found.groupby(["kind", "group"])["people"].transform("sum")
    return found.assign(whole=whole.astype(np.int64))


def _printed(known: PanelFacts) -> pd.DataFrame:
    """Return the notice's composition of both kinds."""
    figure = known.policy.figure
    kinds: list[tuple[VenueKind, str]] = [(VenueKind.MAIN, "main_people")] * len(GROUPS)
    kinds += [(VenueKind.BRANCH, f"branch_people_{n}") for n in range(1, len(GROUPS) + 1)]
    parts = []
    for number, (kind, name) in enumerate(kinds):
        people: Mapping[str, int] = figure(name).at(known.month)
        parts.append(
            pd.DataFrame(
                {"kind": str(kind), "group": number % len(GROUPS), "place": range(len(people)),
                 "category": list(people), "people": list(people.values()), "origin": PRINTED}
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _given(data: TableData) -> pd.DataFrame:
    """Return the sheet 构成, its rows without a group once for each."""
    own = data.frame.assign(place=np.arange(len(data.frame)), origin=data.table.label)
    columns = ["kind", "group", "place", "category", "people", "origin"]
    own = own.assign(group=group_numbers(own.get("group", pd.Series("", own.index, dtype="str"))))
    every = [own[own["group"] == -1].assign(group=number) for number in range(len(GROUPS))]
    found = pd.concat([own[own["group"] >= 0], *every], ignore_index=True)[columns]
    people = found["people"].fillna(0).astype(np.int64)
    return found.assign(people=people).sort_values("place", kind="stable", ignore_index=True)


def sum_checks(quotas: pd.DataFrame, venues: pd.DataFrame, known: PanelFacts) -> pd.DataFrame:
    """Hold the quotas against venues, ballots of a group and all ballots (附件3, 二(三)).

    Returns
    -------
    DataFrame
        ``check``, ``left``, ``right``, ``difference``, ``verdict``: a row for each venue and group
        (Σ quotas = its people), for each group (Σ venues = 每组评议票数) and for all.
    """
    sums = quotas.groupby(["venue", "group"], sort=False)["quota"].sum()
    each = venues.merge(pd.DataFrame({"group": range(len(GROUPS))}), how="cross")
    left = sums.reindex(pd.MultiIndex.from_frame(each[["venue", "group"]]), fill_value=0)
    names = each["group"].map(dict(enumerate(GROUPS)))
    rows = pd.DataFrame(
        {"check": each["venue"] + names + "组各类别名额之和 = 每组人数",
         "left": left.to_numpy(), "right": each["people"]}
    )  # fmt: skip
    of_group = quotas.groupby("group")["quota"].sum().reindex(range(len(GROUPS)), fill_value=0)
    groups = pd.DataFrame(
        {"check": [f"{group}组各会场名额之和 = 每组评议票数" for group in GROUPS],
         "left": of_group.to_numpy(), "right": known.tickets}
    )  # fmt: skip
    whole = pd.DataFrame(
        {"check": ["四组名额之和 = 评议票总数"], "left": [int(of_group.sum())],
         "right": [known.tickets_total]}
    )  # fmt: skip
    found = pd.concat([rows, groups, whole], ignore_index=True)
    difference = found["left"] - found["right"]
    verdict = np.where(difference == 0, str(Verdict.PASSED), str(Verdict.FAILED))
    return found.assign(difference=difference, verdict=verdict)
