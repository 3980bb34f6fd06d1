"""What a plan is compiled to. Each target knows the core, and nothing of the language it came from."""
