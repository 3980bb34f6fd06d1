"""The lint rules, one module each: a module here is one as soon as it holds a ``RULE``."""
