"""What a rule file may say: frozen pydantic models, with no behaviour beyond validation."""
