import { Button } from "@mantine/core";
import { FileSpreadsheet, SearchX } from "lucide-react";
import { EmptyState } from "@/parts/states";
import { t } from "@/text/text";
import type { Log } from "./useLog";

/** No rows: because there are none yet, or because of the filters. */
export function Nothing({ log }: { log: Log }) {
  const isFiltered = log.shown.filter !== "" || log.shown.q !== "";
  if (!isFiltered) {
    return (
      <EmptyState icon={FileSpreadsheet} title={t("log.empty")}>
        {t("log.emptyHelp")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={t("log.emptyFiltered")}
      action={
        <Button variant="default" onClick={() => log.change({ filter: "", q: "" })}>
          {t("log.clearFilters")}
        </Button>
      }
    >
      {t("log.emptyFilteredHelp")}
    </EmptyState>
  );
}
