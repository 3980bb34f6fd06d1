"""Tests of the installed command."""
