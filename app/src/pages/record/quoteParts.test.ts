import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Schemas } from "./data";
import { BidNotes, BidPrice } from "./QuoteParts";

const bid: Schemas["RecordBidView"] = {
  lineId: "a",
  quoteId: null,
  amount: "90.0000",
  compared: "99.0000",
  difference: "9.0000",
  origin: "quote",
  isAsked: true,
  isPlug: false,
  isLow: false,
  days: null,
  description: null,
  accepted: false,
};

/** What people read. */
function textOf(part: typeof BidPrice | typeof BidNotes, given: typeof bid): string {
  const element = createElement(part as typeof BidPrice, {
    bid: given,
    own: "EUR",
    currency: "USD",
  });
  return renderToStaticMarkup(element).replace(/<[^>]*>/g, "");
}

it("tells a price in the supplier's currency, and what it is compared with in the project's", () => {
  expect(textOf(BidPrice, bid)).toBe("€90.00");
  expect(textOf(BidNotes, bid)).toBe("+$9.00");
  expect(textOf(BidPrice, { ...bid, amount: null, isPlug: true })).toBe("$99.00 plug");
  expect(textOf(BidPrice, { ...bid, amount: null })).toBe("–");
});
