import { Table } from "@mantine/core";
import { LogLink } from "./LogLink";
import type { Cell, Table as Figures } from "./picture";

/** A chart's figures, whole, each leading to the records behind it. */
export function FigureTable({ caption, figures }: { caption: string; figures: Figures }) {
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table fz="xs" verticalSpacing={4} aria-label={caption} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {figures.head.map((each) => (
              <Table.Th key={each.text} scope="col" ta={each.isNumber ? "right" : undefined}>
                {each.text}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.rows.map((row) => (
            <Table.Tr key={row.key} fw={row.isTotal ? 620 : undefined}>
              {row.cells.map((cell, place) => (
                <FigureCell
                  key={figures.head[place]?.text ?? place}
                  cell={cell}
                  isHead={place === 0}
                  about={row.cells[0]?.text ?? ""}
                  head={figures.head[place]?.text ?? ""}
                />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface CellProps {
  cell: Cell;
  isHead: boolean;
  about: string;
  head: string;
}

function FigureCell({ cell, isHead, about, head }: CellProps) {
  const shown = cell.filter ? (
    <LogLink filter={cell.filter} asOf={cell.asOf} about={isHead ? cell.text : `${about}, ${head}`}>
      {cell.text}
    </LogLink>
  ) : (
    cell.text
  );
  if (isHead) {
    return (
      <Table.Th scope="row" fw={500}>
        {shown}
      </Table.Th>
    );
  }
  return (
    <Table.Td
      className={cell.isNumber ? "cw-number" : undefined}
      ta={cell.isNumber ? "right" : undefined}
    >
      {shown}
    </Table.Td>
  );
}
