"""Cost codes of a project (procore.md Appendix A)."""
