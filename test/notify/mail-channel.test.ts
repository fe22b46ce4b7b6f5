import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import { NotDelivered } from '../../src/notify/channel';
import { createMailChannel, type MailChannel } from '../../src/notify/mail-channel';
import { startMailServer } from '../support/mail-server';
import { REMINDER } from '../support/message';

const FROM = 'Ridge Market <billing@ridge.example>';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function mailServer(options: SMTPServerOptions = {}) {
  const server = await startMailServer(options);
  closers.push(() => server.close());
  return server;
}

function channel(url: string): MailChannel {
  const made = createMailChannel({ url, from: FROM });
  closers.push(() => Promise.resolve(made.close()));
  return made;
}

const refusal = (mail: MailChannel, address = 'seller@example.com'): Promise<unknown> =>
  mail.deliver(REMINDER, address).then(
    () => 'delivered',
    (error: unknown) => error,
  );

const header = (raw: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1]?.trim();

describe('a letter', () => {
  test('goes out as text and as HTML, marked as nobody’s own writing', async () => {
    const { port, received } = await mailServer();
    await channel(`smtp://127.0.0.1:${port}`).deliver(REMINDER, 'seller@example.com');
    const [letter] = received;
    expect(letter).toMatchObject({ from: 'billing@ridge.example', to: ['seller@example.com'] });
    const raw = letter?.raw ?? '';
    expect(header(raw, 'From')).toBe(FROM);
    expect(header(raw, 'Content-Type')).toContain('multipart/alternative');
    expect(header(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(raw, 'X-Recoup-Notice')).toBe('12');
    expect(raw).toContain('You still owe 5.00 USD.');
    expect(raw).toContain('<p>You still owe 5.00 USD.</p>');
  });

  test('has the same Message-ID at every attempt', async () => {
    const { port, received } = await mailServer();
    const mail = channel(`smtp://127.0.0.1:${port}`);
    await mail.deliver(REMINDER, 'seller@example.com');
    await mail.deliver(REMINDER, 'seller@example.com');
    const ids = received.map(({ raw }) => header(raw, 'Message-ID'));
    expect(ids).toEqual([`<${REMINDER.id}@ridge.example>`, `<${REMINDER.id}@ridge.example>`]);
  });

  test('goes to the one address it is given, whatever stands in it', async () => {
    const { port, received } = await mailServer();
    await refusal(channel(`smtp://127.0.0.1:${port}`), 'seller@example.com, other@example.com');
    expect(received.flatMap(({ to }) => to)).not.toContain('other@example.com');
  });

  test('brings name and password where the server asks for them', async () => {
    const seen: string[] = [];
    const { port, received } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth(auth, _session, done) {
        seen.push(`${auth.username}/${auth.password}`);
        done(null, { user: auth.username });
      },
    });
    await channel(`smtp://recoup:p%40ss@127.0.0.1:${port}`).deliver(REMINDER, 'seller@example.com');
    expect(seen).toEqual(['recoup/p@ss']);
    expect(received).toHaveLength(1);
  });
});

describe('on a wire that others can listen to, nothing is sent', () => {
  test('to a server whose certificate nobody vouches for', async () => {
    // The library warns that its own certificate is no secret, which is why it is used here.
    const warned = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { port, received } = await mailServer({ secure: true });
    warned.mockRestore();
    const error = await refusal(channel(`smtps://localhost:${port}`));
    expect(error).toMatchObject({ prospect: 'silent' });
    expect((error as NotDelivered).message).toMatch(/certificate/);
    expect(received).toEqual([]);
  });

  test('to another machine that does not know STARTTLS', async () => {
    const { port, received } = await mailServer();
    // Reaches this machine by a name that is not one of its own.
    const error = await refusal(channel(`smtp://0.0.0.0:${port}`));
    expect(error).toMatchObject({ prospect: 'silent' });
    expect((error as NotDelivered).message).toContain('STARTTLS');
    expect(received).toEqual([]);
  });
});

describe('what the server says', () => {
  test.each([
    [550, 'never'],
    [450, 'later'],
  ] as const)('%i means %s, without the address it repeats', async (responseCode, prospect) => {
    const { port } = await mailServer({
      onRcptTo(address, _session, done) {
        done(Object.assign(new Error(`<${address.address}> is not here`), { responseCode }));
      },
    });
    const error = await refusal(channel(`smtp://127.0.0.1:${port}`));
    expect(error).toBeInstanceOf(NotDelivered);
    expect(error).toMatchObject({ prospect });
    expect((error as NotDelivered).message).toContain('is not here');
    expect((error as NotDelivered).message).not.toContain('seller@example.com');
  });

  test('a wrong password is a matter of the server, not of the letter', async () => {
    const { port } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('wrong')),
    });
    const error = await refusal(channel(`smtp://recoup:secret@127.0.0.1:${port}`));
    expect(error).toMatchObject({ prospect: 'silent' });
    expect((error as NotDelivered).message).toContain('EAUTH');
    expect((error as NotDelivered).message).not.toContain('secret');
  });

  test('nothing: another attempt is made later', async () => {
    const { port, close } = await startMailServer();
    await close();
    expect(await refusal(channel(`smtp://127.0.0.1:${port}`))).toMatchObject({ prospect: 'silent' });
  });
});
