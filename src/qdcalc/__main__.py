"""``python -m qdcalc``."""

import gc
import os
import sys

NEW_OBJECTS = 250_000  # between searches for cycles: what is loaded once has none


def entry() -> int:
    """Run the command line; an interrupt while it is loaded shows no traceback either."""
    _leave_ascii()
    gc.set_threshold(NEW_OBJECTS)
    try:
        if _has_shown(sys.argv[1:]):
            return 0
        from qdcalc.cli.console import be_quiet_at_the_end
        from qdcalc.cli.main import main

        code = main()
    except KeyboardInterrupt:
        return 2
    be_quiet_at_the_end()
    return code


def _has_shown(words: list[str]) -> bool:
    """Print a page that is known without loading what it is made of; say whether that went well."""
    from qdcalc.cli.pages import page_of

    page = page_of(words)
    if page is None:
        return False
    try:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        sys.stdout.write(page)
        sys.stdout.flush()
    except (AttributeError, OSError):  # no console, no reader: it is told as of any command
        return False
    return True


def _leave_ascii() -> None:
    """Start again in UTF-8 mode where Python takes the file system for ASCII.

    It would refuse the Chinese names of files, though the disk holds any bytes. What the console
    is fed stays as it was.
    """
    is_ascii = sys.getfilesystemencoding() == "ascii"
    if is_ascii and sys.platform != "win32" and os.environ.get("PYTHONUTF8") != "1":
        told = {} if sys.stdout is None else {"PYTHONIOENCODING": sys.stdout.encoding}
        environment = told | dict(os.environ) | {"PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)


if __name__ == "__main__":
    sys.exit(entry())
