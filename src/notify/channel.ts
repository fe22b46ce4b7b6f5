import type { Audience } from './templates/template';

/** A notice in words, on its way out. */
export interface Message {
  /** Unique for each notice, the same at every attempt: what receives it can tell a repetition. */
  readonly id: string;
  readonly audience: Audience;
  /** The connected account that a seller's notice goes to; addresses are looked up by the channel. */
  readonly account: string | null;
  readonly subject: string;
  readonly text: string;
}

/** A way out. `deliver` answers when the message is handed over for good, and throws where it may be tried again. */
export interface Channel {
  readonly name: string;
  deliver(message: Message): Promise<void>;
}
