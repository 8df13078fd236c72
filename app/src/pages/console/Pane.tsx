/** One dialect: the request as it will be sent, and what came back. */

import { Button, Group, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { CopyText } from "@/parts/copied";
import { sayingOf } from "@/parts/FieldErrors";
import { ToneBadge } from "@/parts/StateBadge";
import { count, fileSize } from "@/text/format";
import { t } from "@/text/text";
import classes from "./console.module.css";
import { curlOf } from "./curl";
import { type Dialect, METHODS, type Method, type RequestDraft } from "./examples";
import { type Exchanged, exchange, headersOf } from "./exchange";
import { indented } from "./jsonText";

interface Props {
  dialect: Dialect;
  first: RequestDraft;
  csrfToken: string;
  companyId: number | null;
  /** Counts up when both panes are to send. */
  sendings: number;
}

export function Pane({ dialect, first, csrfToken, companyId, sendings }: Props) {
  const [draft, setDraft] = useState(first);
  const headers = headersOf(draft, dialect === "procore" ? companyId : null);
  const sending = useMutation({ mutationFn: () => exchange(draft, headers, csrfToken) });
  const { mutate } = sending;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each counting up sends once
  useEffect(() => {
    if (sendings > 0) mutate();
  }, [sendings]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const title = t(dialect === "autodesk" ? "console.autodesk" : "console.procore");
  return (
    <section className={`cw-card ${classes.pane}`} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <form onSubmit={submit}>
        <RequestFields draft={draft} onChange={setDraft} />
        <Group gap="xs" mt="xs">
          <Button
            type="submit"
            size="xs"
            variant="light"
            leftSection={<Send size={14} />}
            loading={sending.isPending}
          >
            {t("console.send")}
          </Button>
          <CopyText
            text={curlOf(draft, window.location.origin, headers)}
            label={t("console.curl")}
            size="xs"
          />
        </Group>
      </form>
      {sending.error ? (
        <p role="alert" className={classes.error}>
          {sending.error instanceof RangeError ? t("console.elsewhere") : sayingOf(sending.error)}
        </p>
      ) : null}
      {sending.data ? <Answered answer={sending.data} title={title} /> : null}
    </section>
  );
}

interface FieldsProps {
  draft: RequestDraft;
  onChange: (draft: RequestDraft) => void;
}

function RequestFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <div className={classes.request}>
        <Select
          aria-label={t("console.method")}
          data={[...METHODS]}
          value={draft.method}
          allowDeselect={false}
          onChange={(method) => onChange({ ...draft, method: (method ?? "GET") as Method })}
        />
        <TextInput
          aria-label={t("console.path")}
          value={draft.path}
          classNames={{ input: classes.mono ?? "" }}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, path: event.currentTarget.value })}
        />
      </div>
      {draft.method === "GET" ? null : (
        <Textarea
          mt="xs"
          aria-label={t("console.body")}
          placeholder={t("console.body")}
          value={draft.body}
          classNames={{ input: classes.mono ?? "" }}
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={false}
          onChange={(event) => onChange({ ...draft, body: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Answered({ answer, title }: { answer: Exchanged; title: string }) {
  const tone = answer.status < 300 ? "good" : answer.status < 400 ? "info" : "bad";
  const text = indented(answer.body);
  return (
    <div className={classes.answer} aria-live="polite">
      <Group gap="xs">
        <ToneBadge tone={tone}>{`${answer.status} ${answer.statusText}`.trim()}</ToneBadge>
        <span className="cw-muted">
          {t("console.took", { milliseconds: count(Math.round(answer.milliseconds)) })}
        </span>
        <span className="cw-muted">{fileSize(answer.bytes)}</span>
        <CopyText text={answer.body} label={t("console.copyBody")} ml="auto" />
      </Group>
      <details>
        <summary>{t("console.headers", { count: answer.headers.length })}</summary>
        <dl className={classes.headers}>
          {answer.headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys */}
      <section className={classes.body} tabIndex={0} aria-label={t("console.bodyOf", { title })}>
        <pre>{text || t("console.noBody")}</pre>
      </section>
    </div>
  );
}
