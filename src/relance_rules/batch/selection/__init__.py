"""What a jury noted of the dossiers: read, added up, ranked beside the envelope. It decides nothing."""
