"""Where a process, its level and its times come from: the steps back to the cells."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.notice.description import Job
from qdcalc.smog.warning.facts import Assessed, WarningFacts

Tables = Mapping[str, pd.DataFrame]


def explained(
    job: Job, assessed: Assessed, known: WarningFacts, tables: Tables, asked: Mapping[str, str]
) -> Explanation:
    return Explanation("", ())
