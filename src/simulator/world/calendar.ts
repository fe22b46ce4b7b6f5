/** What is due, earliest first; of one instant, first made first. An index of rows that the store keeps. */
export class Calendar {
  private readonly items: { readonly key: string; readonly atMs: number }[] = [];

  add(key: string, atMs: number): void {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.items[middle]?.atMs ?? Infinity) > atMs) low = middle + 1;
      else high = middle;
    }
    // The earliest stands last, where taking it away is cheap; a newcomer stands before its equals.
    this.items.splice(low, 0, { key, atMs });
  }

  remove(key: string): void {
    const last = this.items.at(-1);
    const index =
      last?.key === key ? this.items.length - 1 : this.items.findIndex((item) => item.key === key);
    if (index >= 0) this.items.splice(index, 1);
  }

  /** Key of the earliest, or null. */
  first(): string | null {
    return this.items.at(-1)?.key ?? null;
  }
}
