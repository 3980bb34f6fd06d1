"""All the measures, one after the other; ``python -m benchmarks 2000`` takes batches of so many dossiers."""

from __future__ import annotations

import sys

from benchmarks import batch, checking, cold_start, page, reading, serve, sql
from benchmarks.peers.__main__ import main as peers

cold_start.main()
reading.main()
checking.main()
batch.main(*map(int, sys.argv[1:2]))
sql.main()
page.main()
serve.main()
peers()
