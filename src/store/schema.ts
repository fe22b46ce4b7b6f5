import type { ColumnType, Generated } from 'kysely';
import type { FindingsByFlow } from '../domain/account/findings-of';
import type { KeptStanding } from '../domain/account/standing-found';
import type { Digest } from '../domain/digest/digest';
import type { Json } from '../domain/json';
import type { LinkPurpose } from '../domain/links';
import type { LineStatus, RunStatus } from '../domain/payout/line';
import type { PayoutMode } from '../domain/payout/run-id';
import type { WorkingLine } from '../domain/payout/target-payout';
import type { PayoutsAction, RejectReason } from '../domain/review/acts';
import type { Recoverable } from '../domain/review/facts';
import type { Asked, ReviewFinding } from '../domain/review/findings';
import type { SweepResult } from '../domain/sweep/parts';
import type { ReserveComparison } from '../domain/reconciliation/compare';
import type { ReconciliationKind, ReconciliationResult } from '../domain/reconciliation/outcome';

/** Read as epoch milliseconds (see `database.ts`), written as a Date. */
type Instant = ColumnType<number, Date, Date>;
type MaybeInstant = ColumnType<number | null, Date | null | undefined, Date | null>;
type DefaultInstant = ColumnType<number, Date | undefined, Date>;
/** jsonb: written as text, because the driver would turn an array into a PostgreSQL array. */
type JsonColumn<T = Json> = ColumnType<T, string, string>;
type JsonWithDefault<T = Json> = ColumnType<T, string | undefined, string>;

