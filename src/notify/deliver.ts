import type { SellerWay } from '../domain/policy/policy';
import type { Addressee } from './addressees';
import { NotDelivered, type Message, type Post, type Way } from './channel';
import type { Contact, ContactOf } from './contact';
import type { Rendered } from './templates/template';

/** How far a notice has come. What is in it is settled; nobody gets a notice twice because another one has not. */
export interface Progress {
  /** By addressee: the channel that took it. */
  readonly delivered: { readonly [addressee: string]: string };
  /** By addressee: why they will never have it. */
  readonly refused: { readonly [addressee: string]: string };
}

export interface Attempt extends Progress {
  /** What kept others from having it for now; null where nobody is left. */
  readonly problem: string | null;
  /** How long the other side asks to be left alone, wall ms. */
  readonly retryAfterMs: number;
}

/** What notices that are sent one after another have in common. */
export interface Round {
  readonly post: Post;
  readonly contactOf: ContactOf;
  /** Places where nobody answered in this round, and why: they are not waited for once more for each notice. */
  readonly silent: Map<string, string>;
}

/** A notice as it is kept, and its words with what only whoever gets it may read. */
export interface Sealed {
  readonly message: Message;
  /** Null: whoever gets it is not told what is personal. */
  readonly wordsFor: (contact: Contact | null) => Promise<Rendered>;
}

/** One attempt to bring a notice to everybody who does not have it yet. */
export async function deliver(
  sealed: Sealed,
  addressees: readonly Addressee[],
  before: Progress,
  round: Round,
): Promise<Attempt> {
  const delivered = { ...before.delivered };
  const refused = { ...before.refused };
  const problems: string[] = [];
  let retryAfterMs = 0;
  for (const addressee of addressees) {
    if (addressee.key in delivered || addressee.key in refused) continue;
    try {
      delivered[addressee.key] = await reach(sealed, addressee, round);
    } catch (error) {
      const failure = asNotDelivered(error);
      if (failure.prospect === 'never') refused[addressee.key] = failure.message;
      else problems.push(failure.message);
      retryAfterMs = Math.max(retryAfterMs, failure.retryAfterMs ?? 0);
    }
  }
  return { delivered, refused, problem: problems.length === 0 ? null : problems.join('; '), retryAfterMs };
}

/** Tries the ways in turn; the next one only where the one before will never do. Answers the channel. */
async function reach(sealed: Sealed, addressee: Addressee, round: Round): Promise<string> {
  const refusals: string[] = [];
  for (const way of addressee.ways) {
    try {
      await handOver(sealed, way, round);
      return way.channel;
    } catch (error) {
      const failure = asNotDelivered(error);
      if (failure.prospect !== 'never') throw failure;
      refusals.push(failure.message);
    }
  }
  throw new NotDelivered(refusals.join('; '), 'never');
}

async function handOver({ message, wordsFor }: Sealed, way: SellerWay | Way, round: Round): Promise<void> {
  const place = way.channel === 'webhook' ? way.url : way.channel;
  const silence = round.silent.get(place);
  if (silence !== undefined) throw new NotDelivered(silence, 'later');
  try {
    if (way.channel === 'log') {
      await round.post.deliver(message, way);
      return;
    }
    if (way.channel === 'webhook' || 'address' in way) {
      await round.post.deliver({ ...message, words: await wordsFor(null) }, way);
      return;
    }
    const contact = await contactOf(message, round);
    if (contact.email === null) {
      throw new NotDelivered('Stripe has no e-mail address of the seller, or tells none', 'never');
    }
    const address = { channel: 'mail', address: contact.email } as const;
    await round.post.deliver({ ...message, words: await wordsFor(contact) }, address);
  } catch (error) {
    const failure = asNotDelivered(error);
    if (failure.prospect === 'silent') round.silent.set(place, failure.message);
    throw failure;
  }
}

async function contactOf({ account }: Message, round: Round): Promise<Contact> {
  if (account === null) throw new NotDelivered('the notice names no account whose seller it is for', 'never');
  return round.contactOf(account);
}

/** What is not known to be for good may be mended: it is tried again. */
function asNotDelivered(error: unknown): NotDelivered {
  if (error instanceof NotDelivered) return error;
  return new NotDelivered(error instanceof Error ? error.message : String(error), 'later');
}
