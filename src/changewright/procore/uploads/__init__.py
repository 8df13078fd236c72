"""Files on their way: announced, sent to an address of their own, then named by the record that
gets them (procore.md §2.9)."""
