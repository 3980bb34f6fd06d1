"""Renderers: a report to what a person or a program reads, one module each."""
