import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";
import { api } from "@/api/client";
import { KindBadge } from "@/parts/KindBadge";
import { usePast } from "@/parts/moment";
import { lookOf } from "@/parts/StateBadge";
import { useProject } from "@/shell/project";
import { money } from "@/text/format";
import { t, word } from "@/text/text";
import chainClasses from "./chain.module.css";
import { layoutOf, NODE_HEIGHT, NODE_WIDTH, type Placed, pathOf } from "./chainLayout";
import { type RecordOf, type Schemas, useAsOf, useKey } from "./data";
import pageClasses from "./page.module.css";

/** What led to this change and what it led to. Each document is a link; the lines are told too. */
export function Chain({ record }: { record: RecordOf }) {
  const project = useProject();
  const asOf = useAsOf();
  const key = useKey();
  const chain = useQuery({
    queryKey: key(record.id, "chain"),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/records/{recordId}/chain", {
        path: { projectId: project.id, recordId: record.id },
        query: asOf ? { asOf } : {},
        signal,
      }),
  });
  const found = chain.data;
  if (!found || found.nodes.length < 2) return null;
  return (
    <section className={`cw-card ${pageClasses.card}`} aria-label={t("record.chain")}>
      <h2 className={pageClasses.h2}>{t("record.chain")}</h2>
      <Graph chain={found} projectId={project.id} />
      {found.leftOut > 0 ? (
        <p className={pageClasses.note}>{t("record.chainMore", { count: found.leftOut })}</p>
      ) : null}
    </section>
  );
}

function Graph({ chain, projectId }: { chain: Schemas["RecordChainView"]; projectId: string }) {
  const { placed, width, height } = layoutOf(chain.nodes);
  const byId = new Map(placed.map((each) => [each.node.id, each]));
  const box = useRef<HTMLElement>(null);
  const size = placed.length;
  // A long chain scrolls by itself; where one is in it is seen first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another chain is scrolled anew
  useLayoutEffect(() => {
    if (box.current) scrollToHere(box.current);
  }, [size]);
  return (
    <section
      ref={box}
      className={chainClasses.graph}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
      tabIndex={0}
      aria-label={t("record.chainOf", { count: size })}
    >
      <div className={chainClasses.canvas} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true" className={chainClasses.edges}>
          {chain.edges.map((edge) => {
            const from = byId.get(edge.source);
            const to = byId.get(edge.target);
            if (!from || !to) return null;
            return <path key={`${edge.source} ${edge.target}`} d={pathOf(from, to)} />;
          })}
        </svg>
        <ul className={chainClasses.nodes}>
          {placed.map((each) => (
            <Node
              key={each.node.id}
              placed={each}
              projectId={projectId}
              after={namesBefore(each, chain, byId)}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** Brings the document that is shown to the middle of its chain, and moves nothing else. */
function scrollToHere(box: HTMLElement): void {
  const here = box.querySelector("[data-this]")?.getBoundingClientRect();
  if (!here) return;
  const around = box.getBoundingClientRect();
  box.scrollTop += here.top - around.top - (around.height - here.height) / 2;
  box.scrollLeft += here.left - around.left - (around.width - here.width) / 2;
}

/** What a document came from, in words: the graph for who does not see it. */
function namesBefore(
  placed: Placed,
  chain: Schemas["RecordChainView"],
  byId: Map<string, Placed>,
): string {
  return chain.edges
    .filter((edge) => edge.target === placed.node.id)
    .map((edge) => byId.get(edge.source)?.node)
    .filter((node) => node !== undefined)
    .map((node) => `${word("letters", node.kind)} ${node.number}`)
    .join(", ");
}

interface NodeProps {
  placed: Placed;
  projectId: string;
  after: string;
}

function Node({ placed, projectId, after }: NodeProps) {
  const { node, stage, x, y } = placed;
  const past = usePast();
  const place = { left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT, "--stage": stage };
  const states = [...new Set(Object.values(node.states))];
  const amount = money(node.amount, node.currency);
  const spoken = [
    word("kinds", node.kind),
    node.number,
    node.name,
    states.map((state) => word("states", state)).join(", "),
    amount,
    after ? t("record.from", { names: after }) : "",
  ];
  return (
    <li style={place}>
      <Link
        to="/p/$project/changes/$kind/$id"
        params={{ project: projectId, kind: node.kind, id: node.id }}
        search={past}
        className={chainClasses.node}
        data-this={node.isThis || undefined}
        aria-current={node.isThis ? "page" : undefined}
        aria-label={spoken.filter(Boolean).join(", ")}
        title={node.company ? `${node.name} · ${node.company}` : node.name}
      >
        <span className={chainClasses.nodeTop}>
          <KindBadge kind={node.kind} />
          <span className={chainClasses.nodeNumber}>{node.number}</span>
          <span className={chainClasses.nodeAmount}>{amount}</span>
        </span>
        <span className={chainClasses.nodeStates}>
          {states.map((state) => (
            <NodeState key={state} state={state} />
          ))}
          <span className={chainClasses.nodeName}>{node.name}</span>
        </span>
      </Link>
    </li>
  );
}

function NodeState({ state }: { state: string }) {
  const { icon: Icon, tone } = lookOf(state);
  return (
    <span className={chainClasses.nodeState} data-tone={tone}>
      <Icon size={11} strokeWidth={2.4} aria-hidden="true" />
      {word("states", state)}
    </span>
  );
}
