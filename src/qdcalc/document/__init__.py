"""What a report says: the model; ``report`` draws it, a notice's ``reports`` compose it."""
