"""``python -m qdcalc``."""

import sys


def entry() -> int:
    """Run the command line; an interrupt while it is loaded shows no traceback either."""
    try:
        from qdcalc.cli import main
        from qdcalc.console import be_quiet_at_the_end

        code = main()
    except KeyboardInterrupt:
        return 2
    be_quiet_at_the_end()
    return code


if __name__ == "__main__":
    sys.exit(entry())
