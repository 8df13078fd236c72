import { Textarea, Title, Tooltip } from "@mantine/core";
import { Lock, Pencil } from "lucide-react";
import { useState } from "react";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import type { RecordOf } from "./data";
import type { Editing } from "./editing";
import classes from "./head.module.css";

/** The title, typed over in place. */
export function TitleField({ record, editing }: { record: RecordOf; editing: Editing }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [before, setBefore] = useState({ name: "", tag: "" });
  const [error, setError] = useState<string | null>(null);
  const lock = record.fields.find((each) => each.name === "name")?.locked ?? null;

  const begin = () => {
    setBefore({ name: record.name, tag: record.tag });
    setTyped(record.name);
  };
  const settle = async () => {
    const mine = typed?.trim() ?? "";
    if (typed === null) return;
    if (mine === before.name) return setTyped(null);
    try {
      await editing.save({
        kind: record.kind,
        id: record.id,
        tag: before.tag,
        body: { name: mine },
        field: "name",
        before: before.name,
        mine,
        shown: (newest) => newest.name,
      });
      setTyped(null);
      setError(null);
    } catch (problem) {
      setError(sayingOf(problem));
    }
  };

  if (typed !== null) {
    return (
      <Textarea
        autosize
        autoFocus
        minRows={1}
        aria-label={t("record.name")}
        value={typed}
        error={error}
        maxLength={1024}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => void settle()}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            setTyped(null);
            setError(null);
          }
          if (event.key === "Enter") {
            event.preventDefault();
            void settle();
          }
        }}
      />
    );
  }
  return (
    <div className={classes.titleLine}>
      <Title order={1} className={classes.h1}>
        {record.name}
      </Title>
      {lock ? (
        <Tooltip label={lock} multiline maw={320}>
          <span className={classes.lock} role="img" aria-label={t("record.locked", { why: lock })}>
            <Lock size={13} />
          </span>
        </Tooltip>
      ) : (
        <button
          type="button"
          className={classes.iconButton}
          aria-label={t("record.rename")}
          onClick={begin}
        >
          <Pencil size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
