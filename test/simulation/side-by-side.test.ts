import { CRASH_AXES, STRIPE_AXES, WEBHOOK_AXES } from './fault-axes';
import { describeSchedules } from './many-schedules';

describeSchedules({
  title: 'activities of different flows and the relay at the same moment',
  first: 2_000,
  count: 100,
  sideBySide: true,
  mustStrike: [...WEBHOOK_AXES, ...STRIPE_AXES, ...CRASH_AXES],
});
