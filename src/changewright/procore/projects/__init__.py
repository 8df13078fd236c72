"""Projects: the same as the other door's, with all that this vendor's address book says of them."""
