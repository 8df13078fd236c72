/** What the page's address says: what is open, where is looked, as of which day. */

import { dayOf, oneOf, type RawSearch, textOf } from "@/shell/search";

export interface InboxSearch {
  /** The change order whose decision is shown. */
  id?: string;
  scope?: "all";
  /** A calendar day of the project; left out: now. */
  asOf?: string;
}

export function readInboxSearch(raw: RawSearch): InboxSearch {
  const found: InboxSearch = {};
  const id = textOf(raw.id);
  const scope = oneOf(raw.scope, ["all"]);
  const asOf = dayOf(raw.asOf);
  if (id) found.id = id;
  if (scope) found.scope = scope;
  if (asOf) found.asOf = asOf;
  return found;
}