export interface Schema {
  settings: { key: string; value: JsonColumn; updated_at: DefaultInstant };
  stripe_callers: { caller: string; seen_at: DefaultInstant };
  events: {
    seq: Generated<number>;
    source: 'platform' | 'connect' | 'recoup';
    event_id: string;
    type: string;
    account: string | null;
    object_id: string | null;
    livemode: boolean | null;
    body: string;
    created_clock: MaybeInstant;
    deliveries: Generated<number>;
    received_at: DefaultInstant;
    last_received_at: DefaultInstant;
    state: Generated<'new' | 'routed' | 'no_concern' | 'set_aside' | 'ignored'>;
    attempts: Generated<number>;
    next_attempt_at: DefaultInstant;
    error: string | null;
    routed_at: MaybeInstant;
  };
  wakes: {
    target: string;
    kind: WakeSubject['kind'];
    subject: JsonColumn<WakeSubject>;
    number: Generated<number>;
    sent: Generated<number>;
    due_at: DefaultInstant;
    last_sent_at: MaybeInstant;
    quiet_until: MaybeInstant;
    leased_until: MaybeInstant;
    attempts: Generated<number>;
    error: string | null;
    set_aside_at: MaybeInstant;
  };
  event_wakes: { event_seq: number; target: string; number: number; handled_at: MaybeInstant };
  accounts: {
    account: string;
    country: string | null;
    kind: string | null;
    losses: Generated<'platform' | 'stripe' | 'unknown'>;
    default_currency: string | null;
    reachable: Generated<boolean>;
    disabled_reason: string | null;
    facts: JsonWithDefault;
    hold_reasons: JsonWithDefault<string[]>;
    hold_found_schedule: ColumnType<Json | null, string | null | undefined, string | null>;
    hold_set_at: MaybeInstant;
    /** Payouts have been manual since the hold was set: what they are otherwise, somebody else made them. */
    hold_stands: Generated<boolean>;
    debit_enabled_by_us: Generated<boolean>;
    first_seen_clock: Instant;
    looked_at: MaybeInstant;
    /** Its last turn in the full scan. */
    standing: ColumnType<KeptStanding | null, string | null | undefined, string | null>;
    standing_at: MaybeInstant;
    findings: JsonWithDefault<Partial<FindingsByFlow>>;
    deadline_clock: MaybeInstant;
    scanned_at: MaybeInstant;
  };
  account_changes: {
    change_id: Generated<number>;
    account: string;
    what: string;
    before: string | null;
    after: string | null;
    seen_at: Instant;
    seen_clock: Instant;
  };
  cases: {
    number: Generated<number>;
    account: string;
    currency: string;
    workflow_id: string;
    state: string;
    opened_clock: Instant;
    negative_since_clock: Instant;
    clears_clock: Instant;
    closed_clock: MaybeInstant;
    close_reason: string | null;
    shortfall_minor: Generated<number>;
    claims_minor: Generated<number>;
    peak_owed_minor: Generated<number>;
    handled_remainder_minor: Generated<number>;
    summary: JsonWithDefault;
    needs_human: Generated<boolean>;
    assignee: string | null;
    updated_at: DefaultInstant;
  };
  claims: {
    claim_id: string;
    form: 'fee' | 'reversal' | 'rest' | 'cleared' | 'credit';
    account: string;
    currency: string;
    cause: string;
    part: 'principal' | 'fee';
    cause_currency: string;
    pair_cause_minor: number;
    pair_claim_minor: number;
    transfer_id: string | null;
    owner: string;
    since_clock: Instant;
    opened_clock: Instant;
    handled_by: string | null;
  };
  disputes: {
    dispute_id: string;
    account: string | null;
    charge_id: string | null;
    workflow_id: string;
    currency: string | null;
    amount_minor: number | null;
    status: string;
    reason: string | null;
    is_final: Generated<boolean>;
    opened_clock: MaybeInstant;
    evidence_due_clock: MaybeInstant;
    facts: JsonWithDefault;
    state: string;
    needs_human: Generated<boolean>;
    closed_clock: MaybeInstant;
    updated_at: DefaultInstant;
  };
  dispute_answers: {
    dispute_id: string;
    question: string;
    /** Empty where the question is about the dispute as a whole. */
    account: string;
    answer: string;
    said_by: string;
    said_clock: Instant;
  };
  refunds: {
    subject: string;
    workflow_id: string;
    account: string | null;
    charge_id: string | null;
    refund_id: string | null;
    idempotency_key: string | null;
    request: ColumnType<Json | null, string | null | undefined, string | null>;
    requested_by: string | null;
    currency: string | null;
    amount_minor: number | null;
    status: string;
    is_final: Generated<boolean>;
    opened_clock: Instant;
    facts: JsonWithDefault;
    state: string;
    sellers_answer: 'reverse' | 'claim' | 'keep' | null;
    give_back_answer: 'send' | 'keep' | null;
    needs_human: Generated<boolean>;
    closed_clock: MaybeInstant;
    updated_at: DefaultInstant;
  };
  decisions: {
    seq: Generated<number>;
    decision_id: string;
    made_at: Instant;
    made_clock: Instant;
    kind: string;
    subject: string;
    actor: string;
    action: JsonColumn;
    action_hash: string;
    inputs: JsonColumn;
    verdict: 'acted' | 'held' | 'requested' | 'approved' | 'declined' | 'recorded';
    reason: string | null;
    policy_hash: string | null;
    answers: string | null;
    requester: string | null;
    uses: string | null;
    expires_at: MaybeInstant;
    prev_hash: string;
    hash: string;
  };
  money_moves: {
    key: string;
    idempotency_key: string;
    kind: string;
    cause: string;
    part: 'principal' | 'fee';
    object: string;
    n: number;
    account: string;
    currency: string;
    amount_minor: number;
    claim_id: string | null;
    request: JsonColumn;
    decision_id: string;
    workflow_id: string;
    state: 'pending' | 'moved' | 'refused' | 'unknown';
    stripe_id: string | null;
    counterpart_id: string | null;
    failure_code: string | null;
    failure_message: string | null;
    attempts: Generated<number>;
    created_at: DefaultInstant;
    created_clock: Instant;
    first_sent_at: MaybeInstant;
    leased_until: MaybeInstant;
    settled_at: MaybeInstant;
  };
  entries: {
    entry_id: Generated<number>;
    key: string;
    kind: string;
    account: string;
    booked_at: DefaultInstant;
    effective_clock: Instant;
    balance_transaction: string | null;
    move_key: string | null;
    note: string | null;
  };
  postings: {
    entry_id: number;
    line: number;
    book: string;
    account: string;
    currency: string;
    cause: string | null;
    part: 'principal' | 'fee' | null;
    claim_id: string | null;
    since_clock: MaybeInstant;
    amount_minor: number;
  };
  book_cursors: {
    account: string;
    currency: string;
    balance_minor: number;
    booked_through_clock: Instant;
    last_balance_transaction: string | null;
    window_from_clock: MaybeInstant;
    list_from_clock: MaybeInstant;
  };
  notices: {
    notice_id: Generated<number>;
    subject: string;
    rung: string;
    audience: 'seller' | 'team' | 'finance' | 'risk' | 'decider';
    template: string;
    params: JsonColumn;
    account: string | null;
    level: Generated<number>;
    message_id: Generated<string>;
    send_at: Instant;
    state: Generated<'queued' | 'sent' | 'failed' | 'withdrawn'>;
    rendered: ColumnType<Json | null, string | null | undefined, string | null>;
    attempts: Generated<number>;
    next_attempt_at: MaybeInstant;
    error: string | null;
    created_at: DefaultInstant;
    created_clock: Instant;
    sent_at: MaybeInstant;
  };
  attention: {
    attention_id: Generated<number>;
    key: string;
    subject: string;
    kind: string;
    message: string;
    command: string | null;
    raised_at: DefaultInstant;
    raised_clock: Instant;
    settled_at: MaybeInstant;
    settled_by: string | null;
  };
  payout_runs: {
    run: string;
    date: string;
    currency: string;
    mode: PayoutMode;
    version: number;
    dry_run: boolean;
    status: RunStatus;
    reason: string | null;
    idempotency_key: string | null;
    asked_hash: string;
    asked_by: string;
    created_clock: Instant;
    starts_clock: Instant;
    ended_clock: MaybeInstant;
    updated_at: DefaultInstant;
  };
  payout_lines: {
    line_id: Generated<number>;
    run: string;
    number: number;
    account: string;
    currency: string;
    date: string;
    version: number;
    earned_minor: Generated<number>;
    carried_minor: Generated<number>;
    released_minor: Generated<number>;
    status: LineStatus;
    reason: string | null;
    gross_minor: number | null;
    target_minor: number | null;
    offset_minor: number | null;
    reserved_minor: number | null;
    withheld_minor: number | null;
    working: ColumnType<readonly WorkingLine[] | null, string | undefined, string | null>;
    settled_clock: MaybeInstant;
    carried_to: number | null;
    reissued_as: number | null;
    move_key: string | null;
    stripe_id: string | null;
    updated_at: DefaultInstant;
  };
  earnings_charges: {
    charge_id: string;
    account: string;
    currency: string;
    amount_minor: number;
    line_id: number;
    added_clock: Instant;
  };
  move_offsets: { key: string; claim_id: string; amount_minor: number };
  imports: {
    number: Generated<number>;
    started_at: Instant;
    started_clock: Instant;
    options: JsonColumn;
    phase: 'disputes' | 'accounts' | 'adopting' | 'done';
    after: string | null;
    accounts_read: Generated<number>;
    disputes_read: Generated<number>;
    ended_at: MaybeInstant;
  };
  import_items: {
    import: number;
    kind: 'dispute' | 'negative' | 'manual_schedule' | 'unreadable';
    subject: string;
    account: string | null;
    currency: string | null;
    amount_minor: number | null;
    facts: JsonWithDefault;
  };
  reserves: {
    reserve_id: Generated<number>;
    held_by: number;
    account: string;
    currency: string;
    lies: 'platform' | 'account';
    amount_minor: number;
    basis_points: number;
    held_clock: Instant;
    releases_clock: Instant;
    taken_by: number | null;
    released_clock: MaybeInstant;
  };
  charge_counts: { account: string; from_clock: Instant; counted_clock: Instant; charges: number };
  links: {
    link_id: string;
    token_hash: string;
    purpose: LinkPurpose;
    account: string;
    made_for: string;
    made_at: Instant;
    expires_at: Instant;
    used_at: MaybeInstant;
    views: Generated<number>;
    last_viewed_at: MaybeInstant;
    revoked_at: MaybeInstant;
    revoked_by: string | null;
  };
  reviews: {
    number: Generated<number>;
    account: string;
    workflow_id: string;
    state: string;
    opened_clock: Instant;
    closed_clock: MaybeInstant;
    close_reason: string | null;
    asked: JsonWithDefault<readonly Asked[]>;
    findings: JsonWithDefault<readonly ReviewFinding[]>;
    /** Ids of findings. */
    judged: JsonWithDefault<readonly string[]>;
    recoverable: JsonWithDefault<readonly Recoverable[]>;
    needs_human: Generated<boolean>;
    updated_at: DefaultInstant;
  };
  review_acts: {
    act_id: string;
    account: string;
    kind: 'reject' | 'unreject';
    reason: RejectReason | null;
    payouts: PayoutsAction | null;
    asked_by: string;
    asked_clock: Instant;
    state: 'asked' | 'sending' | 'done' | 'refused' | 'declined' | 'expired';
    code: string | null;
    updated_at: DefaultInstant;
  };
  sweeps: {
    number: Generated<number>;
    started_at: Instant;
    started_clock: Instant;
    ended_at: MaybeInstant;
    result: ColumnType<SweepResult | null, string | undefined, string>;
  };
  reconciliations: {
    number: Generated<number>;
    kind: ReconciliationKind;
    started_at: Instant;
    started_clock: Instant;
    events_seq: number;
    search: ColumnType<Json | null, string | null | undefined, string | null>;
    comparisons: ColumnType<readonly ReserveComparison[] | null, string | undefined, string>;
    read: Generated<number>;
    calls: Generated<number>;
    ended_at: MaybeInstant;
    result: ColumnType<ReconciliationResult | null, string | undefined, string>;
  };
  digests: {
    date: string;
    from_clock: Instant;
    to_clock: Instant;
    written_at: Instant;
    written_clock: Instant;
    digest: JsonColumn<Digest>;
  };
  reconciliation_lines: {
    line: Generated<number>;
    number: number | null;
    account: string;
    currency: string;
    known_minor: number;
    found_minor: number;
    found_at: Instant;
    found_clock: Instant;
  };
}

/** What a wake's workflow needs to be started: ids only. */
export type WakeSubject =
  | { readonly kind: 'payout_run'; readonly run: string }
  /** One line of a payout run whose transfer or payout has news. */
  | { readonly kind: 'payout_line'; readonly line: number }
  | { readonly kind: 'case'; readonly account: string; readonly currency: string }
  | { readonly kind: 'dispute'; readonly dispute: string; readonly account: string | null }
  /** `refund` names what its flow follows: a request, a refund, or the charge of a failed payment. */
  | { readonly kind: 'refund'; readonly refund: string; readonly account: string | null }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'review'; readonly account: string }
  /** A charge of which a card's bank has warned; `account` is set for direct charges. */
  | { readonly kind: 'warning'; readonly charge: string; readonly account: string | null };
