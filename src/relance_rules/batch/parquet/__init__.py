"""Dossiers as the rows of a Parquet file, typed once: written by ``relance table``, checked in columns by DuckDB."""
