"""The versions of libraries in 运行信息 are those that their metadata tells."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from qdcalc.result import closing


@pytest.mark.parametrize("library", closing._LIBRARIES)
def test_the_version_of_a_library_is_that_of_its_metadata(library: str) -> None:
    assert closing._version(library) == metadata.version(library)


def test_without_a_folder_of_metadata_the_metadata_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: f"9.{name}")
    monkeypatch.setattr("sys.path", ["", str(tmp_path), str(tmp_path / "none")])
    assert closing._version("pandas") == "9.pandas"
