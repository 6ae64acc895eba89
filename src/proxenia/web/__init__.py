"""The observatory on screen: it shows the library and does no arithmetic of its own."""
