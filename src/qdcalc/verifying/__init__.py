"""Results held against what their inputs, rules and version give: run again, compared."""
