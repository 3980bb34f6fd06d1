"""A rule set to one JavaScript file: the whole check, for a browser or node, with the same answers byte for byte."""

from relance_rules.targets.javascript.script import engine

__all__ = ["engine"]
