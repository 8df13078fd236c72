"""The worked figures that are about features this part of the system does not have.

Number → why no test computes it. The index test holds this list against the tests.
"""

from __future__ import annotations

OUTSIDE: dict[int | str, str] = {
    27: "an application for payment: work completed, stored materials, retainage, payments due",
    40: "progress payments: invoices, amounts held back, earlier payments",
}

# Of figures that are tested: what the source goes on to compute, and we do not.
PARTLY_OUTSIDE: dict[int | str, str] = {
    24: "the retainage of 10 %",
    25: "work completed, retainage, previous payments, the payment due and the balance",
    26: "the columns of work completed, which are right on the sheet",
    41: "the share of the difference between target and cost",
}
