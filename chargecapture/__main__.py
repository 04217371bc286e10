"""`python -m chargecapture`"""

import sys

from chargecapture.bootstrap import main

sys.exit(main())
