import { Button } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Printer } from "lucide-react";
import { useCallback } from "react";
import { AsOf, PastNote } from "@/parts/AsOf";
import { MomentContext } from "@/parts/moment";
import { momentOf } from "@/parts/moments";
import { PageHead } from "@/parts/PageHead";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import {
  AgeingCard,
  ContingencyCard,
  DaysCard,
  ExposureCard,
  LimitsCard,
  OwnValueCard,
  type Props,
  RecoveryCard,
  SharesCards,
  StagesCard,
  ValueCard,
} from "./cards";
import { Deadlines } from "./Deadlines";
import classes from "./dashboard.module.css";
import { Figures } from "./Figures";
import type { DashboardSearch } from "./search";

const route = getRouteApi("/signedIn/p/$project/dashboard");

export function DashboardPage() {
  const project = useProject();
  const search = route.useSearch();
  const navigate = useNavigate();
  const zone = project.timeZone;
  const moment = momentOf(search.asOf, zone);
  const change = useCallback(
    (changed: Partial<DashboardSearch>) =>
      void navigate({
        to: ".",
        search: ((before: DashboardSearch) => ({ ...before, ...changed })) as never,
        replace: true,
      }),
    [navigate],
  );
  const isInside = project.audience === "full";
  return (
    <MomentContext value={moment}>
      <div className="cw-page">
        <PageHead title={t("dashboard.title")}>
          <AsOf value={search.asOf} onChange={(asOf) => change({ asOf })} timeZone={zone} />
          <Button
            variant="default"
            leftSection={<Printer size={14} />}
            onClick={() => window.print()}
          >
            {t("dashboard.print")}
          </Button>
        </PageHead>
        <PastNote
          value={moment ? search.asOf : undefined}
          onNow={() => change({ asOf: undefined })}
        />
        {isInside ? <Inside search={search} change={change} /> : <Outside />}
      </div>
    </MomentContext>
  );
}

function Inside({ search, change }: Props) {
  const side = search.side ?? "budget";
  const kind = search.kind ?? "pco";
  return (
    <>
      <Figures side={side} />
      <div className={classes.grid}>
        <ValueCard search={search} change={change} />
        <ExposureCard search={search} change={change} />
        <AgeingCard search={search} change={change} />
        <Deadlines />
        <StagesCard kind={kind} change={change} />
        <ContingencyCard />
        <SharesCards kind={kind} />
        <RecoveryCard />
        <DaysCard />
        <LimitsCard />
      </div>
    </>
  );
}

/** What an owner, or a supplier, sees of his own. */
function Outside() {
  return (
    <div className={classes.grid}>
      <OwnValueCard />
      <Deadlines />
      <DaysCard />
    </div>
  );
}
