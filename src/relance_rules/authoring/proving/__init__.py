"""Laws that every theme should keep, and the search for a dossier that breaks one."""
