/** Why a run was not begun, or not changed. Nothing of it is kept. */
export type RefusalCode =
  | 'bad_earnings'
  | 'bad_date'
  | 'already_run'
  | 'key_used'
  | 'unknown_account'
  | 'currency_not_held'
  | 'charge_paid'
  | 'nothing_to_pay'
  | 'too_far_ahead'
  | 'unknown_run'
  | 'run_ended'
  | 'run_goes_on'
  | 'nothing_to_reissue';

export class RunRefused extends Error {
  override readonly name = 'RunRefused';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

const MOST_NAMED = 20;

/** "a, b and 3 more" */
export function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return rest > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : names.join(', ');
}
