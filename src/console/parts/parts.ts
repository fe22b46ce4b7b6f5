import { id, money } from '../format';
import type { Html } from '../html';
import type { PartRow } from '../queries/one';
import { section, table } from './table';

/** What sellers bear of a dispute or refund, by the books. `empty` says why there is nothing. */
export const partsTable = (parts: readonly PartRow[], empty: string): Html =>
  section({
    id: 'parts',
    title: 'What its sellers bear',
    empty: parts.length === 0 ? empty : null,
    body: table(
      [
        { title: 'Account', cell: (part) => id(part.account) },
        { title: 'Part', cell: (part) => part.part },
        { title: 'Taken', align: 'right', cell: (part) => money(part.takenMinor, part.currency) },
        {
          title: 'Open claims',
          align: 'right',
          cell: (part) => money(part.openClaimsMinor, part.currency),
        },
        { title: 'Let go', align: 'right', cell: (part) => money(part.writtenOffMinor, part.currency) },
      ],
      parts,
    ),
  });
