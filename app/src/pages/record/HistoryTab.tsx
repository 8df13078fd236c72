import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { KindBadge } from "@/parts/KindBadge";
import { PersonName } from "@/parts/PersonName";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { useProject } from "@/shell/project";
import { day, instant, plainMoney, quantity, until } from "@/text/format";
import { t, word } from "@/text/text";
import { type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import pageClasses from "./page.module.css";
import talkClasses from "./talk.module.css";

type Happened = Schemas["RecordEventView"];

const PAGE = 50;

/** What happened to the change and its lines: who, when, before and after. */
export function HistoryTab({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const history = useInfiniteQuery({
    queryKey: key(record.id, "history"),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/history", {
        path: { projectId: project.id, recordId: record.id },
        query: { limit: PAGE, offset: pageParam, ...(asOf ? { asOf } : {}) },
        signal,
      }),
    getNextPageParam: (last) => {
      const next = last.offset + last.results.length;
      return next < last.total ? next : undefined;
    },
  });
  if (history.error) {
    return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (!history.data) return <Loading />;
  const happened = history.data.pages.flatMap((page) => page.results);
  if (happened.length === 0) return <EmptyState title={t("record.noHistory")} />;
  return (
    <div className={pageClasses.part}>
      <ol className={talkClasses.timeline}>
        {happened.map((each) => (
          <Entry key={keyOf(each)} happened={each} />
        ))}
      </ol>
      {history.hasNextPage ? (
        <Button
          variant="default"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t("record.earlier")}
        </Button>
      ) : null}
    </div>
  );
}

/** Those outside the contractor are told no revision. */
function keyOf({ revision, sequence, at, about, what }: Happened): string {
  return revision === null ? `${at} ${about.id} ${what}` : `${revision} ${sequence}`;
}

function Entry({ happened }: { happened: Happened }) {
  const { about } = happened;
  const { timeZone } = useProject();
  const words = happened.what
    .split(",")
    .map((each) => word("happened", each))
    .join(", ");
  return (
    <li className={talkClasses.entry}>
      <div className={talkClasses.entryHead}>
        {about.noun === "change_order" ? <KindBadge kind={about.kind ?? ""} /> : null}
        <strong>{words}</strong>
        {about.noun === "change_order" ? null : (
          <span>{`${word("nouns", about.noun)} ${about.number ?? ""} ${about.name}`.trim()}</span>
        )}
        <span className={talkClasses.entryBy}>
          {happened.by ? <PersonName name={happened.by} /> : null}
          <span className="cw-muted">
            {instant(happened.at, timeZone)} · {word("doors", happened.door)}
            {happened.revision === null
              ? null
              : ` · ${t("record.revision", { revision: happened.revision })}`}
          </span>
        </span>
      </div>
      {happened.diffs.length > 0 ? (
        <dl className={talkClasses.diffs}>
          {happened.diffs.map((diff) => (
            <div key={diff.field} className={talkClasses.diff}>
              <dt>{word("fields", diff.field)}</dt>
              <dd>
                {diff.before === null ? null : (
                  <>
                    <Value type={diff.type} value={diff.before} isBefore />
                    <span aria-hidden="true"> → </span>
                    <span className={pageClasses.hidden}>{t("record.becomes")}</span>
                  </>
                )}
                <Value type={diff.type} value={diff.after} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}

function Value({
  type,
  value,
  isBefore = false,
}: {
  type: string;
  value: unknown;
  isBefore?: boolean;
}) {
  const text = textOf(type, value, useProject().timeZone);
  if (!text) return <span className="cw-muted">{t("record.nothing")}</span>;
  return isBefore ? <del>{text}</del> : <ins>{text}</ins>;
}

function textOf(type: string, value: unknown, timeZone: string): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  switch (type) {
    case "amount":
      return plainMoney(text);
    case "price":
      return quantity(text);
    case "date":
      return day(text);
    case "instant":
      return until(text, timeZone);
    case "state":
      return word("states", text);
    case "choice":
      return word("scopes", text);
    case "boolean":
      return t(value === true ? "record.yes" : "record.no");
    default:
      return text;
  }
}
