import { Alert, Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { RefreshCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { FieldErrors } from "@/parts/FieldErrors";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey, useReadAgain } from "./data";
import { Pick } from "./Pick";
import pageClasses from "./page.module.css";
import { Waterfall } from "./Waterfall";

/** The markups of a change as a waterfall: what each step was worked on, its rate, what it came to. */
export function Markups({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const markups = useQuery({
    queryKey: key(record.id, "markups"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/change-orders/{changeOrderId}/markups", {
        path: { projectId: project.id, changeOrderId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  if (markups.error) {
    return <ErrorState error={markups.error} onRetry={() => void markups.refetch()} />;
  }
  if (!markups.data) return <Loading />;
  return (
    <div className={pageClasses.part}>
      <Controls record={record} markups={markups.data} />
      {markups.data.markups.length === 0 ? (
        <EmptyState title={t("record.noMarkups")}>{t("record.noMarkupsHelp")}</EmptyState>
      ) : (
        <Waterfall record={record} markups={markups.data.markups} />
      )}
    </div>
  );
}

type Deed = "apply" | "reapply" | "ignore" | "clear";

function Controls({ record, markups }: { record: RecordOf; markups: Schemas["OrderMarkupsView"] }) {
  const project = useProject();
  const readAgain = useReadAgain();
  const [formula, setFormula] = useState<{ id: string; name: string } | null>(null);
  const act = useMutation({
    mutationFn: (deed: Deed) =>
      api.request("POST", `/web/v1/projects/{projectId}/change-orders/{id}/markups:${deed}`, {
        path: { projectId: project.id, id: record.id },
        ...(deed === "apply" ? { body: { formulaId: formula?.id } } : {}),
      }),
    onSettled: readAgain,
  });
  const has = markups.markups.length > 0;
  return (
    <>
      {markups.isStale ? (
        <Alert color="yellow" variant="light" icon={<TriangleAlert size={16} />} py="xs">
          <span className={pageClasses.banner}>
            {t("record.markupsStale")}
            <Button
              size="compact-sm"
              onClick={() => act.mutate("reapply")}
              leftSection={<RefreshCw size={13} />}
            >
              {t("record.reapply")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => act.mutate("ignore")}>
              {t("record.ignoreStale")}
            </Button>
          </span>
        </Alert>
      ) : null}
      <Group gap="xs" className="cw-no-print">
        <Pick
          list="markupFormulas"
          size="xs"
          aria-label={t("record.formula")}
          placeholder={t("record.formula")}
          value={formula?.id ?? null}
          name={formula?.name ?? null}
          onPick={(choice) => setFormula(choice?.id ? { id: choice.id, name: choice.name } : null)}
        />
        <Button
          size="xs"
          variant="default"
          disabled={!formula}
          loading={act.isPending}
          onClick={() => act.mutate("apply")}
        >
          {t(has ? "record.applyInstead" : "record.apply")}
        </Button>
        {has ? (
          <Button size="xs" variant="subtle" color="red" onClick={() => act.mutate("clear")}>
            {t("record.clearMarkups")}
          </Button>
        ) : null}
      </Group>
      <FieldErrors error={act.error} />
    </>
  );
}
