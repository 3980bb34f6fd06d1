"""Text to models: safe YAML that keeps its positions, and errors that show the line."""
