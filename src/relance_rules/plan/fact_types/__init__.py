"""The types of facts, one module each: their sort, how a value is read, and the JSON Schema of what is written.

A module that stands here is a type: importing this package registers the ``TYPE`` of all of them.
"""

from importlib import import_module
from pkgutil import iter_modules

from relance_rules.plan.fact_type import FactType, scalar

_MODULES = sorted(module.name for module in iter_modules(__path__))

FACT_TYPES: dict[str, FactType] = {
    kind.name: kind for kind in (import_module(f"{__name__}.{name}").TYPE for name in _MODULES)
}
"""The types by the name that a vocabulary gives them."""

__all__ = ["FACT_TYPES", "FactType", "scalar"]
