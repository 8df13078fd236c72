import { Anchor } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, use, useCallback } from "react";
import type { LogSearch } from "@/pages/log/search";
import { MomentContext } from "@/parts/moment";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";

/** Opens the log as the filter says, as of the page's own moment or another. */
export function useOpenLog() {
  const navigate = useNavigate();
  const project = useProject();
  const moment = use(MomentContext);
  return useCallback(
    (filter: string, asOf?: string) => {
      const search = logSearch(filter, asOf ?? moment);
      void navigate({ to: "/p/$project/log", params: { project: project.id }, search });
    },
    [navigate, project.id, moment],
  );
}

function logSearch(filter: string, asOf: string | undefined): LogSearch {
  return asOf ? { filter, asOf } : { filter };
}

interface Props {
  filter: string;
  asOf?: string | undefined;
  /** What the figure is, for who hears the link alone. */
  about: string;
  children: ReactNode;
}

export function LogLink({ filter, asOf, about, children }: Props) {
  const project = useProject();
  const moment = use(MomentContext);
  return (
    <Anchor
      component={Link}
      to="/p/$project/log"
      params={{ project: project.id } as never}
      search={logSearch(filter, asOf ?? moment) as never}
      title={t("dashboard.openLog", { label: about })}
      c="inherit"
      underline="hover"
      inherit
    >
      {children}
    </Anchor>
  );
}
