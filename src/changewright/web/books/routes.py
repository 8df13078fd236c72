"""The operations that read the books."""

from __future__ import annotations

from ..operations import operation
from . import handlers
from .views import BookView

TAGS = ("Books",)

ROUTES = (
    operation(
        "GET",
        "/books/contracts",
        "webShowContractBook",
        handlers.show_contracts,
        "All contracts with every sum and figure.",
        response=BookView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/books/main-contracts",
        "webShowMainContractBook",
        handlers.show_main_contracts,
        "All main contracts with every sum and figure.",
        response=BookView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/books/budgets",
        "webShowBudgetBook",
        handlers.show_budgets,
        "All budgets with every sum and figure.",
        response=BookView,
        tags=TAGS,
    ),
)
