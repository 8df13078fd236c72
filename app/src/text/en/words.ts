/** The core's own words as people say them. Pages use `word("states", record.state)`. */

export const states = {
  draft: "Draft",
  open: "Open",
  pricing: "Pricing",
  not_pricing: "Not pricing",
  revising: "Revising",
  pending: "Pending",
  in_review: "In review",
  proposed: "Proposed",
  submitted: "Submitted",
  proceeding: "Proceeding",
  not_proceeding: "Not proceeding",
  pending_billable: "Pending, billable",
  accepted: "Accepted",
  answered: "Answered",
  approved: "Approved",
  executed: "Executed",
  rejected: "Rejected",
  no_charge: "No charge",
  void: "Void",
  contracted: "Contracted",
} as const;

/** The letters that people call them by. */
export const letters = {
  pco: "PCO",
  rfq: "RFQ",
  rco: "RCO",
  scr: "SCR",
  oco: "OCO",
  sco: "SCO",
  event: "EVT",
} as const;

export const kinds = {
  pco: "Potential change order",
  rfq: "Request for quote",
  rco: "Request for change order",
  scr: "Supplier change request",
  oco: "Owner change order",
  sco: "Supplier change order",
  event: "Change event",
} as const;

export const courts = {
  preparer: "Preparer",
  supplier: "Supplier",
  owner: "Owner",
  decider: "Decider",
  approver: "Approver",
  mover: "Whoever moves it",
  signer: "Signer",
} as const;

export const phases = {
  draft: "Draft",
  exposed: "Exposed",
  pending: "Pending",
  approved: "Approved",
  closed: "Closed",
} as const;
