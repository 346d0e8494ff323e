import sys

from analytics.process import main

sys.exit(main())
