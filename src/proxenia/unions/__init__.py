"""Networks to join, unions to form, partners: every proposal is held against chance."""
