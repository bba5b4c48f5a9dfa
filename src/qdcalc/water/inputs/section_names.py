"""Which section of the list a river's and a section's written names mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.patterns import Lazy
from qdcalc.water.inputs.registry import Sections

# what people put between a river and its section; between figures it is part of a name
_JOINTS = Lazy(r"(?<!\d)[-—–_·•・/\\()\[\]、.:：|]+|[-—–_·•・/\\()\[\]、.:：|]+(?!\d)")
_SUFFIX = "断面"
# what a section's name carries that says nothing of which it is: its level, a number, a star
_MARKS = Lazy(
    r"[(\[【](?:(?:国|省|市|国省)[控考](?:断面|点位)?|(?:监测|考核)断面)[)\]】]|(?<=.)(?:监测|考核)断面$"
    r"|^[*★☆※▲△●◆#]+|[*★☆※▲△●◆]+$|^\(?\d{1,2}[.、)](?=[^\d.])"
)
_OF_RIVER = Lazy(r"(?<=.)(?:干流|水系|流域)$")
_BRACKET = Lazy(r"(?<=.)\([^()]*\)$")


def listed(sections: Sections, name: str) -> Texts:
    """Return the list's own names, to be compared with those that are written."""
    return keys(sections.texts[name])


def plain_rivers(rivers: Texts) -> Texts:
    """Return rivers' names without what says that they are rivers: 大沽河干流, 大沽河水系."""
    return _without(_OF_RIVER, rivers)


def bare(names: Texts) -> Texts:
    """Return sections' names without levels, numbers, stars, joints and the list's own brackets."""
    return _compact(_without(_BRACKET, _without(_MARKS, names)))


def _without(pattern: Lazy[str], texts: Texts) -> Texts:
    return np.array([pattern.sub("", text) for text in texts.tolist()], dtype=object)


def _compact(texts: Texts) -> Texts:
    """Return names without what people put between or after a river and its section."""
    return np.array([_JOINTS.sub("", text).removesuffix(_SUFFIX) for text in texts], dtype=object)


def meant(sections: Sections, river: Texts, section: Texts, month: Ints) -> tuple[Ints, Bools]:
    """Return the place that a row's names mean in its month, −1 for none, and which mean several.

    A section alone means that of the name, or the one whose river stands before or after it in
    the name. A river that is written is never passed over. Where nothing has the name as it is
    written, levels, numbers and stars are left out of it, then the list's own brackets.
    """
    place = np.full(len(section), -1, dtype=np.int64)
    twice = np.zeros(len(section), dtype=bool)
    if not (section != "").any():
        return place, twice
    rivers, names = listed(sections, "river"), listed(sections, "section")
    place, twice = _by_name(sections, rivers + "\n" + names, river + "\n" + section, month)
    for step, own_names in enumerate((names, names, _without(_BRACKET, names))):
        left = np.flatnonzero((place < 0) & (section != ""))
        if not left.size:
            break
        of, own = river[left], section[left]
        if step:
            of, own = plain_rivers(of), _without(_MARKS, own)
        place[left], twice[left] = _in_ways(sections, (rivers, own_names), (of, own), month[left])
    return place, twice


def _in_ways(
    sections: Sections, pairs: tuple[Texts, Texts], written: tuple[Texts, Texts], month: Ints
) -> tuple[Ints, Bools]:
    """Return what names mean that stand together or apart, with or without a joint."""
    (rivers, names), (river, section) = pairs, written
    place = np.full(len(section), -1, dtype=np.int64)
    twice = np.zeros(len(section), dtype=bool)
    short = _compact(rivers), _compact(names)
    whole = short[0] + short[1]
    for is_alone in (True, False):
        left = np.flatnonzero((river == "") == is_alone)
        if not left.size:
            continue
        own, of = section[left], _compact(river[left])
        bare = _compact(own)
        if is_alone:
            ways = [(names, own), (short[1], bare), (whole, bare), (short[1] + short[0], bare)]
        else:
            inside = np.array([b.startswith(o) for b, o in zip(bare, of, strict=True)], dtype=bool)
            ways = [(short[0] + "\n" + short[1], of + "\n" + bare),
                    (whole, np.where(inside, bare, ""))]  # fmt: skip
        for own_names, told in ways:
            found, several = _by_name(sections, own_names, told, month[left])
            free = place[left] < 0
            place[left] = np.where(free, found, place[left])
            twice[left] = np.where(free, several, twice[left])
    return place, twice


def _by_name(
    sections: Sections,
    pairs: Texts,
    written: Texts,
    month: Ints,
) -> tuple[Ints, Bools]:
    """Return the place that names mean in a month, −1 for none, and which mean several.

    Names mean the row that holds in the month; where none does, any that has them.
    """
    codes, known = pd.factorize(pairs)
    wanted = pd.Index(known).get_indexer(pd.Index(written))
    if not pd.Index(pairs).has_duplicates:
        return wanted.astype(np.int64), np.zeros(len(written), dtype=bool)
    asked = pd.DataFrame({"pair": wanted, "month": month}).drop_duplicates()
    rows = pd.DataFrame({"pair": codes, "place": np.arange(len(codes)), "number": sections.number})
    found = asked.merge(rows, on="pair")
    found["idle"] = ~sections.holds(found["place"].to_numpy(), found["month"].to_numpy())
    found = found.sort_values(["pair", "month", "idle", "place"])
    keys = ["pair", "month"]
    best = found[found["idle"] == found.groupby(keys)["idle"].transform("first")]
    several = best.groupby(keys)["number"].nunique() > 1
    place = best.groupby(keys)["place"].first()
    index = pd.MultiIndex.from_arrays([wanted, month])
    return (
        place.reindex(index).fillna(-1).to_numpy(dtype=np.int64, copy=True),
        several.reindex(index, fill_value=False).to_numpy(dtype=bool, copy=True),
    )
