"""All the measures, one after the other."""

from __future__ import annotations

from benchmarks import batch, cold_start, in_process

cold_start.main()
in_process.main()
batch.main()
