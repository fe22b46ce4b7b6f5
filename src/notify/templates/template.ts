import { prettifyError, type z } from 'zod';
import type { NoticeInput } from '../../store/ports';

export type Audience = NoticeInput['audience'];

/** What the words depend on besides the notice's own figures; read when it is sent. */
export interface Context {
  readonly audience: Audience;
  readonly account: AccountContext | null;
  /** The platform's name as its sellers know it. */
  readonly platform: string;
  /** IANA zone in which dates are written: the seller's, or UTC. */
  readonly timeZone: string;
}

export interface AccountContext {
  readonly id: string;
  /** `standard`, `express` or `custom`; decides where a seller can mend a bank account. */
  readonly kind: string | null;
}

export interface Rendered {
  readonly subject: string;
  readonly text: string;
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
  write: (figures: z.output<Params>, context: Context) => Rendered,
  { onlyWhileOpen = false } = {},
): Template<Params> {
  return {
    params,
    onlyWhileOpen,
    render: (figures, context) => {
      const read = params.safeParse(figures);
      if (!read.success) throw new UnrenderableNotice(`its figures do not fit: ${prettifyError(read.error)}`);
      return write(read.data, context);
    },
  };
}

/** Paragraphs with a blank line between; what does not apply is given as null. */
export function letter(...paragraphs: readonly (string | null)[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== null && paragraph !== '').join('\n\n')}\n`;
}

/** As `letter`, signed in the platform's name. */
export function sellerLetter(context: Context, ...paragraphs: readonly (string | null)[]): string {
  return letter('Hello,', ...paragraphs, `The team of ${context.platform}`);
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
