"""Routes of the observatory: pages for people, an interface for programs, and the files pages need."""
