"""Documents to PDF, by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from qdcalc.errors import FileError, UsageError
from qdcalc.files import outputs
from qdcalc.files.plain import told

_PATIENCE = 300  # seconds that LibreOffice gets for a document


def to_pdf(path: Path, *, overwrite: bool = False) -> Path:
    """Convert a document to PDF beside it with LibreOffice.

    Raises
    ------
    UsageError
        LibreOffice is not there.
    FileError
        It could not convert the document, or what is there must stay.
    """
    program = office()
    failed = f"LibreOffice 没有把 {told(path)} 转成 PDF，请打开文档另存"
    with outputs.scratch() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        made = Path(folder, path.stem + ".pdf")
        try:
            code = _code([*command, str(path.absolute())])
            content = made.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FileError(failed) from error
        if code:
            raise FileError(failed)
        return outputs.save(path.with_suffix(".pdf"), content, overwrite=overwrite)


def _code(command: list[str]) -> int:
    """Run a program; return its exit code. One that is stopped takes its children with it."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        try:
            return started.wait(_PATIENCE)
        except BaseException:
            started.kill()
            if sys.platform != "win32":
                with suppress(OSError):
                    os.killpg(started.pid, signal.SIGKILL)
            raise


def office() -> str:
    """Return the program that makes PDF.

    Raises
    ------
    UsageError
        It is not installed.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice") or _on_windows()
    if program is None:
        raise UsageError(
            "没有找到 LibreOffice，写不出 PDF。请安装 LibreOffice，"
            "或用 Word、WPS 打开文档后另存为 PDF"
        )
    return program


def _on_windows() -> str | None:
    path = Path(r"C:\Program Files\LibreOffice\program\soffice.exe")
    return str(path) if path.is_file() else None
