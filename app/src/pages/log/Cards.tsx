/** The log on a phone: a card a row, as many in the page as are looked at. */

import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { Amount } from "@/parts/Amount";
import { CourtBadge } from "@/parts/CourtBadge";
import { dayOfInstant, daysBetween } from "@/parts/days";
import { KindBadge } from "@/parts/KindBadge";
import { usePast } from "@/parts/moment";
import { StateBadge } from "@/parts/StateBadge";
import { t, word } from "@/text/text";
import { AMOUNTS, type Amounts, chiefOf, isOfProject } from "./amounts";
import { countText, groupTitle, type Seen } from "./cells";
import classes from "./log.module.css";
import type { Rows } from "./useRows";
import type { LogColumn, LogGroup, LogRow } from "./wire";

const CARD_PIXELS = 92;
const GROUP_PIXELS = 40;
const GAP_PIXELS = 8;
const INDENT_PIXELS = 14;
export const CARD_COLUMNS: readonly string[] = [
  ...AMOUNTS,
  "court",
  "courtSince",
  "courtPerson",
  "supplier",
  "reason",
];

interface Props {
  projectId: string;
  rows: Rows;
  seen: Seen;
  group: string;
  allColumns: ReadonlyMap<string, LogColumn>;
  onGroup: (group: LogGroup) => void;
  onRange: (from: number, to: number) => void;
}

export function Cards({ projectId, rows, seen, group, allColumns, onGroup, onRange }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.lines.count,
    getScrollElement: () => place.current,
    estimateSize: (index) =>
      rows.lines.at(index)?.kind === "group" ? GROUP_PIXELS : CARD_PIXELS + GAP_PIXELS,
    overscan: 6,
    paddingStart: GAP_PIXELS,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines measure anew
  useEffect(() => virtual.measure(), [rows.lines]);
  const items = virtual.getVirtualItems();
  const rowOf = (index: number) => {
    const line = rows.lines.at(index);
    return line?.kind === "row" ? line.row : (line?.group.offset ?? 0);
  };
  const from = rowOf(items[0]?.index ?? 0);
  const to = rowOf(items.at(-1)?.index ?? 0);
  useEffect(() => onRange(from, to), [from, to, onRange]);
  const levels = group.split(",").map((each) => each.replace(/^-/, ""));
  return (
    <div className={classes.phone}>
      <section ref={place} className={classes.list} aria-label={t("log.title")} tabIndex={-1}>
        <div className={classes.cards} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const line = rows.lines.at(item.index);
            if (!line) return null;
            if (line.kind === "row") {
              const row = rows.at(line.row);
              const style = { top: item.start, height: CARD_PIXELS };
              return row ? (
                <Card key={item.key} row={row} style={style} seen={seen} projectId={projectId} />
              ) : (
                <div key={item.key} className={classes.card} style={style} />
              );
            }
            const column = allColumns.get(levels[line.depth] ?? "");
            const Mark = line.isOpen ? ChevronDown : ChevronRight;
            return (
              <button
                key={item.key}
                type="button"
                className={classes.option}
                style={{
                  position: "absolute",
                  top: item.start,
                  height: GROUP_PIXELS,
                  paddingLeft: 10 + line.depth * INDENT_PIXELS,
                  fontWeight: 620,
                }}
                aria-expanded={line.isOpen}
                onClick={() => onGroup(line.group)}
              >
                <Mark size={16} aria-hidden="true" />
                {groupTitle(column, line.group.path.at(-1), line.group.title)}
                <span className="cw-muted">{countText(line.group.count)}</span>
              </button>
            );
          })}
        </div>
      </section>
      <Foot rows={rows} />
    </div>
  );
}

function Card({
  row,
  style,
  seen,
  projectId,
}: {
  row: LogRow;
  style: { top: number; height: number };
  seen: Seen;
  projectId: string;
}) {
  const past = usePast();
  const since = row.courtSince;
  const days = since ? daysBetween(dayOfInstant(since, seen.timeZone), seen.today) : null;
  return (
    <Link
      to="/p/$project/changes/$kind/$id"
      params={{ project: projectId, kind: row.kind, id: row.id }}
      search={past}
      className={classes.card}
      style={style}
    >
      <span className={classes.cardLine}>
        <KindBadge kind={row.kind} />
        <strong>{row.number}</strong>
        <StateBadge state={row.state ?? null} />
      </span>
      <Chief row={row} currency={seen.currency} />
      <span className={classes.cardTitle}>{row.title}</span>
      <span className={`${classes.cardLine} cw-muted`}>
        {row.court ? (
          <CourtBadge court={row.court} name={row.courtPerson?.name ?? null} days={days} />
        ) : (
          (row.supplier?.name ?? row.reason)
        )}
      </span>
    </Link>
  );
}

/** The amount that speaks for a row; `currency` is the project's. */
function Chief({ row, currency }: { row: LogRow; currency: string | null }) {
  const amounts = amountsOf(row);
  const name = chiefOf(row.kind, amounts);
  const own = name && isOfProject(name) ? currency : row.currency;
  return <Amount value={name ? amounts[name] : null} currency={own} />;
}

function amountsOf(row: LogRow): Amounts {
  const { estimated, proposed, submitted, approved, committed } = row;
  return { estimated, proposed, submitted, approved, committed } as Amounts;
}

/** The sum that the reader may see: a supplier's is what is committed to him. */
function Foot({ rows }: { rows: Rows }) {
  if (rows.totals.length === 0) return null;
  return (
    <div className={classes.cardFoot}>
      <span>{t("log.count", { count: rows.total })}</span>
      <span>
        {rows.totals.map((each) => {
          const isApproved = each.approved != null;
          const sum = (isApproved ? each.approved : each.committed) ?? null;
          return sum === null ? null : (
            <div key={each.currency ?? ""} className="cw-number">
              <span className="cw-muted">
                {isApproved ? t("log.approvedTotal") : word("fields", "committed")}{" "}
              </span>
              <Amount value={sum} currency={each.currency} />
            </div>
          );
        })}
      </span>
    </div>
  );
}
