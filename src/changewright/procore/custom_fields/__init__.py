"""Custom fields: the custom attributes that the project defines, as this door shows them."""
