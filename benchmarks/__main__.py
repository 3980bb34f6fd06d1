"""All the measures, one after the other; ``python -m benchmarks 2000`` takes batches of so many dossiers."""

from __future__ import annotations

import sys

from benchmarks import batch, cold_start, in_process, reading

cold_start.main()
reading.main()
in_process.main()
batch.main(*map(int, sys.argv[1:2]))
