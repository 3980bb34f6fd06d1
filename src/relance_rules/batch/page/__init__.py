"""The style and the script of the HTML page, kept as the files they are."""
