"""What made a result: version, policy, inputs with their hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from qdcalc.notice.description import Returned
from qdcalc.notice.names import ReadAs
from qdcalc.notice.policy import Policy
from qdcalc.record import record


@record
class InputFile:
    """An input by name and SHA-256; frames have neither path nor hash."""

    name: str
    sha256: str = ""
    path: Path | None = None


@record
class Provenance:
    """What made a result: version, policy, interpretations and settings, inputs, time.

    ``origins`` says who chose each interpretation and setting; ``names`` is the user's file of
    names (名称对照), ``read_as`` are the names that were read as others, ``returned`` the
    applicants' forms that were not assessed.
    """

    version: str
    calculation: str
    policy: Policy
    interpretations: Mapping[str, str]
    settings: Mapping[str, Any]
    origins: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    data_files: Mapping[str, str]
    previous: InputFile | None = field(default=None, kw_only=True)
    names: InputFile | None = field(default=None, kw_only=True)
    returned: Returned = field(default=Returned(), kw_only=True)
    read_as: tuple[ReadAs, ...] = field(default=(), kw_only=True)
    time: dt.datetime = field(
        default_factory=lambda: dt.datetime.now().astimezone().replace(microsecond=0)
    )
