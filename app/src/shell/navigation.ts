/** The project's pages: one table for the navigation, the shortcuts and the palette. */

import {
  ChartColumnBig,
  FileSignature,
  Inbox,
  Landmark,
  type LucideIcon,
  Plus,
  Settings,
  SquareTerminal,
  Table2,
} from "lucide-react";
import type { Audience } from "@/api/session";
import type { TextName } from "@/text/text";

export interface Place {
  to:
    | "/p/$project/log"
    | "/p/$project/inbox"
    | "/p/$project/dashboard"
    | "/p/$project/contracts"
    | "/p/$project/budgets"
    | "/p/$project/settings"
    | "/p/$project/console"
    | "/p/$project/create";
  text: TextName;
  icon: LucideIcon;
  keys: string;
  /** Who has it; the server refuses the others anyway. */
  audiences: readonly Audience[];
}

const EVERYBODY: readonly Audience[] = ["full", "owner", "supplier"];

export const PLACES: readonly Place[] = [
  { to: "/p/$project/log", text: "shell.log", icon: Table2, keys: "g l", audiences: EVERYBODY },
  { to: "/p/$project/inbox", text: "shell.inbox", icon: Inbox, keys: "g i", audiences: EVERYBODY },
  {
    to: "/p/$project/dashboard",
    text: "shell.dashboard",
    icon: ChartColumnBig,
    keys: "g d",
    audiences: ["full", "owner"],
  },
  {
    to: "/p/$project/contracts",
    text: "shell.contracts",
    icon: FileSignature,
    keys: "g c",
    audiences: EVERYBODY,
  },
  {
    to: "/p/$project/budgets",
    text: "shell.budgets",
    icon: Landmark,
    keys: "g b",
    audiences: ["full"],
  },
  {
    to: "/p/$project/settings",
    text: "shell.settings",
    icon: Settings,
    keys: "g s",
    audiences: EVERYBODY,
  },
  {
    to: "/p/$project/console",
    text: "shell.console",
    icon: SquareTerminal,
    keys: "g a",
    audiences: ["full"],
  },
];

export const CREATE: Place = {
  to: "/p/$project/create",
  text: "shell.create",
  icon: Plus,
  keys: "c",
  audiences: ["full"],
};

/** Roles that may draw up a change. */
export const CREATING_ROLES: readonly string[] = ["admin", "manager", "estimator"];
