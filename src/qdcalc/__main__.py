"""``python -m qdcalc``."""

import sys

from qdcalc.cli import main

if __name__ == "__main__":
    sys.exit(main())
