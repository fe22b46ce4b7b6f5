import type { Change, JsonObject, Row } from './port';

/**
 * All that the world knows: rows of plain JSON by id, indexed by owner and kind in the order of their making. Values
 * are replaced, never changed in place, so whoever was given one holds a snapshot.
 */
export class Store {
  private readonly rows = new Map<string, Row>();
  /** Ids in the order of their making, which is that of their rows' numbers. */
  private readonly index = new Map<string, string[]>();
  private readonly dirty = new Set<string>();
  private lastSeq = 0;

  static restore(changes: readonly Change[]): Store {
    const store = new Store();
    const last = new Map<string, Row | null>();
    for (const { id, row } of changes) last.set(id, row);
    const kept = [...last].flatMap(([id, row]) => (row === null ? [] : [{ id, row }]));
    kept.sort((a, b) => a.row.seq - b.row.seq);
    for (const { id, row } of kept) {
      store.place(id, row);
      store.lastSeq = Math.max(store.lastSeq, row.seq);
    }
    return store;
  }

  /** Writes a row; one that exists keeps its place in the order. */
  put(id: string, owner: string, kind: string, value: JsonObject): void {
    const seq = this.rows.get(id)?.seq ?? ++this.lastSeq;
    this.place(id, { owner, kind, seq, value });
    this.dirty.add(id);
  }

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  remove(id: string): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.unlist(id, row);
    this.rows.delete(id);
    this.dirty.add(id);
  }

  /** Rows of one owner and kind, oldest first. */
  list(owner: string, kind: string): Row[] {
    return this.between(owner, kind, 0, this.count(owner, kind));
  }

  count(owner: string, kind: string): number {
    return this.index.get(indexKey(owner, kind))?.length ?? 0;
  }

  /** The rows from one place to before another, without touching the others. */
  between(owner: string, kind: string, from: number, to: number): Row[] {
    const ids = this.index.get(indexKey(owner, kind))?.slice(Math.max(0, from), Math.max(0, to)) ?? [];
    return ids.flatMap((id) => this.rows.get(id) ?? []);
  }

  /** Where a row stands among those of its owner and kind; null where there is none. */
  placeOf(id: string): number | null {
    const row = this.rows.get(id);
    return row === undefined
      ? null
      : this.search(this.index.get(indexKey(row.owner, row.kind)) ?? [], row.seq);
  }

  drain(): Change[] {
    const changes = [...this.dirty].map((id) => ({ id, row: this.rows.get(id) ?? null }));
    this.dirty.clear();
    return changes;
  }

  all(): Change[] {
    return [...this.rows].map(([id, row]) => ({ id, row }));
  }

  private place(id: string, row: Row): void {
    const before = this.rows.get(id);
    const moved = before !== undefined && (before.owner !== row.owner || before.kind !== row.kind);
    if (moved) this.unlist(id, before);
    this.rows.set(id, row);
    if (before !== undefined && !moved) return;
    const key = indexKey(row.owner, row.kind);
    const ids = this.index.get(key);
    if (ids === undefined) this.index.set(key, [id]);
    else ids.splice(this.search(ids, row.seq), 0, id);
  }

  private unlist(id: string, row: Row): void {
    const ids = this.index.get(indexKey(row.owner, row.kind)) ?? [];
    const place = this.search(ids, row.seq);
    if (ids[place] === id) ids.splice(place, 1);
  }

  /** The first place at which a row's number is at least this one. */
  private search(ids: readonly string[], seq: number): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.rows.get(ids[middle] ?? '');
      if (row !== undefined && row.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const indexKey = (owner: string, kind: string): string => `${owner}|${kind}`;
