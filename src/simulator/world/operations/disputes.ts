import { contest, reinstate, setStatus } from '../disputes';
import type { Dispute } from '../objects';
import type { JsonObject, Operation } from '../port';
import { all, fail, group, held, matching, mergeMetadata, within } from './read';

export const disputeOperations = {
  'GET /v1/disputes': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(within(all<Dispute>(world, caller, 'dispute'), params, 'created'), params, [
        'charge',
        'payment_intent',
      ]),
  },
  'GET /v1/disputes/{dispute}': {
    kind: 'one',
    run: (world, caller, path) => held<Dispute>(world, caller, 'dispute', path['dispute'] ?? '', 'dispute'),
  },
  'POST /v1/disputes/{dispute}': {
    kind: 'one',
    run: (world, caller, path, params) => {
      const { core } = world;
      const { id } = held<Dispute>(world, caller, 'dispute', path['dispute'] ?? '', 'dispute');
      const before = core.change<Dispute>(id, {
        metadata: mergeMetadata((core.need<Dispute>(id, 'dispute')['metadata'] as JsonObject) ?? {}, params),
      });
      const evidence = group(params, 'evidence');
      if (evidence === null) return before;
      if (!needsResponse(before))
        fail(400, null, `This dispute is ${before.status}: evidence cannot be submitted.`);
      core.change(id, { evidence: { ...(before['evidence'] as JsonObject), ...evidence } });
      if (params['submit'] === false) return core.need<Dispute>(id, 'dispute');
      contest(core, id, 'platform', 0);
      if (evidence['uncategorized_text'] === 'winning_evidence') {
        reinstate(core, id, { returnCounteredFee: true });
        setStatus(core, id, before.status.startsWith('warning_') ? 'warning_closed' : 'won');
      } else if (evidence['uncategorized_text'] === 'losing_evidence') {
        setStatus(core, id, 'lost');
      }
      return core.need<Dispute>(id, 'dispute');
    },
  },
  'POST /v1/disputes/{dispute}/close': {
    kind: 'one',
    run: (world, caller, path) => {
      const dispute = held<Dispute>(world, caller, 'dispute', path['dispute'] ?? '', 'dispute');
      if (!needsResponse(dispute)) fail(400, null, `This dispute is ${dispute.status} and cannot be closed.`);
      return setStatus(
        world.core,
        dispute.id,
        dispute.status.startsWith('warning_') ? 'warning_closed' : 'lost',
      );
    },
  },
} satisfies Readonly<Record<string, Operation>>;

const needsResponse = (dispute: Dispute): boolean => dispute.status.endsWith('needs_response');
