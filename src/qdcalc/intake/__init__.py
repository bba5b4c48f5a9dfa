"""A cell becomes a typed table: what is read how stands in ``kinds``, by ``values``, ``dates``."""
