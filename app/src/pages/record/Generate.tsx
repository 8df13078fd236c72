import { Button, Group, Modal, MultiSelect, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { once } from "@/api/once";
import { FieldErrors } from "@/parts/FieldErrors";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { AskSuppliers } from "./AskSuppliers";
import { type RecordOf, useReadAgain } from "./data";

import { LIST, labelOf, useChoices } from "./Pick";

interface Props {
  record: RecordOf;
  kind: string;
  onClose: () => void;
}

/** Going on from a change: questions to several suppliers, or the next document. */
export function Generate({ record, kind, onClose }: Props) {
  const title = t("record.generate", { kind: word("kinds", kind).toLowerCase() });
  return (
    <Modal
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={onClose}
      title={title}
      centered
      size={kind === "rfq" ? "lg" : "md"}
    >
      {kind === "rfq" ? (
        <AskSuppliers record={record} onClose={onClose} />
      ) : (
        <NextDocument record={record} kind={kind} onClose={onClose} />
      )}
    </Modal>
  );
}

interface Made {
  id: string;
  number: string;
  formDefinitionType: string;
}

/** One request or owner order of all free lines, with those of other changes; supplier orders one
 * for each contract. */
function NextDocument({ record, kind, onClose }: Props) {
  const project = useProject();
  const navigate = useNavigate();
  const readAgain = useReadAgain();
  const [others, setOthers] = useState<string[]>([]);
  const would = record.generations.find((each) => each.kind === kind);
  const isGathering = record.kind === "pco" && (kind === "rco" || kind === "oco");
  const make = useMutation({
    mutationFn: () => {
      const url = "/cost/v1/containers/{containerId}/change-orders:generate/{kind}";
      const path = { containerId: project.id, kind };
      const body = { sourceIds: [record.id, ...others] };
      return once({ url, path, body }, (idempotencyKey) =>
        api.request<Made[]>("POST", url, { path, body, idempotencyKey }),
      );
    },
    onSuccess: ({ value }) => {
      onClose();
      const names = value.map((each) => each.number).join(", ");
      notifications.show({ message: t("record.made", { kind: word("letters", kind), names }) });
      const only = value.length === 1 ? value[0] : undefined;
      if (only) {
        void navigate({
          to: "/p/$project/changes/$kind/$id",
          params: { project: project.id, kind: only.formDefinitionType, id: only.id },
        });
      }
    },
    onSettled: readAgain,
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t("record.wouldMake", {
          documents: would?.documents ?? 0,
          count: would?.items ?? 0,
        })}
      </Text>
      {isGathering ? <OtherChanges record={record} value={others} onChange={setOthers} /> : null}
      <FieldErrors error={make.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("record.cancel")}
        </Button>
        <Button loading={make.isPending} onClick={() => make.mutate()} data-autofocus>
          {t("record.generate", { kind: word("kinds", kind).toLowerCase() })}
        </Button>
      </Group>
    </Stack>
  );
}

interface OthersProps {
  record: RecordOf;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Other potential changes that go along in one request. */
function OtherChanges({ record, value, onChange }: OthersProps) {
  const [search, setSearch] = useState("");
  const [known, setKnown] = useState<Record<string, string>>({});
  const found = useChoices("pco", search);
  const choices = (found.data ?? []).filter((each) => each.id && each.id !== record.id);
  const names: Record<string, string> = { ...known };
  for (const each of choices) names[each.id ?? ""] = labelOf(each);
  return (
    <MultiSelect
      label={t("record.withOthers")}
      description={t("record.withOthersHelp")}
      {...LIST}
      data={Object.entries(names).map(([id, label]) => ({ value: id, label }))}
      value={value}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(ids) => {
        setKnown(Object.fromEntries(ids.map((id) => [id, names[id] ?? id])));
        onChange(ids);
      }}
    />
  );
}
