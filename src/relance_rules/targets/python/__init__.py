"""A plan to functions over the facts of one dossier."""

from relance_rules.targets.python.program import Facts, Possible, Program, program_of

__all__ = ["Facts", "Possible", "Program", "program_of"]
