import { expect, test } from "vitest";
import { curlOf } from "./curl";
import { EXAMPLES, filled } from "./examples";
import { indented } from "./jsonText";
import { readConsoleSearch } from "./search";

test("numbers stay as the server wrote them", () => {
  const text = '{"amount":1234567890123456789.1200,"a":[],"b":{},"c":[1,{"d":"x, y: {z}"}]}';
  expect(indented(text)).toBe(
    [
      "{",
      '  "amount": 1234567890123456789.1200,',
      '  "a": [],',
      '  "b": {},',
      '  "c": [',
      "    1,",
      "    {",
      '      "d": "x, y: {z}"',
      "    }",
      "  ]",
      "}",
    ].join("\n"),
  );
});

test("what is no JSON comes back as it is", () => {
  expect(indented("<html>")).toBe("<html>");
  expect(indented("")).toBe("");
  expect(indented('"a \\" b"')).toBe('"a \\" b"');
});

test("a shell reads nothing into what was typed", () => {
  const draft = { method: "POST", path: "/x?a='b'", body: `{"n":"it's $HOME"}` } as const;
  expect(curlOf(draft, "http://localhost", { Accept: "application/json" })).toBe(
    [
      "curl -X POST",
      `'http://localhost/x?a='\\''b'\\'''`,
      `-H "Authorization: Bearer $CHANGEWRIGHT_TOKEN"`,
      "-H 'Accept: application/json'",
      `--data '{"n":"it'\\''s $HOME"}'`,
    ].join(" \\\n  "),
  );
});

test("every example has its project filled in", () => {
  for (const example of EXAMPLES) {
    for (const dialect of ["autodesk", "procore"] as const) {
      const { path } = filled(example[dialect], { project: "p-1", projectInteger: 7 });
      expect(path).toMatch(/p-1|\/7\/|=7/);
      expect(path).not.toContain("{");
    }
  }
});

test("an example that is none is left out of the address", () => {
  expect(readConsoleSearch({ example: "budgets" })).toEqual({ example: "budgets" });
  expect(readConsoleSearch({ example: "nonsense" })).toEqual({});
});
