import type { Database } from './database';
import { FIRST_HASH, linkHash } from './decisions';
import { hashOf } from './hash';

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly count: number; readonly head: string }
  | { readonly kind: 'broken'; readonly decisionId: string; readonly what: 'content' | 'link' | 'action' };

const PAGE = 1_000;

/**
 * Walks the chain from its first decision and names the first one that was changed, or whose predecessor is gone.
 * The last links can be cut off unseen by anybody who can write the table: keep the head elsewhere to notice that.
 */
export async function verifyChain(db: Database): Promise<ChainVerdict> {
  let head = FIRST_HASH;
  let count = 0;
  let after = 0;
  for (;;) {
    const page = await db
      .selectFrom('decisions')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const link of page) {
      const decisionId = link.decision_id;
      if (link.prev_hash !== head) return { kind: 'broken', decisionId, what: 'link' };
      if (hashOf(link.action) !== link.action_hash) return { kind: 'broken', decisionId, what: 'action' };
      if (linkHash(link) !== link.hash) return { kind: 'broken', decisionId, what: 'content' };
      head = link.hash;
      after = link.seq;
      count += 1;
    }
    if (page.length < PAGE) return { kind: 'intact', count, head };
  }
}
