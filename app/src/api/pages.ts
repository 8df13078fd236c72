/** Lists that the server tells in pages, read whole: what is missing from one is never just gone. */

interface Page {
  results: unknown[];
  /** How many there are in all; none where the list has no pages. */
  total?: number;
}

/** All pages as one: the rows of all, and what the last page says of the whole. */
export async function readAll<Told extends Page>(
  readPage: (offset: number) => Promise<Told>,
): Promise<Told> {
  const rows: Told["results"] = [];
  for (;;) {
    const page = await readPage(rows.length);
    rows.push(...page.results);
    if (page.results.length === 0 || rows.length >= (page.total ?? 0)) {
      return { ...page, results: rows };
    }
  }
}

/** A page as Autodesk's door tells it. */
export interface AutodeskPage<Row> {
  results: Row[];
  pagination: { totalResults: number };
}

export function ofAutodesk<Row>({ results, pagination }: AutodeskPage<Row>) {
  return { results, total: pagination.totalResults };
}
