import { Alert, Button } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { History } from "lucide-react";
import { MomentContext } from "@/parts/moment";
import { kindOfMoment } from "@/parts/moments";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { day, instant } from "@/text/format";
import { t } from "@/text/text";
import { Chain } from "./Chain";
import { ConflictDialog } from "./ConflictDialog";
import { Details } from "./Details";
import { RecordContext, type RecordOf, useAsOf, useRecord } from "./data";
import { useEdit } from "./editing";
import { FormBlock } from "./FormBlock";
import { Head } from "./Head";
import classes from "./page.module.css";
import { RecordTabs } from "./RecordTabs";

const route = getRouteApi("/signedIn/p/$project/changes/$kind/$id");

/** A change whole: where it stands, what it comes to, what can be done with it and what led to it. */
export function RecordPage() {
  const { id } = route.useParams();
  const record = useRecord(id);
  if (record.error && !record.data) {
    return (
      <div className="cw-page">
        <AsOfBanner />
        <ErrorState error={record.error} onRetry={() => void record.refetch()} />
      </div>
    );
  }
  if (!record.data) return <Loading lines={12} />;
  return <Shown key={id} record={record.data} />;
}

function Shown({ record }: { record: RecordOf }) {
  const editing = useEdit();
  const asOf = useAsOf();
  const isOrder = record.kind === "oco" || record.kind === "sco";
  return (
    <RecordContext value={record}>
      <MomentContext value={asOf}>
        <div className={`cw-page ${classes.page}`}>
          <AsOfBanner />
          <Head record={record} editing={editing} />
          <div className={classes.columns}>
            <div className={classes.main}>
              <RecordTabs record={record} editing={editing} />
              <Chain record={record} />
            </div>
            <aside className={classes.rail} aria-label={t("record.details")}>
              {isOrder ? <FormBlock record={record} /> : null}
              <Details record={record} editing={editing} />
            </aside>
          </div>
        </div>
        <ConflictDialog editing={editing} />
      </MomentContext>
    </RecordContext>
  );
}

/** Says that the past is shown, and leads back. */
function AsOfBanner() {
  const { asOf } = route.useSearch();
  const navigate = useNavigate();
  const project = useProject();
  const { kind, id } = route.useParams();
  const moment = useAsOf();
  // Of a day that is not over yet what stands now is shown.
  if (!asOf || !moment) return null;
  const back = () =>
    void navigate({
      to: "/p/$project/changes/$kind/$id",
      params: { project: project.id, kind, id },
      search: (before) => ({ ...before, asOf: undefined }),
    });
  return (
    <Alert color="yellow" variant="light" icon={<History size={16} />} py="xs" mb="sm">
      <span className={classes.banner}>
        {asOfText(asOf, project.timeZone)}
        <Button size="compact-sm" variant="default" onClick={back}>
          {t("record.toNow")}
        </Button>
      </span>
    </Alert>
  );
}

function asOfText(asOf: string, timeZone: string): string {
  const told = kindOfMoment(asOf, timeZone);
  if ("day" in told) return t("record.asOf", { day: day(told.day) });
  if ("instant" in told) return t("record.asOfInstant", { when: instant(told.instant, timeZone) });
  return t("record.asOfRevision", told);
}
