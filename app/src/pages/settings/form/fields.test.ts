import { expect, test } from "vitest";
import {
  bodyOf,
  changedOf,
  emptyOf,
  type FormField,
  formOf,
  isSame,
  placed,
  withPart,
} from "./fields";

const FIELDS: readonly FormField[] = [
  { name: "name", kind: "text", required: true },
  { name: "note", kind: "text" },
  { name: "days", kind: "integer" },
  { name: "active", kind: "switch", initial: true },
  { name: "kinds", kind: "choices" },
  { name: "personId", kind: "choice", read: (record) => (record.person as { id: string }).id },
  {
    name: "steps",
    kind: "rows",
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "rate", kind: "amount" },
    ],
  },
  { name: "split", kind: "group", fields: [{ name: "days", kind: "integer" }] },
];

const RECORD = {
  name: "Big ones",
  note: null,
  days: 7,
  active: false,
  kinds: ["oco"],
  person: { id: "p1" },
  steps: [{ name: "First", rate: "5.0000" }],
  split: null,
};

test("a record goes through its form unchanged", () => {
  const form = formOf(FIELDS, RECORD);
  expect(bodyOf(FIELDS, form, false)).toEqual({
    name: "Big ones",
    note: null,
    days: 7,
    active: false,
    kinds: ["oco"],
    personId: "p1",
    steps: [{ name: "First", rate: "5.0000" }],
    split: null,
  });
});

test("what is empty is left out of a new record, but for what is required", () => {
  expect(bodyOf(FIELDS, emptyOf(FIELDS), true)).toEqual({
    name: "",
    active: true,
    kinds: [],
    steps: [],
  });
});

test("what is no number is sent as it was typed", () => {
  const form = { ...emptyOf(FIELDS), days: "a few", split: { days: " 12 " } };
  expect(bodyOf(FIELDS, form, true)).toMatchObject({ days: "a few", split: { days: 12 } });
});

test("amounts stay the text they were", () => {
  const form = { ...emptyOf(FIELDS), steps: [{ name: "x", rate: "0.10" }] };
  expect(bodyOf(FIELDS, form, true).steps).toEqual([{ name: "x", rate: "0.10" }]);
});

test("a part of a list is changed, added, left out", () => {
  expect(withPart([1, 2], 0, 5)).toEqual([5, 2]);
  expect(withPart([1, 2], 2, 3)).toEqual([1, 2, 3]);
  expect(withPart([1, 2], 0, undefined)).toEqual([2]);
  expect(isSame({ a: [1] }, { a: [1] })).toBe(true);
  expect(isSame({ a: [1] }, { a: [2] })).toBe(false);
});

test("a message finds its place, however the server spells it", () => {
  expect(placed({ "items[0].name": "x", "bands.1.name": "y" })).toEqual({
    "items.0.name": "x",
    "bands.1.name": "y",
  });
});

test("only what was changed goes on top of what others saved", () => {
  const before = formOf(FIELDS, RECORD);
  expect(changedOf(FIELDS, before, before)).toEqual([]);
  const after = { ...before, note: "Mine", days: "9" };
  expect(bodyOf(changedOf(FIELDS, after, before), after, false)).toEqual({ note: "Mine", days: 9 });
});
