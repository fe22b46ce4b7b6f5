import { html, type Content, type Html } from '../html';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  readonly align?: 'right';
}

/** Rows under headings; on a phone each row becomes a card that repeats the headings. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const side = (column: Column<Row>): string => (column.align === 'right' ? 'number' : '');
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" class="${side(column)}">${column.title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(
              (column) =>
                html`<td data-label="${column.title}" class="${side(column)}">
                  <div>${column.cell(row)}</div>
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A part of a page under its heading. `empty` says what will appear where there is nothing yet. */
export function section(options: {
  readonly id: string;
  readonly title: string;
  /** Shown beside the title: how many there are, or which of them are shown. */
  readonly note?: Content;
  readonly empty: string | null;
  readonly body: Html;
}): Html {
  return html`<section id="${options.id}" aria-labelledby="${options.id}-title">
    <h2 id="${options.id}-title">${options.title} <span class="note">${options.note ?? null}</span></h2>
    ${options.empty === null ? options.body : html`<p class="empty">${options.empty}</p>`}
  </section>`;
}
