"""How right it is: the Persian gold set, scores by class, reliability of confidence."""
