"""The steps of an index, one file each: pure functions from a matrix to a matrix."""
