"""The core: what a rule set comes to once lowered. Plain data, which knows nothing of the language it came from."""
