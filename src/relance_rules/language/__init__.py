"""What a rule set may say: one pydantic model a part of it, one module an operator."""

import relance_rules.language.operators  # noqa: F401 - the operators register themselves
