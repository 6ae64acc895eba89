"""Where an affiliation says it is: the atlas, the parts of a string, the choice among places."""
