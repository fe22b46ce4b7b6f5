import { prettifyError, type z } from 'zod';
import type { LinkPurpose } from '../../domain/links';
import type { NoticeInput } from '../../store/ports';
import { letter, type Block, type Letter } from './blocks';
import { asHtml, asText } from './write-out';

export type Audience = NoticeInput['audience'];

/** What the words depend on besides the notice's own figures; read when it is sent. */
export interface Context {
  readonly audience: Audience;
  readonly account: AccountContext | null;
  /** The platform's name as its sellers know it. */
  readonly platform: string;
  /** IANA zone in which dates are written: the seller's, or UTC. */
  readonly timeZone: string;
  /** Last digits of the bank accounts for payouts, by currency; none where they are not to be told. */
  readonly bankLast4: { readonly [currency: string]: string };
  /** Addresses that a seller can open; null where Recoup gives none, and for everybody else. */
  readonly links: LinkWords | null;
}

export interface LinkWords {
  /** How long an address works: "14 days". */
  readonly worksFor: string;
  /** The same within one letter. */
  readonly addressOf: (purpose: LinkPurpose) => string;
}

export interface AccountContext {
  readonly id: string;
  /** `standard`, `express` or `custom`; decides where a seller can mend a bank account. */
  readonly kind: string | null;
}

/** What a template writes. */
export interface Written {
  readonly subject: string;
  readonly body: Letter;
}

export interface Rendered {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Template<Params extends z.ZodType> {
  readonly params: Params;
  /** @throws UnrenderableNotice where the figures are missing or wrong. */
  readonly render: (figures: unknown, context: Context) => Rendered;
  /** Pointless once its case has closed: it is then withdrawn instead of sent. */
  readonly onlyWhileOpen: boolean;
}

/** A notice that cannot be put into words: it stays in the store and is shown, and is not tried again. */
export class UnrenderableNotice extends Error {
  override readonly name = 'UnrenderableNotice';
}

export function template<Params extends z.ZodType>(
  params: Params,
  write: (figures: z.output<Params>, context: Context) => Written,
  { onlyWhileOpen = false } = {},
): Template<Params> {
  return {
    params,
    onlyWhileOpen,
    render: (figures, context) => {
      const read = params.safeParse(figures);
      if (!read.success) throw new UnrenderableNotice(`its figures do not fit: ${prettifyError(read.error)}`);
      const written = write(read.data, context);
      const subject = written.subject.replaceAll(/\s+/g, ' ').trim();
      return { subject, text: asText(written.body), html: asHtml(subject, written.body) };
    },
  };
}

/** A letter to a seller, signed in the platform's name. */
export function sellerLetter(context: Context, ...parts: readonly (string | Block | null)[]): Letter {
  return letter('Hello,', ...parts, `The team of ${context.platform}`);
}

/** "7 January 2026" */
export function formatDate(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  });
  return format.format(ms);
}
