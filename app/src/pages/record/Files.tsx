import { ActionIcon, Button, FileButton, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { File, Trash2, Upload } from "lucide-react";
import { type DragEvent, useState } from "react";
import { addressOf, api } from "@/api/client";
import { type AutodeskPage, ofAutodesk, readAll } from "@/api/pages";
import { sayingOf } from "@/parts/FieldErrors";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { fileSize, instant } from "@/text/format";
import { t } from "@/text/text";
import { type RecordOf, useAsOf, useKey, useReadAgain } from "./data";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

interface Attachment {
  id: string;
  name: string;
  size: number | null;
  createdAt: string;
}

const ATTACHMENTS = "/cost/v1/containers/{containerId}/attachments";
const CONTENT = "/cost/v1/containers/{containerId}/attachments/{id}/content";

/** The change's files: dropped here, or chosen. */
export function Files({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const files = useQuery({
    queryKey: key(record.id, "files"),
    queryFn: ({ signal }) =>
      readAll(async (offset) => {
        const { value } = await api.request<AutodeskPage<Attachment>>("GET", ATTACHMENTS, {
          path: { containerId: project.id },
          query: { associationId: record.id, associationType: "FormInstance", asOf, offset },
          signal,
        });
        return ofAutodesk(value);
      }),
    select: (whole) => whole.results,
  });
  const upload = useUpload(record);
  const [isOver, setIsOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (record.mayAttach) upload.mutate([...event.dataTransfer.files]);
  };
  return (
    <section
      className={talkClasses.files}
      aria-label={t("record.attachments")}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!record.mayAttach) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <h2 className={pageClasses.h2}>{t("record.attachments")}</h2>
      {files.error ? <ErrorState error={files.error} onRetry={() => void files.refetch()} /> : null}
      {files.isPending ? <Loading lines={3} /> : null}
      <ul className={talkClasses.fileList}>
        {files.data?.map((file) => (
          <FileLine key={file.id} file={file} record={record} />
        ))}
      </ul>
      {files.data?.length === 0 ? <p className={pageClasses.note}>{t("record.noFiles")}</p> : null}
      {record.mayAttach ? (
        <Group gap="xs" className="cw-no-print">
          <FileButton multiple onChange={(chosen) => upload.mutate(chosen)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={upload.isPending}
                leftSection={<Upload size={15} aria-hidden="true" />}
              >
                {t("record.addFiles")}
              </Button>
            )}
          </FileButton>
          <span className={pageClasses.noteInline}>{t("record.dropHelp")}</span>
        </Group>
      ) : null}
    </section>
  );
}

interface KeptFile {
  urn: string;
  name: string;
}

function useUpload(record: RecordOf) {
  const project = useProject();
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: async (files: readonly globalThis.File[]) => {
      for (const file of files) {
        const form = new FormData();
        form.append("file", file, file.name);
        const path = { containerId: project.id };
        const { value } = await api.request<KeptFile>(
          "POST",
          "/cost/v1/containers/{containerId}/attachment-files",
          { path, query: { name: file.name }, body: form },
        );
        await api.request("POST", ATTACHMENTS, {
          path,
          body: {
            associationId: record.id,
            associationType: "FormInstance",
            name: value.name,
            urn: value.urn,
            type: "Upload",
          },
        });
      }
    },
    onError: (error) => notifications.show({ color: "red", message: sayingOf(error) }),
    onSettled: readAgain,
  });
}

function FileLine({ file, record }: { file: Attachment; record: RecordOf }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const path = { containerId: project.id, id: file.id };
  const remove = useMutation({
    mutationFn: () => api.request("DELETE", `${ATTACHMENTS}/{id}`, { path }),
    onError: (error) => notifications.show({ color: "red", message: sayingOf(error) }),
    onSettled: readAgain,
  });
  return (
    <li>
      <File size={15} aria-hidden="true" />
      <a href={addressOf(CONTENT, { path })} download={file.name}>
        {file.name}
      </a>
      <span className="cw-muted">
        {[file.size === null ? "" : fileSize(file.size), instant(file.createdAt, project.timeZone)]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {record.mayAttach ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("record.removeFile", { name: file.name })}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <Trash2 size={14} aria-hidden="true" />
        </ActionIcon>
      ) : null}
    </li>
  );
}
