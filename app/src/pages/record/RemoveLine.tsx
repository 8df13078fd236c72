import { ActionIcon } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { api } from "@/api/client";
import { sayingOf } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type Line, type RecordOf, useReadAgain } from "./data";

const ITEMS = "/cost/v1/containers/{containerId}/cost-items";

/** Takes a line off the change; one that is on nothing else goes altogether. */
export function RemoveLine({ line, record }: { line: Line; record: RecordOf }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const isElsewhere = line.on.length > 0;
  const remove = useMutation({
    mutationFn: () =>
      isElsewhere
        ? api.request("POST", `${ITEMS}:detach`, {
            path: { containerId: project.id },
            body: [{ changeOrderId: record.id, costItemId: line.id }],
          })
        : api.request("DELETE", `${ITEMS}/{id}`, {
            path: { containerId: project.id, id: line.id },
            ifMatch: line.tag,
          }),
    onSuccess: () => notifications.show({ message: t("record.lineGone", { name: line.name }) }),
    onError: (error) => notifications.show({ color: "red", message: sayingOf(error) }),
    onSettled: readAgain,
  });
  if (line.removable !== null) return null;
  const label = t(isElsewhere ? "record.takeOff" : "record.deleteLine", {
    name: `${line.number} ${line.name}`,
  });
  return (
    <ActionIcon
      size="xs"
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      <X size={12} aria-hidden="true" />
    </ActionIcon>
  );
}
