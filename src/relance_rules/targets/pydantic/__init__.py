"""A theme to the pydantic model of its dossiers: their facts as fields, each rule of eligibility as a validator."""

from relance_rules.targets.pydantic.model import model_of

__all__ = ["model_of"]
