"""`python -m s2sdiff` is `s2sdiff`."""

import sys

from s2sdiff.cli import main

sys.exit(main())
