"""The shapes of what a program reads: typed data, and the JSON Schemas that come from the types."""
