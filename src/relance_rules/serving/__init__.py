"""The service: the page, and checks that other programs ask for over HTTP; nothing of a dossier is kept or logged."""
