"""The documents of the exhibition subsidies: the report of what was decided, the letters."""
