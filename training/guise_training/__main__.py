"""`python3 -m guise_training`."""

import sys

from guise_training.cli import main

if __name__ == "__main__":
    sys.exit(main())
