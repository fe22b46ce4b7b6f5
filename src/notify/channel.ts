import type { Json } from '../domain/json';
import type { Recipient } from '../domain/policy/policy';
import type { Audience, Rendered } from './templates/template';

/** A notice in words, on its way out. */
export interface Message {
  /** Unique among all installations, the same at every attempt: what receives it can tell a repetition. */
  readonly id: string;
  readonly noticeId: number;
  readonly template: string;
  readonly audience: Audience;
  readonly level: number;
  /** What it is about: `case:<number>`, `dispute:<dp>` and the like. */
  readonly subject: string;
  /** The connected account that it concerns. */
  readonly account: string | null;
  /** The figures it was written from: ids and amounts in minor units. */
  readonly figures: Json;
  /** Wall time, epoch ms. */
  readonly queuedMs: number;
  readonly words: Rendered;
}

/** One way out, with everything that it needs. */
export type Way = Recipient;

/** Hands messages over. */
export interface Post {
  /** Answers when the message is handed over for good. @throws NotDelivered */
  deliver(message: Message, way: Way): Promise<void>;
  close(): Promise<void>;
}

/**
 * - `later`: this message was not taken; another attempt may do better.
 * - `silent`: nobody answers there, so that other messages need not be tried at this moment either.
 * - `never`: refused for good.
 */
export type Prospect = 'later' | 'silent' | 'never';

/** Its message names no address, so that it can be kept and shown. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
  constructor(
    message: string,
    readonly prospect: Prospect,
    /** How long the other side asks to be left alone, wall ms; null where it does not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(withoutAddresses(message));
  }
}

/** Servers repeat the address in what they say; it belongs in no log and no row. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g, '(address)');
}
