import type {
  BankBehaviour,
  BankInput,
  PayoutSchedule,
  SellerInput,
  SaleInput,
  Sale,
  DisputeInput,
  RefundInput,
  Switches,
  CollectionPlan,
  Rejection,
  RequirementsInput,
} from './act-inputs';
import type { JsonValue } from './port';
import type { RefundFailure } from './refund-ends';

export type * from './act-inputs';

/** A line of a story that has happened. */
export interface Narration {
  readonly atMs: number;
  readonly seller: string | null;
  readonly what: string;
}

/** An act that a story may put on the calendar; arguments are plain JSON, so it survives a restart. */
export type ActName = Exclude<keyof Acts, 'at'>;

/** What people and banks do. Amounts in minor units. Each act is one moment: the books balance before and after. */
export interface Acts {
  /**
   * Puts an act on the world's calendar; with a narration, the line is told when it has happened: not where the act
   * answers null.
   */
  at(
    atMs: number,
    act: ActName,
    args: readonly JsonValue[],
    narration?: { readonly seller: string | null; readonly what: string },
  ): void;
  /** Nothing but a line of the story. */
  tell(seller: string | null, what: string): void;

  createSeller(input: SellerInput): string;
  sale(input: SaleInput): Sale;
  /** A payment by bank debit has come. */
  settlePayment(charge: string): void;
  /** It has not, and will not. Default code: `insufficient_funds`. */
  failPayment(charge: string, code?: string): void;
  topUpPlatform(amountMinor: number, currency: string): string;
  topUpSeller(account: string, amountMinor: number, currency: string): string;
  /** A payout by hand. Without an amount: all that is available. Null where nothing is. */
  sellerPaysOut(account: string, currency: string, amountMinor?: number): string | null;
  /** The platform pays out by hand. Without an amount: all that is available. Null where nothing is. */
  platformPaysOut(currency: string, amountMinor?: number): string | null;
  /** The seller pays the platform outside of Stripe, bank to bank. */
  sellerPaysOutside(account: string, amountMinor: number, currency: string): void;
  replaceBank(account: string, bank: BankInput): string;
  setBankBehaviour(account: string, currency: string, behaviour: BankBehaviour): void;
  changeSchedule(account: string, schedule: PayoutSchedule): void;
  setDebitNegativeBalances(account: string, on: boolean): void;
  setAccountDebitConsent(account: string, consent: boolean): void;

  /** Opens a dispute; unless it is an inquiry, Stripe withdraws amount and fee at once. */
  dispute(input: DisputeInput): string;
  /** As `dispute`; null, and no dispute, where the payment is refunded in full by then. */
  disputeUnlessRefunded(input: DisputeInput): string | null;
  /** Withdraws (again): an inquiry that escalates, an appeal that is lost. No fee unless given. */
  withdraw(dispute: string, input?: { readonly amountMinor?: number; readonly feeMinor?: number }): void;
  /** Evidence goes in and the countered fee is due; `by` says who chose to. */
  contest(dispute: string, by: 'seller' | 'platform', feeMinor: number): void;
  /** Returns what is still withdrawn (or part of it) and the countered fee, and closes as won. */
  win(dispute: string, input?: { readonly amountMinor?: number }): void;
  /** Closes as lost. */
  lose(dispute: string): void;
  /** Returns a part without changing the status. */
  reinstate(dispute: string, amountMinor: number): void;
  /** Somebody goes on after the decision. Default: the platform; if the buyer's bank does, the platform has to answer. */
  appeal(dispute: string, by?: 'platform' | 'bank'): void;
  /** Closes an inquiry without loss. */
  closeInquiry(dispute: string): void;
  /** Closed before it became a dispute. */
  prevent(dispute: string): void;

  refund(input: RefundInput): string;
  /** One that is under way reaches the customer. */
  succeedRefund(refund: string): void;
  /** The customer's bank sends it back, also after it succeeded. Default reason: `lost_or_stolen_card`. */
  failRefund(refund: string, reason?: RefundFailure): void;
  cancelRefund(refund: string): void;
  /** A card's issuer warns of fraud. */
  warnOfFraud(input: { readonly id?: string; readonly charge: string; readonly fraudType?: string }): string;
  /** A reversal made by somebody in the Dashboard, without metadata. */
  dashboardReversal(transfer: string, amountMinor?: number): string;
  /** Stripe takes a transfer back by itself, or a part of it, and tells by `transfer.reversed` alone. */
  stripeReverses(transfer: string, amountMinor?: number): string;
  /** A transfer made by somebody in the Dashboard, without metadata. */
  dashboardTransfer(account: string, amountMinor: number, currency: string): string;

  /** Outside of the API: by Stripe, or by somebody of the platform in the Dashboard. */
  reject(account: string, reason: Rejection): void;
  unreject(account: string): void;
  deauthorize(account: string): void;
  /** Silently: no event tells of it. The account's booleans stay as they are. */
  setCapability(
    account: string,
    capability: string,
    status: 'active' | 'inactive' | 'pending',
    options?: { readonly silently?: boolean },
  ): void;
  setRequirements(account: string, input: RequirementsInput): void;
  /** The seller hands in everything; what only that had shut is open again. */
  meetRequirements(account: string): void;

  /** `rate` units of `to` for one unit of `from`, from now on; both in minor units. */
  setRate(from: string, to: string, rate: number): void;
  setSwitches(switches: Partial<Switches>): void;
  /** Of one account: when and how much Stripe will collect, in place of the switches. Before it goes negative. */
  planCollection(account: string, plan: CollectionPlan): void;
}
