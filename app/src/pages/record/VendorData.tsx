import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CopyText } from "@/parts/copied";
import { ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import { type RecordOf, useAsOf, useKey } from "./data";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";
import { autodeskRequest, procoreRequests, readVendor, type VendorRequest } from "./vendors";

const ONLY_PROCORE = new Set(["scr", "event"]);

/** The same change as each vendor's clients read it, for who writes integrations. */
export function VendorData({ record }: { record: RecordOf }) {
  const project = useProject();
  const procore = procoreRequests(record, project.integerId);
  return (
    <div className={talkClasses.vendors}>
      {ONLY_PROCORE.has(record.kind) ? (
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

interface VendorProps {
  title: string;
  requests: readonly VendorRequest[];
}

function Vendor({ title, requests }: VendorProps) {
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
function Shown({ request }: { request: VendorRequest }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const found = useQuery({
    queryKey: key("vendor", request.url),
    queryFn: ({ signal }) => readVendor(request, asOf, project, signal),
    select: ({ url, body }) => ({ url, json: JSON.stringify(body, null, 2) }),
  });
  const url = found.data?.url ?? request.url;
  return (
    <>
      <div className={talkClasses.request}>
        <code>{`GET ${url}`}</code>
        <CopyText text={url} label={t("record.copyRequest")} />
      </div>
      {found.error ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={6} /> : null}
      {found.data ? (
        <div className={talkClasses.json}>
          <CopyText text={found.data.json} label={t("record.copyJson")} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable */}
          <pre tabIndex={0}>{found.data.json}</pre>
        </div>
      ) : null}
    </>
  );
}
