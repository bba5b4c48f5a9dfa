"""The documents of the staffing: the briefing of the city and of each district."""
