"""The rules of one theme, SNAP3, as other engines say them: one module for each, held equal to ours, then timed."""
