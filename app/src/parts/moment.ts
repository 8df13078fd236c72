/** The moment that a page shows: an instant for the server, nothing for now. */

import { createContext } from "react";

export const MomentContext = createContext<string | undefined>(undefined);
