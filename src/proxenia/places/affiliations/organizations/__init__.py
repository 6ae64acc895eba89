"""Whom an affiliation names: the registry of research organizations, its names, and the model that weighs them."""
