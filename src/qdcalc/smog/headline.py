"""What the plan says first: what is warned of, then what the measures come to (三、四)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qdcalc.result.headline import Headline

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.smog.part import Said

TITLE = "重污染天气"


def of_plan(
    halves: Sequence[Callable[[Mapping[str, pd.DataFrame]], Said]],
    tables: Mapping[str, pd.DataFrame],
) -> Headline:
    """Put what both halves say together; one without input says nothing."""
    said = [half(tables) for half in halves]
    about = "、".join(each.title for each in said if each.title)
    return Headline(
        f"{TITLE}　{about} 的核算结论",
        tuple(text for each in said for text in each.sentences),
        lines=tuple(text for each in said for text in each.lines),
        panels=tuple(panel for each in said for panel in each.panels),
        to_check=tuple(one for each in said for one in each.to_check),
    )
