/** Where the documents of a chain stand: a column for each stage, a row for each document. */

import type { Schemas } from "./data";

export interface Placed {
  node: Schemas["RecordNodeView"];
  /** Which column of those shown. */
  stage: number;
  x: number;
  y: number;
}

export interface Layout {
  placed: Placed[];
  width: number;
  height: number;
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 62;
const GAP_X = 22;
const GAP_Y = 10;

/** The stages from idea to order; a request and a question stand at one. */
const STAGE: Readonly<Record<string, number>> = {
  event: 0,
  pco: 1,
  rfq: 2,
  rco: 2,
  scr: 2,
  oco: 3,
  sco: 3,
};

export function layoutOf(nodes: readonly Schemas["RecordNodeView"][]): Layout {
  const stages = [...new Set(nodes.map((node) => STAGE[node.kind] ?? 1))].sort();
  const rows = new Map<number, number>();
  const inOrder = [...nodes].sort((a, b) => (STAGE[a.kind] ?? 1) - (STAGE[b.kind] ?? 1));
  const placed = inOrder.map((node) => {
    const column = stages.indexOf(STAGE[node.kind] ?? 1);
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return {
      node,
      stage: column,
      x: column * (NODE_WIDTH + GAP_X),
      y: row * (NODE_HEIGHT + GAP_Y),
    };
  });
  const most = Math.max(1, ...rows.values());
  return {
    placed,
    width: Math.max(1, stages.length) * (NODE_WIDTH + GAP_X) - GAP_X,
    height: most * (NODE_HEIGHT + GAP_Y) - GAP_Y,
  };
}

/** A line from one document's right edge to the other's left; within a column, around. */
export function pathOf(from: Placed, to: Placed): string {
  const startY = from.y + NODE_HEIGHT / 2;
  const endY = to.y + NODE_HEIGHT / 2;
  if (from.x === to.x) {
    const x = from.x + NODE_WIDTH;
    return `M ${x} ${startY} C ${x + 30} ${startY}, ${x + 30} ${endY}, ${x} ${endY}`;
  }
  const startX = from.x + NODE_WIDTH;
  const bend = Math.max(18, (to.x - startX) / 2);
  return `M ${startX} ${startY} C ${startX + bend} ${startY}, ${to.x - bend} ${endY}, ${to.x} ${endY}`;
}
