"""A plan to terms of an SMT solver (z3), so that a law is searched over all dossiers at once.

z3 is an optional library: import this room only where it is needed.
"""

from relance_rules.targets.smt.dossier import AnyDossier, Symbol, any_dossier
from relance_rules.targets.smt.terms import Ends, Kleene, Term
from relance_rules.targets.smt.translation import Translation

__all__ = ["AnyDossier", "Ends", "Kleene", "Symbol", "Term", "Translation", "any_dossier"]
