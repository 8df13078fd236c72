/**
 * What the server says of a field, for the place beside it: the name that programs have for it, with
 * which the sentence may begin, is left away. `time_zone must be …` is "Must be …" under "Time zone".
 */
export function besideField(field: string, message: string): string {
  const name = field.split(".").at(-1) ?? "";
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const begun = [name, column].find((each) => each !== "" && message.startsWith(`${each} `));
  if (begun === undefined) return message;
  const rest = message.slice(begun.length + 1);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
