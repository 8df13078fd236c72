export const budgets = {
  title: "Budgets",
  find: "Find by code or name",
  asTree: "By code",
  asList: "As a list",
  layout: "Order",
  empty: "No budget yet",
  emptyHelp: "Budgets come in through the API or an import.",
  back: "All budgets",
  missing: "There is no such budget here",
  open: "Open the rows of {name}",
  close: "Close the rows of {name}",
} as const;
