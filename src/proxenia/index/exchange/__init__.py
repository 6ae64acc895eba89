"""An index as files: tables read in, with cells that are not sure, results written out, and both made again."""
