import type { ExampleEnd, ExampleRow, WorkedExample } from './example';

/** Each row lowers one place and raises another; through an exchange, both sides meet it. */
export function totalsOf(example: WorkedExample): ExampleEnd['places'] {
  const totals = new Map<string, number>();
  const change = (place: string, currency: string, amountMinor: number): void => {
    const key = `${place} ${currency}`;
    totals.set(key, (totals.get(key) ?? 0) + amountMinor);
  };
  for (const row of example.rows) {
    if (row.refused || row.from === '' || row.to === '') continue;
    const landed = landingOf(row);
    const move = (place: string, sign: 1 | -1): void => {
      if (landed === null || !place.endsWith('.stripe')) {
        change(place, row.currency, sign * row.amountMinor);
        return;
      }
      change(place, landed.currency, sign * landed.amountMinor);
      change('fx', landed.currency, -sign * landed.amountMinor);
      change('fx', row.currency, sign * row.amountMinor);
    };
    move(row.from, -1);
    move(row.to, 1);
  }
  return example.end.places.map((place) => ({
    ...place,
    endMinor: place.startMinor + (totals.get(`${place.place} ${place.currency}`) ?? 0),
  }));
}

/** "on the account 9310 eur": the account's side of an exchange. */
function landingOf(row: ExampleRow): { readonly amountMinor: number; readonly currency: string } | null {
  const match = /on the account (\d+) ([a-z]{3})/.exec(row.note);
  return match === null ? null : { amountMinor: Number(match[1]), currency: match[2] ?? '' };
}
