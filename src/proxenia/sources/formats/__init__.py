"""One file for each format of records; each `read` turns a stream into works and refused records."""
