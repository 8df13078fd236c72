import { expect, it } from "vitest";
import { definitionOf, isChanged, searchOf, shownOf } from "./definition";

const view = {
  columns: [
    { name: "number", width: 90 },
    { name: "title", width: null },
  ],
  filter: "phase:is:pending",
  q: "",
  sort: "-due",
  group: "",
  rowHeight: "medium",
};

it("lays the address over the view", () => {
  const shown = shownOf({ view: "v", sort: "number", filter: "" }, view);
  expect(shown.sort).toBe("number");
  expect(shown.filter).toBe("");
  expect(shown.columns).toEqual(["number", "title"]);
  expect(shown.widths).toEqual({ number: 90 });
});

it("says in the address only what differs", () => {
  expect(searchOf(shownOf({}, view), "v", view)).toEqual({ view: "v" });
  const search = { view: "v", filter: "", widths: "title:300" };
  expect(searchOf(shownOf(search, view), "v", view)).toEqual(search);
  expect(isChanged(search)).toBe(true);
  expect(isChanged({ view: "v", asOf: "12" })).toBe(false);
});

it("saves what is shown", () => {
  expect(definitionOf(shownOf({}, view))).toEqual(view);
});
