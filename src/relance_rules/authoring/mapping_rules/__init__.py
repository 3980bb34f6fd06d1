"""The lint rules of mappings: one module each, which holds it as ``RULE``."""
