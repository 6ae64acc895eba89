"""A worked example of everything that extends Proxenia: one of each kind."""
