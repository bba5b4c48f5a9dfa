"""The cycle (clauses 五–七, 十): classes, yearly items, the settlement."""
