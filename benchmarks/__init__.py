"""Measures of speed and memory. Run them with ``make bench``; nothing here is a test."""
