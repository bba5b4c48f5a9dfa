"""The command line and what it alone makes: console lines, demo, rules, pages of docs/."""
