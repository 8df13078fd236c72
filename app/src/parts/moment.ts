/** The moment that a page shows: an instant for the server, nothing for now. */

import { createContext, use } from "react";

export const MomentContext = createContext<string | undefined>(undefined);

/** What the address of a change says that is opened from here: it is shown as of the same moment. */
export function usePast(): { asOf?: string } {
  const asOf = use(MomentContext);
  return asOf ? { asOf } : {};
}
