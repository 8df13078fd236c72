/** The states of contracts as people say them. */

import { sentence } from "@/text/text";

export function statusName(status: string): string {
  return sentence(status);
}
