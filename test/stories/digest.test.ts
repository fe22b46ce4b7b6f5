import { afterEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import type { Digest } from '../../src/domain/digest/digest';
import { createContacts } from '../../src/notify/contact';
import { sendDueNotices } from '../../src/notify/outbox';
import { createPost } from '../../src/notify/post';
import { readDigest, readDigests } from '../../src/store/digests';
import { DAILY_DIGEST, TASK_QUEUE } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';
import { startMailServer } from '../support/mail-server';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** As its schedule runs it; answers the dates that were written. */
const tell = (house: House): Promise<readonly string[]> =>
  house.temporal.client.workflow.execute(DAILY_DIGEST, {
    workflowId: `${DAILY_DIGEST}-${house.nowMs()}`,
    taskQueue: TASK_QUEUE,
    args: [{ clock: WALL_CLOCK }],
  });

/** The one that is told when the next day's hour has come. */
async function nextDigest(house: House): Promise<Digest> {
  await house.pass(DAY_MS);
  const [date = '', ...others] = await tell(house);
  expect(others).toEqual([]);
  const digest = await readDigest(house.db, date);
  if (digest === null) throw new Error(`the digest of "${date}" was not kept`);
  return digest;
}

async function mailsOf(house: House): Promise<readonly string[]> {
  const server = await startMailServer();
  closers.push(() => server.close());
  const log = pino({ level: 'silent' });
  const mail = { url: `smtp://127.0.0.1:${server.port}`, from: 'Ridge Market <billing@ridge.example>' };
  const post = createPost({ mail, secrets: [], log, wallNow: Date.now });
  closers.push(() => post.close());
  await sendDueNotices({
    db: house.db,
    post,
    contactOf: createContacts(house.stripe),
    recipients: house.policy.recipients,
    clock: WALL_CLOCK,
    wallNow: () => house.nowMs(),
    platform: 'Ridge Market',
    links: null,
    log,
  });
  return server.received.map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
}

test('each day is told once: what was taken, what was almost given back and why, and what waits', async () => {
  const house = await openHouse();
  closers.push(() => house.close());
  const { acts } = house.simulator.world;
  const { seller, chargeId } = await debtor(house);
  await tell(house);

  const dispute = acts.dispute({ charge: chargeId, amountMinor: 15_000 });
  await nextDigest(house);
  const ofDispute = await nextDigest(house);
  const taken = (await readDigests(house.db, 3)).flatMap(({ sums }) => sums.moved);
  expect(taken).toContainEqual({ what: 'reversal', currency: 'usd', amountMinor: 15_000, count: 1 });
  const opened = (await readDigests(house.db, 3)).flatMap(({ lists }) => lists.cases.items);
  expect(opened).toContainEqual(expect.objectContaining({ what: 'opened', why: seller }));
  expect(ofDispute.lists.deadlines.items).toContainEqual(
    expect.objectContaining({ what: 'evidence is due', about: `dispute:${dispute}` }),
  );

  acts.setCapability(seller, 'transfers', 'pending');
  acts.win(dispute);
  await nextDigest(house);
  const halted = await nextDigest(house);
  const withheld = (await readDigests(house.db, 2)).flatMap(({ lists }) => lists.withheld.items);
  const [first] = withheld;
  expect(first).toMatchObject({
    what: 'dispute give back',
    about: `dispute:${dispute}`,
    amountMinor: 15_000,
    currency: 'usd',
    why: expect.stringContaining('capability transfers is pending, not active'),
    decision: expect.stringMatching(/^dec_\d+$/),
  });
  expect(halted.lists.needs.items.map(({ what }) => what)).toContain('preflight halt');

  // Nobody ran for three days: each of them is told, and once.
  await house.pass(3 * DAY_MS);
  expect(await tell(house)).toHaveLength(3);
  expect(await tell(house)).toEqual([]);

  const mails = await mailsOf(house);
  const digests = mails.filter((mail) => /^Subject: Recoup, \d{4}-/m.test(mail));
  expect(digests).toHaveLength((await readDigests(house.db, 100)).length);
  expect(digests.join('\n')).toContain(`bin/recoup decisions show ${first?.decision}`);
}, 120_000);
