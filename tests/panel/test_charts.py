"""The charts of the panel: what they draw, in which order."""

from __future__ import annotations

from qdcalc.document.model import Bars, Picture
from qdcalc.panel import charts

from .helpers import POINTS, T10, run, votes


def bars(picture: Picture) -> dict[str, float]:
    assert isinstance(picture.drawing, Bars)
    return dict(zip(picture.drawing.names, picture.drawing.values, strict=True))


def test_the_places_of_the_four_groups() -> None:
    drawn = bars(charts.quotas(run()))
    assert list(drawn)[:2] == ["市级主会场", "市南"]
    assert (drawn["市级主会场"], drawn["西海岸新区"], drawn["高新区"]) == (400, 1520, 240)
    assert sum(drawn.values()) == 10_000


def test_the_scores_from_the_highest_and_none_without_points() -> None:
    ballots = [
        *votes("市规划局", T10),
        *votes("市公安局", (0, 0, 0, 9)),
        *votes("市教育局", (5,), "四"),
    ]
    drawn = bars(charts.scores(run(评议票=ballots, 档次分值=POINTS)))
    assert list(drawn.items()) == [
        ("市教育局（四组）", 100),
        ("市规划局（二组）", 85),
        ("市公安局（二组）", 40),
    ]
    assert bars(charts.scores(run(评议票=ballots))) == {}


def test_the_ballots_that_did_not_come_back() -> None:
    rows = [
        ("市南", "一", 210, 209, 3), ("市南", "二", 210, 208, 0), ("市北", "一", 280, 280, 0),
        ("平度", "一", 210, 205, 0),
    ]  # fmt: skip
    picture = charts.returned(run(评议票发放=rows))
    assert list(bars(picture).items()) == [("平度", 5), ("市南", 3)]
    assert picture.alt == "平度 5 张；市南 3 张"
