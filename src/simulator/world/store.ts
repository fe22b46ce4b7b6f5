import type { Change, JsonObject, Row } from './port';

/**
 * All that the world knows: rows of plain JSON by id, indexed by owner and kind in the order of their making. Values
 * are replaced, never changed in place, so whoever was given one holds a snapshot.
 */
export class Store {
  private readonly rows = new Map<string, Row>();
  private readonly index = new Map<string, Map<string, true>>();
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
    this.rows.delete(id);
    this.index.get(indexKey(row.owner, row.kind))?.delete(id);
    this.dirty.add(id);
  }

  /** Rows of one owner and kind, oldest first. */
  list(owner: string, kind: string): Row[] {
    const ids = this.index.get(indexKey(owner, kind));
    if (ids === undefined) return [];
    const rows: Row[] = [];
    for (const id of ids.keys()) {
      const row = this.rows.get(id);
      if (row !== undefined) rows.push(row);
    }
    return rows;
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
    if (before !== undefined && (before.owner !== row.owner || before.kind !== row.kind)) {
      this.index.get(indexKey(before.owner, before.kind))?.delete(id);
    }
    this.rows.set(id, row);
    const key = indexKey(row.owner, row.kind);
    const ids = this.index.get(key);
    if (ids === undefined) this.index.set(key, new Map([[id, true]]));
    else ids.set(id, true);
  }
}

const indexKey = (owner: string, kind: string): string => `${owner}|${kind}`;
