"""A plan to functions over the facts of one dossier."""

from relance_rules.targets.python.asked import Answers, Asked
from relance_rules.targets.python.program import Facts, Possible, Program, program_of

__all__ = ["Answers", "Asked", "Facts", "Possible", "Program", "program_of"]
