"""Linked sections stay together when a province is calculated in parts."""

from __future__ import annotations

import numpy as np

from qdcalc.intake.districts import districts_of
from qdcalc.notice.policy import load
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.registry import linked_groups, registry


def test_default_links_hold_the_annex_together() -> None:
    # water.md section 1: 1→2, 7→8, 11→12, 12→13, 13→14, 16→17, 18→19, 20→21
    policy = load("qdcalc.water")
    names = districts_of(policy.figure("districts"), [586], "市财政")
    sections = registry(None, names, policy, [586], Problems())
    group = linked_groups(sections)
    together = [
        sorted(sections.ids[group == number].tolist(), key=int)
        for number in np.unique(group)
        if (group == number).sum() > 1
    ]
    assert together == [
        ["1", "2"], ["7", "8"], ["11", "12", "13", "14"], ["16", "17"], ["18", "19"], ["20", "21"]
    ]  # fmt: skip
