import type { Database } from '../../store/database';
import { openAttention } from '../../store/attention';
import { openRequests } from '../../store/approvals';
import type { Json } from '../../domain/json';

/** Something that waits for a person, with the exact command that answers it. */
export interface Need {
  readonly id: string;
  readonly kind: string;
  /** What it is about: a workflow's id, an account, a notice. */
  readonly subject: string;
  readonly message: string;
  /** What the case owes at present, minor units; null where it is about something else. */
  readonly owed: { readonly amountMinor: number; readonly currency: string } | null;
  readonly command: string | null;
  readonly raisedClockMs: number;
  /** Approvals: the exact action that is asked for, and the currency of its amount where it names none. */
  readonly action: Json | null;
  readonly currency: string | null;
  /** Approvals: until when an answer counts, wall ms. */
  readonly expiresMs: number | null;
}

/** What is most pressing comes first: what ends by itself, then the gate, then the rest by age. */
export async function readNeeds(db: Database, nowMs: number): Promise<readonly Need[]> {
  const requests = await openRequests(db, nowMs);
  const approvals = requests.map((request): Need => ({
    id: request.decision_id,
    kind: 'approval',
    subject: request.subject,
    message: [request.reason, field(request.inputs, 'why')].filter((part) => part !== null).join(': '),
    owed: null,
    command: `bin/recoup approvals approve ${request.decision_id} --by YOUR_NAME`,
    raisedClockMs: request.made_clock,
    action: request.action,
    currency: field(request.action, 'currency') ?? field(objectField(request.inputs, 'facts'), 'currency'),
    expiresMs: request.expires_at,
  }));
  const owed = await owedBySubject(db);
  const attention = (await openAttention(db)).map((row): Need => ({
    id: row.key,
    kind: row.kind,
    subject: row.subject,
    message: row.message,
    owed: owed.get(row.subject) ?? null,
    command: row.command,
    raisedClockMs: row.raised_clock,
    action: null,
    currency: null,
    expiresMs: null,
  }));
  const isGate = (need: Need): boolean => need.kind === 'gate';
  return [...approvals, ...attention.filter(isGate), ...attention.filter((need) => !isGate(need))];
}

async function owedBySubject(db: Database): Promise<ReadonlyMap<string, NonNullable<Need['owed']>>> {
  const cases = await db
    .selectFrom('cases')
    .select(['workflow_id', 'currency', 'shortfall_minor', 'claims_minor'])
    .where('closed_clock', 'is', null)
    .execute();
  return new Map(
    cases.map((row) => [
      row.workflow_id,
      { amountMinor: row.shortfall_minor + row.claims_minor, currency: row.currency },
    ]),
  );
}

function objectField(json: Json, name: string): Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (new Map(Object.entries(json)).get(name) ?? null)
    : null;
}

function field(json: Json, name: string): string | null {
  const value = objectField(json, name);
  return typeof value === 'string' ? value : null;
}
