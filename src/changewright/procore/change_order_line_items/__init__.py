"""The line items of prime and commitment change orders, as v2.0 has them (Appendix A)."""
