"""Sentences that only the script says: it reads less YAML than the command does."""

from relance_rules.values import Message

OWN = (Message("cette page ne lit pas la ligne {line} ; « relance check » la lit, ou dit comment l’écrire"),)
