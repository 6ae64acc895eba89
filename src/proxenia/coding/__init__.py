"""Documents to coded passages: every code cites its passage, and agreement between coders is measured."""
