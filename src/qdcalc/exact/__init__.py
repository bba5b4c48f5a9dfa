"""Numbers and names that do not drift: money, decimals, arrays, lists, texts."""
