"""The families of clock rules that come with the product, a file each, and their reader."""
