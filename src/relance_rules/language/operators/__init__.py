"""The operators of the language, one module each: its fields, its types, how it lowers and how it reads in words.

A module that stands here is part of the language: importing this package registers the operators of all of them.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
