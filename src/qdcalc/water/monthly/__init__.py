"""The month (clauses 三–八): from readings to who pays whom."""
