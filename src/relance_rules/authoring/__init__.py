"""Rule files that can be trusted: what a reader, a case or the cited document shows to be wrong in them."""
