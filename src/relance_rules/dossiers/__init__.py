"""Dossier formats: text or plain data to facts, one module each."""
