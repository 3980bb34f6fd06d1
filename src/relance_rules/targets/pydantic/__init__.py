"""The facts of a rule set to what reads dossiers, and a theme to the pydantic model of its dossiers.

``exact`` reads one value after the other and names every fault; ``reading`` gives the same facts, faster, of dossiers
that are written as most are; ``model`` is what programs get, and the only one that loads pydantic's own classes.
"""
