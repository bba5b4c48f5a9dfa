"""What policy.toml and the code say of the same things agree."""

from __future__ import annotations

import numpy as np
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.expo import words
from qdcalc.expo.editions import earlier_area

from .helpers import CONSUMER, TRADE


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = qdcalc.expo.EXPO.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    assert list(known) == list(listed)
