import { CRASH_AXES, STRIPE_AXES, WEBHOOK_AXES } from './fault-axes';
import { describeSchedules } from './many-schedules';

describeSchedules({
  title: 'a small marketplace under faults, crashes and people',
  first: 0,
  count: 100,
  mustStrike: [...WEBHOOK_AXES, ...STRIPE_AXES, ...CRASH_AXES],
});
