"""Cases: what columns of a sheet become, a row each; blanks by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import filled, keys, whole, yes
from qdcalc.expo.cases import COLUMNS, Said, case


def test_blanks_of_columns() -> None:
    names = pd.Series(["渔 博会", None, "渔博会", "ＵＦＩ"], dtype="str")
    assert keys(names).tolist() == ["渔博会", "", "渔博会", "ufi"]
    assert filled(names).tolist() == ["渔 博会", "", "渔博会", "ＵＦＩ"]
    assert whole(pd.Series([3, None, 0], dtype="Int64")).tolist() == [3, 0, 0]
    assert yes(pd.Series([True, None, False], dtype="boolean")).tolist() == [True, False, False]
    assert yes(pd.Series([None, None], dtype=object)).tolist() == [False, False]


def test_a_case_has_every_column_and_its_own_day() -> None:
    days = np.array(["2019-05-08", "NaT"], dtype="datetime64[s]")
    said = Said(np.array(["20,000 m²", ""], dtype=object), remark=np.array("附注", dtype=object))
    found = case(2, said, item="贸易展补助", subject="甲", applicant="乙", year=2019, day=days,
                 clause="二(一)")  # fmt: skip
    assert list(found) == list(COLUMNS)
    assert found["position"].tolist() == [0, 1]
    assert found["day"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2019-05-08", ""]
    assert found["working"].tolist() == ["20,000 m²", ""]
    assert found["remark"].tolist() == ["附注"] * 2
    for name in ("claim", "history_claim", "refusal", "missing", "doubt"):
        assert found[name].tolist() == ["", ""], name
    assert found["amount_fen"].tolist() == [0, 0]
    undated = case(1, said, item="", subject="", applicant="", year=2019, clause="", working="")
    assert undated["day"].isna().all()
