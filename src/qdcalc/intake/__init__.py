"""A cell becomes a typed table."""
