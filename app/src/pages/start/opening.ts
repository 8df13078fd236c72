/** What is asked of a project that is to be opened, under the names that the request has for it. */

import type { FormField } from "@/pages/settings/form/fields";
import { t, word } from "@/text/text";

const TIERS = ["1", "2", "3"].map((value) => ({ value, label: value }));

export function openingFields(name: string, number: string): FormField[] {
  return [
    { name, kind: "text", required: true, label: word("startFields", "projectName") },
    { name: number, kind: "text", label: word("startFields", "projectNumber") },
    { name: "currency", kind: "text", initial: "USD", help: t("start.currencyHelp") },
    { name: "timeZone", kind: "text", initial: ownZone(), help: t("start.zoneHelp") },
    {
      name: "tiersCost",
      kind: "choice",
      required: true,
      options: TIERS,
      initial: "1",
      help: t("start.tiersCostHelp"),
    },
    {
      name: "tiersBudget",
      kind: "choice",
      required: true,
      options: TIERS,
      initial: "2",
      help: t("start.tiersBudgetHelp"),
    },
  ];
}

/** Where this browser is: most likely where the project is too. */
function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
