import { DAY_MS } from '../../src/domain/clock';
import { createSimulator } from '../../src/simulator';
import { accountName, type Asked, SALE_MINOR } from './messages';

/** Accounts that are new would be listed by every sweep for a day. */
const MADE_BEFORE_MS = 3 * DAY_MS;

/** A process of its own, with cores and memory of its own: a Stripe with so many accounts. Argument: how many. */
async function main(count: number): Promise<void> {
  const startMs = Date.now() - MADE_BEFORE_MS;
  const simulator = await createSimulator({ time: { kind: 'manual', startMs } });
  const { acts } = simulator.world;
  acts.topUpPlatform(1_000_000_000, 'usd');
  for (let n = 0; n < count; n += 1) {
    acts.createSeller({
      id: accountName(n),
      country: 'US',
      capabilities: ['transfers'],
      debitNegativeBalances: false,
    });
  }
  await simulator.advanceTo(startMs + MADE_BEFORE_MS);
  const sale = (n: number) =>
    acts.sale({ model: 'destination', seller: accountName(n), amountMinor: SALE_MINOR, currency: 'usd' });

  const answer = async (asked: Asked): Promise<unknown> => {
    switch (asked.ask) {
      case 'owe':
        for (let n = 0; n < asked.accounts; n += 1) {
          const { transferIds } = sale(n);
          acts.sellerPaysOut(accountName(n), 'usd');
          for (const transfer of transferIds) acts.dashboardReversal(transfer, asked.eachMinor);
        }
        return null;
      case 'dispute':
        return Array.from({ length: asked.disputes }, (_, n) => acts.dispute({ charge: sale(n).chargeId }));
      case 'pass':
        await simulator.advanceTo(simulator.world.nowMs + asked.ms);
        return null;
      case 'cpuMs': {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1_000;
      }
    }
  };
  process.on('message', (asked: Asked) => {
    void answer(asked).then((value) => process.send?.({ value: value ?? null }));
  });
  process.on('disconnect', () => void simulator.close().then(() => process.exit(0)));
  process.send?.({ value: simulator.port });
}

void main(Number(process.argv[2]));
