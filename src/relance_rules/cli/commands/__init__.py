"""The commands, one module each. A module here is a command as soon as it has a function ``register``."""
