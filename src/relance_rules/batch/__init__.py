"""A batch of dossiers: read, checked and shown one after the other, by one process or by several."""
