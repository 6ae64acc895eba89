"""The reference pages, written from the code and the data."""
