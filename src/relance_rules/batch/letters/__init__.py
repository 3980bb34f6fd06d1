"""Letters to those who filed dossiers: what they say, the template they are set in, and the folder they go to."""
