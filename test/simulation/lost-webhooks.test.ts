import { CRASH_AXES, LOST_WEBHOOK, someLost, STRIPE_AXES } from './fault-axes';
import { describeSchedules } from './many-schedules';

describeSchedules({
  title: 'what nobody announces, found by the sweep',
  first: 4_000,
  count: 100,
  trouble: someLost,
  sweeps: true,
  mustStrike: [LOST_WEBHOOK, 'terminated', ...STRIPE_AXES, ...CRASH_AXES],
});
