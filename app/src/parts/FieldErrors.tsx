import { Alert, List } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { isProblem } from "@/api/problem";
import { sentence, t } from "@/text/text";
import { besideField } from "./besideField";

interface Props {
  error: unknown;
  /** Fields that show their own message beside them; the others are listed here. */
  shown?: readonly string[];
}

/**
 * What a refused form says of itself: the sentence, and the problems of fields that are not shown.
 * Beside a field: `error={messagesOf(error).amount}`.
 */
export function FieldErrors({ error, shown = [] }: Props) {
  if (!error) return null;
  const others = isProblem(error)
    ? error.problems.filter((each) => !shown.includes(each.field))
    : [];
  const hasOwnPlace = isProblem(error) && error.problems.length > 0 && others.length === 0;
  if (hasOwnPlace) return null;
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={16} />} role="alert" py="xs">
      {others.length > 0 ? (
        <List size="sm" spacing={2}>
          {others.map((each) => (
            <List.Item key={`${each.field} ${each.message}`}>
              {each.field ? `${sentence(each.field)}: ${each.message}` : each.message}
            </List.Item>
          ))}
        </List>
      ) : (
        sayingOf(error)
      )}
    </Alert>
  );
}

/** A refusal in one sentence, for a toast or a row. */
export function sayingOf(error: unknown): string {
  if (isProblem(error)) {
    if (error.isOffline) return t("parts.offlineTitle");
    return error.detail || error.problems[0]?.message || error.title;
  }
  return error instanceof Error ? error.message : String(error);
}

/** The messages of a refusal by field; none for what is no refusal. */
export function messagesOf(error: unknown): Record<string, string | undefined> {
  if (!isProblem(error)) return {};
  const messages = Object.entries(error.messagesByField());
  return Object.fromEntries(messages.map(([field, text]) => [field, besideField(field, text)]));
}
