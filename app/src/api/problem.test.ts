import { describe, expect, it } from "vitest";
import { addressOf } from "./client";
import { isTouched } from "./keys";
import { problemOf } from "./problem";

describe("a problem of any door", () => {
  it("reads our own problem document", () => {
    const problem = problemOf(422, {
      type: "urn:changewright:problem:rule",
      title: "The records refuse it",
      status: 422,
      detail: "amount: too much",
      problems: [{ field: "amount", code: "range", detail: "too much" }],
    });
    expect(problem.reason).toBe("rule");
    expect(problem.messagesByField()).toEqual({ amount: "too much" });
  });
  it("reads Autodesk's envelope of a request that fails its schema", () => {
    const entry = { code: 45007, field: "name", title: "INVALID_TYPE", detail: "must be text" };
    const problem = problemOf(400, { errors: [entry], name: "x", title: "T", detail: "D" });
    expect(problem.detail).toBe("D");
    expect(problem.problems).toEqual([{ field: "name", message: "must be text" }]);
  });
  it("reads Autodesk's envelope of a request that the records refuse", () => {
    const body = { errors: [], name: "ConflictError", title: "LOCKED", detail: "It is locked" };
    expect(problemOf(409, { error: { ...body, statusCode: 409 } }).detail).toBe("It is locked");
  });
  it("reads the gateway's", () => {
    expect(
      problemOf(401, { developerMessage: "No token", errorCode: "AUTH-010" }).isSignedOut,
    ).toBe(true);
  });
  it("reads Procore's", () => {
    const problem = problemOf(422, { errors: { title: ["can't be blank", "is odd"] } });
    expect(problem.messagesByField()).toEqual({ title: "can't be blank is odd" });
    expect(problemOf(404, { message: "Not found", errors: "Not found" }).detail).toBe("Not found");
  });
  it("reads Procore's list of sentences, and its newer form", () => {
    expect(problemOf(405, { errors: ["No."] }).detail).toBe("No.");
    const details = [{ code: "RULE", message: "too old", source: "due_date" }];
    const problem = problemOf(422, { error: { code: "INVALID", message: "No.", details } });
    expect(problem.detail).toBe("No.");
    expect(problem.problems).toEqual([{ field: "due_date", message: "too old" }]);
  });
  it("makes do with anything else", () => {
    expect(problemOf(502, "<html>").title).toBe("HTTP 502");
    expect(problemOf(500, null).status).toBe(500);
  });
});

it("fills in an address", () => {
  const wish = { path: { id: "a/b" }, query: { status: ["open", "draft"], text: "", limit: 5 } };
  expect(addressOf("/web/{id}", wish)).toBe("/web/a%2Fb?status=open%2Cdraft&limit=5");
  expect(() => addressOf("/web/{id}")).toThrow("needs id");
});

it("knows what a change touches", () => {
  expect(isTouched("log", ["change_order"])).toBe(true);
  expect(isTouched("settings", ["change_order", "cost_item"])).toBe(false);
  expect(isTouched("settings", ["change_order", "property_definition"])).toBe(true);
  // A document's lines are memberships; nobody joined the project.
  expect(isTouched("people", ["membership"])).toBe(false);
  // What happened while nobody listened may be anything.
  expect(isTouched("people", [])).toBe(true);
});
