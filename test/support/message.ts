import type { Message } from '../../src/notify/channel';

/** A reminder to a seller, as it leaves the outbox. */
export const REMINDER: Message = {
  id: '5f0c3f0e-8f5e-4a52-9d53-2f6f3c1f1a11',
  noticeId: 12,
  template: 'rung',
  audience: 'seller',
  level: 0,
  subject: 'case:7',
  account: 'acct_1',
  figures: { caseNumber: 7, currency: 'usd', shortfallMinor: 500 },
  queuedMs: Date.parse('2026-03-02T10:00:00Z'),
  words: {
    subject: 'Reminder: you owe 5.00 USD – please read',
    text: 'Hello,\n\nYou still owe 5.00 USD.\n',
    html: '<!doctype html><p>You still owe 5.00 USD.</p>',
  },
};
