"""``python -m relance_rules`` is ``relance``."""

from relance_rules.cli import main

main()
