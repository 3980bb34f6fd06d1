"""Frozen dataclasses that are made at once: their methods are shared, where ``dataclasses`` compiles each one's own.

The plan has some forty of them, and compiling their methods took longer than a check. To whoever reads the code, a
person or a type checker, ``dataclass`` is the usual one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from functools import cache

    def dataclass(*, frozen):
        """As ``dataclasses.dataclass``, for classes that are frozen, compared and hashed by all their fields."""
        assert frozen  # noqa: S101 - what is not frozen has no business here

        def made(kind):
            found = dataclasses.dataclass(init=False, repr=False, eq=False)(kind)
            for name, method in _METHODS.items():
                if name not in vars(found):
                    setattr(found, name, method)
            return found

        return made

    @cache
    def _shape(kind):
        """The names of the fields, and what makes the value of each one that may be left out."""
        listed = dataclasses.fields(kind)
        return tuple(each.name for each in listed), {
            each.name: (lambda each=each: each.default) if each.default_factory is _NONE else each.default_factory
            for each in listed
            if each.default is not _NONE or each.default_factory is not _NONE
        }

    _NONE = dataclasses.MISSING

    def _init(self, *given, **named):
        kind = type(self)
        names, made = _shape(kind)
        if len(given) > len(names):
            raise TypeError(f"{kind.__name__} takes {len(names)} values, not {len(given)}")
        for name, value in zip(names, given, strict=False):
            object.__setattr__(self, name, value)
        for name in names[len(given) :]:
            if name in named:
                object.__setattr__(self, name, named.pop(name))
            elif name in made:
                object.__setattr__(self, name, made[name]())
            else:
                raise TypeError(f"{kind.__name__} lacks {name}")
        if named:
            raise TypeError(f"{kind.__name__} has no {', '.join(named)}, or has it twice")

    def _values(self):
        return tuple(getattr(self, name) for name in _shape(type(self))[0])

    def _eq(self, other):
        if self is other:
            return True
        return _values(self) == _values(other) if type(self) is type(other) else NotImplemented

    def _repr(self):
        values = (f"{name}={getattr(self, name)!r}" for name in _shape(type(self))[0])
        return f"{type(self).__qualname__}({', '.join(values)})"

    def _set(self, name, value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _delete(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    _METHODS = {
        "__init__": _init,
        "__eq__": _eq,
        "__hash__": lambda self: hash(_values(self)),
        "__repr__": _repr,
        "__setattr__": _set,
        "__delattr__": _delete,
    }

__all__ = ["dataclass"]
