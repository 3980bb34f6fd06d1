"""Results of a batch made again, from what their trail says, and what then differs."""
