import { Button, Group, Textarea } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { once } from "@/api/once";
import { FieldErrors } from "@/parts/FieldErrors";
import { PersonName } from "@/parts/PersonName";
import { ErrorState, Loading } from "@/parts/states";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { instant } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, useAsOf, useKey, useReadAgain } from "./data";

import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

interface Comment {
  id: string;
  content: string;
  creatorId: string | null;
  createdAt: string;
}

const COMMENTS = "/cost/v1/containers/{containerId}/comments";

/** Remarks on the change, oldest first. */
export function Comments({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const comments = useQuery({
    queryKey: key(record.id, "comments"),
    queryFn: ({ signal }) =>
      api.request<Comment[]>("GET", COMMENTS, {
        path: { containerId: project.id },
        query: { associationId: record.id, associationType: "FormInstance", asOf },
        signal,
      }),
    select: (told) => told.value,
  });
  const names = useWriters(record);
  return (
    <section aria-label={t("record.comments")}>
      <h2 className={pageClasses.h2}>{t("record.comments")}</h2>
      {comments.error ? (
        <ErrorState error={comments.error} onRetry={() => void comments.refetch()} />
      ) : null}
      {comments.isPending ? <Loading lines={3} /> : null}
      <ul className={talkClasses.comments}>
        {comments.data?.map((comment) => (
          <li key={comment.id}>
            <div className={talkClasses.commentHead}>
              <PersonName name={names.get(comment.creatorId ?? "") ?? null} />
              <span className="cw-muted">{instant(comment.createdAt, project.timeZone)}</span>
            </div>
            <p>{comment.content}</p>
          </li>
        ))}
      </ul>
      {comments.data?.length === 0 ? (
        <p className={pageClasses.note}>{t("record.noComments")}</p>
      ) : null}
      {record.mayComment ? <Write record={record} /> : null}
    </section>
  );
}

/** The names of those who wrote, who may have left, by the ids of Autodesk's door. */
function useWriters(record: RecordOf): ReadonlyMap<string, string> {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const writers = useQuery({
    queryKey: key(record.id, "comments", "writers"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/writers", {
        path: { projectId: project.id, recordId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
    select: (told) => new Map(told.results.map((each) => [each.autodeskId ?? "", each.name])),
    placeholderData: keepPreviousData,
  });
  return writers.data ?? new Map();
}

function Write({ record }: { record: RecordOf }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const [text, setText] = useState("");
  const write = useMutation({
    mutationFn: () => {
      const path = { containerId: project.id };
      const content = text.trim();
      const body = { associationId: record.id, associationType: "FormInstance", content };
      return once({ url: COMMENTS, path, body }, (idempotencyKey) =>
        api.request("POST", COMMENTS, { path, body, idempotencyKey }),
      );
    },
    onSuccess: () => setText(""),
    onSettled: readAgain,
  });
  const send = () => {
    if (text.trim() && !write.isPending) write.mutate();
  };
  return (
    <div className={`${talkClasses.write} cw-no-print`}>
      <Textarea
        aria-label={t("record.writeComment")}
        placeholder={t("record.writeComment")}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      <FieldErrors error={write.error} />
      <Group gap="xs">
        <Button
          size="xs"
          loading={write.isPending}
          onClick={send}
          rightSection={<Keys keys="mod+enter" />}
        >
          {t("record.send")}
        </Button>
      </Group>
    </div>
  );
}
