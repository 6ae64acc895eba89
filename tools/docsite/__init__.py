"""The site of the documentation: pages gathered, built, mended and checked."""
