/**
 * Forms as rows: what a form asks, in order, how each answer is typed, and where it goes.
 *
 * One component draws every form of the settings from such rows, nested ones too, so that errors
 * stand beside their fields and nothing typed is lost in any of them.
 */

export type FieldKind =
  | "text"
  | "area"
  | "password"
  | "amount"
  | "integer"
  | "switch"
  | "choice"
  | "choices"
  | "tags"
  | "group"
  | "rows"
  | "kept";

export interface Option {
  value: string;
  label: string;
}

export interface FormField {
  /** The key in the request's body, and in the server's problems. */
  name: string;
  kind: FieldKind;
  required?: boolean;
  options?: readonly Option[];
  /** What a group, or each of the rows, asks. */
  fields?: readonly FormField[];
  /** The form's value of a record, where it is not the record's own under this name. */
  read?: (record: FormValues) => unknown;
  /** What a new form, or a new row, begins with. */
  initial?: unknown;
  help?: string;
  label?: string;
  /** Not asked of a record that is there already. */
  onlyNew?: boolean;
}

export type FormValues = Record<string, unknown>;

/** What an empty form holds. */
export function emptyOf(fields: readonly FormField[]): FormValues {
  return Object.fromEntries(fields.map((each) => [each.name, each.initial ?? EMPTY[each.kind]]));
}

/** What a form holds of a record that is there. */
export function formOf(fields: readonly FormField[], record: FormValues): FormValues {
  return Object.fromEntries(
    fields.map((each) => {
      const value = each.read ? each.read(record) : record[each.name];
      return [each.name, shown(each, value)];
    }),
  );
}

function shown(field: FormField, value: unknown): unknown {
  if (field.kind === "kept") return value;
  if (value === null || value === undefined) return EMPTY[field.kind];
  if (field.kind === "rows") {
    return (value as FormValues[]).map((each) => formOf(field.fields ?? [], each));
  }
  if (field.kind === "group") return formOf(field.fields ?? [], value as FormValues);
  if (LISTS.has(field.kind)) return [...(value as string[])];
  return field.kind === "switch" ? value === true : String(value);
}

const LISTS: ReadonlySet<FieldKind> = new Set(["choices", "tags"]);

const EMPTY: Readonly<Record<FieldKind, unknown>> = {
  text: "",
  area: "",
  password: "",
  amount: "",
  integer: "",
  switch: false,
  choice: "",
  choices: [],
  tags: [],
  group: null,
  rows: [],
  // Not asked: sent back as it came.
  kept: undefined,
};

/**
 * The body that a form makes. What was left empty is left out of a new record, and emptied in one
 * that is there. What is no number is sent as it was typed: the server says what is wrong with it.
 */
export function bodyOf(
  fields: readonly FormField[],
  values: FormValues,
  isNew: boolean,
): FormValues {
  const body: FormValues = {};
  for (const field of fields) {
    if (field.onlyNew && !isNew) continue;
    const value = sent(field, values[field.name]);
    if (value !== undefined && !(value === null && isNew)) body[field.name] = value;
  }
  return body;
}

function sent(field: FormField, value: unknown): unknown {
  switch (field.kind) {
    case "rows":
      return (value as FormValues[]).map((each) => bodyOf(field.fields ?? [], each, true));
    case "group":
      return value === null ? null : bodyOf(field.fields ?? [], value as FormValues, true);
    case "switch":
    case "kept":
    case "choices":
    case "tags":
      return value;
    case "integer": {
      const text = String(value).trim();
      return text === "" ? null : /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    }
    case "password":
      return value === "" ? null : value;
    default: {
      const text = String(value ?? "").trim();
      if (text !== "") return text;
      return field.required ? "" : null;
    }
  }
}

/** Whether two forms hold the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields whose values are others than before. */
export function changedOf(
  fields: readonly FormField[],
  values: FormValues,
  before: FormValues,
): FormField[] {
  return fields.filter((each) => !isSame(values[each.name], before[each.name]));
}

/** The same list with one part changed, left out (`undefined`) or, at its end, added. */
export function withPart<T>(list: readonly T[], index: number, part: T | undefined): T[] {
  const next = [...list];
  if (part === undefined) next.splice(index, 1);
  else next[index] = part;
  return next;
}

/** `items[0].name` and `items.0.name` are the same place of a form. */
export function placeName(field: string): string {
  return field.replace(/\[(\d+)\]/g, ".$1");
}

/** The server's messages by the places of the form. */
export function placed(
  messages: Record<string, string | undefined>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(messages).map(([field, message]) => [placeName(field), message]),
  );
}
