import type { Policy } from '../../src/domain/policy/policy';
import type { Message, Post, Way } from '../../src/notify/channel';

export interface Postbox extends Post {
  readonly posted: { readonly message: Message; readonly way: Way }[];
  /** Thrown instead of taking a message, as long as it is there. */
  refuse: ((way: Way) => Error | null) | null;
}

/** Keeps what it is given. */
export function postbox(): Postbox {
  const box: Postbox = {
    posted: [],
    refuse: null,
    deliver: (message, way) => {
      const refusal = box.refuse?.(way) ?? null;
      if (refusal !== null) return Promise.reject(refusal);
      box.posted.push({ message, way });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return box;
}

const LOG = { channel: 'log' } as const;

/** Everybody's notices go to the log. */
export const TO_THE_LOG: Policy['recipients'] = {
  seller: [LOG],
  team: [LOG],
  finance: [LOG],
  risk: [LOG],
  decider: [LOG],
};
