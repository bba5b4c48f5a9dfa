"""The annex's own sections, which a run takes without validating them each time."""

from __future__ import annotations

from pandas.testing import assert_frame_equal

from qdcalc.intake.typed import take_in
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.annex import annex, as_cells


def test_the_annex_is_a_valid_list() -> None:
    """Clause 二: 28 sections, each once; what a user's list must be, ours is too."""
    problems = Problems()
    taken = take_in(as_cells(), problems)
    assert not list(problems)
    assert len(taken.frame) == 28
    assert_frame_equal(taken.frame, annex().frame)
