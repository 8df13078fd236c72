import { Button, CopyButton, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { addressOf, api } from "@/api/client";
import { keys } from "@/api/keys";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type RecordOf, useAsOf, useKey } from "./data";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

interface Request {
  name: string;
  url: string;
}

/** The same change as each vendor's clients read it, for who writes integrations. */
export function VendorData({ record }: { record: RecordOf }) {
  const project = useProject();
  const shown = useQuery({
    queryKey: keys.of(project.id, "settings", "project"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}", { path: { projectId: project.id }, signal }),
  });
  const procore = procoreRequests(record, shown.data?.integerId ?? 0);
  return (
    <div className={talkClasses.vendors}>
      {record.kind === "scr" || record.kind === "event" ? (
        <p className={pageClasses.note}>{t("record.notAutodesk")}</p>
      ) : (
        <Vendor title={t("record.autodesk")} requests={[autodeskRequest(record, project.id)]} />
      )}
      {procore.length > 0 ? (
        <Vendor title={t("record.procore")} requests={procore} />
      ) : (
        <p className={pageClasses.note}>{t("record.notProcore")}</p>
      )}
    </div>
  );
}

const INCLUDES = "costItems,attributes,comments";

function autodeskRequest(record: RecordOf, projectId: string): Request {
  const path = { containerId: projectId, kind: record.kind, id: record.id };
  const url = addressOf("/cost/v1/containers/{containerId}/change-orders/{kind}/{id}", {
    path,
    query: { include: INCLUDES },
  });
  return { name: record.number, url };
}

const PROCORE: Readonly<Record<string, string>> = {
  rco: "change_order_requests",
  scr: "change_order_requests",
  oco: "change_order_packages",
  sco: "change_order_packages",
  event: "change_events",
};

/** A potential change has one record for each contract at Procore's door. */
function procoreRequests(record: RecordOf, projectId: number): Request[] {
  const query = { project_id: projectId };
  if (record.kind === "pco") {
    return record.faces.map((face) => ({
      name: [face.contract?.number ?? face.side, face.number].join(" · "),
      url: addressOf("/rest/v1.0/potential_change_orders/{id}", {
        path: { id: face.integerId },
        query,
      }),
    }));
  }
  if (record.kind === "rfq") return [];
  const resource = PROCORE[record.kind];
  if (!resource) return [];
  const url = addressOf(`/rest/v1.0/${resource}/{id}`, { path: { id: record.integerId }, query });
  return [{ name: record.number, url }];
}

function Vendor({ title, requests }: { title: string; requests: readonly Request[] }) {
  const [place, setPlace] = useState("0");
  const request = requests[Number(place)] ?? requests[0];
  if (!request) return null;
  return (
    <section aria-label={title} className={talkClasses.vendor}>
      <div className={talkClasses.vendorHead}>
        <h2 className={pageClasses.h2}>{title}</h2>
        {requests.length > 1 ? (
          <Select
            size="xs"
            aria-label={t("record.face")}
            data={requests.map((each, index) => ({ value: String(index), label: each.name }))}
            value={place}
            allowDeselect={false}
            onChange={(chosen) => setPlace(chosen ?? "0")}
          />
        ) : null}
      </div>
      <Shown request={request} />
    </section>
  );
}

/** One request, its answer, and both to be copied. */
function Shown({ request }: { request: Request }) {
  const asOf = useAsOf();
  const key = useKey();
  const parameter = request.url.startsWith("/rest/") ? "as_of" : "asOf";
  const url = asOf ? `${request.url}&${parameter}=${encodeURIComponent(asOf)}` : request.url;
  const found = useQuery({
    queryKey: key("vendor", url),
    queryFn: ({ signal }) => api.request<unknown>("GET", url, { signal }),
    select: (told) => JSON.stringify(told.value, null, 2),
  });
  return (
    <>
      <div className={talkClasses.request}>
        <code>{`GET ${url}`}</code>
        <CopyJson text={url} label={t("record.copyRequest")} />
      </div>
      {found.error ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={6} /> : null}
      {found.data ? (
        <div className={talkClasses.json}>
          <CopyJson text={found.data} label={t("record.copyJson")} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable */}
          <pre tabIndex={0}>{found.data}</pre>
        </div>
      ) : null}
    </>
  );
}

function CopyJson({ text, label }: { text: string; label: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={
            copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />
          }
          onClick={copy}
        >
          {copied ? t("parts.copied") : label}
        </Button>
      )}
    </CopyButton>
  );
}
