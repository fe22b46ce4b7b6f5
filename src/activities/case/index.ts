import type { CaseActivities } from '../../domain/case/perform';
import type { ActivityDeps } from '../deps';
import { answerAsk } from './answers/answer-ask';
import { collectClaim, enableBankDebit, holdPayouts, releaseHold } from './case-money';
import { attendToCase, recordChoice } from './case-records';
import { closeCase } from './close-case';
import { lookAtCase } from './look-at-case';
import { tellCase } from './tell-case';

/** The case's port, bound to what a process has. */
export function caseActivities(deps: ActivityDeps): CaseActivities {
  return {
    lookAtCase: (...args) => lookAtCase(deps, ...args),
    recordChoice: (...args) => recordChoice(deps, ...args),
    attendToCase: (...args) => attendToCase(deps, ...args),
    holdPayouts: (...args) => holdPayouts(deps, ...args),
    enableBankDebit: (...args) => enableBankDebit(deps, ...args),
    collectClaim: (...args) => collectClaim(deps, ...args),
    answerAsk: (...args) => answerAsk(deps, ...args),
    releaseHold: (...args) => releaseHold(deps, ...args),
    tellCase: (...args) => tellCase(deps, ...args),
    closeCase: (...args) => closeCase(deps, ...args),
  };
}
