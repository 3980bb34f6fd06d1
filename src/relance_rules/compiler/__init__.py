"""Models to code: one module per target."""
