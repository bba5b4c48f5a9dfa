"""What policy.toml and the code say of the same things agree."""

from __future__ import annotations

import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.expo import words


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = qdcalc.expo.EXPO.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    assert list(known) == list(listed)


def test_a_formula_takes_the_figures_of_a_date() -> None:
    """The notice has one version of each figure (二(一)): any day's are the same."""
    newest = qdcalc.expo.trade_show_subsidy_fen(20_000)
    assert newest == 300_000_00
    assert qdcalc.expo.trade_show_subsidy_fen(20_000, date="2019-05-08") == newest
    with pytest.raises(UsageError, match=r"参数 date.*五月.*应是日期"):
        qdcalc.expo.trade_show_subsidy_fen(20_000, date="五月")
