import { z } from 'zod';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';

/** What sellers and Stripe do on a simulator, and nobody can do by the API. */
export interface SimulatorHands {
  createSeller(name: string): Promise<string>;
  /** Somebody whose sale the platform has been paid for, and who is to get a part of it. */
  createEarner(name: string, amountMinor: number): Promise<string>;
  /** The seller pays out by hand all that is available. */
  payOut(account: AccountId, currency: Currency): Promise<void>;
  /** Keeps the platform below zero for some days, as a slow bank does. */
  slowPlatformBank(days: number): Promise<void>;
}

const ANSWER = z.object({ result: z.unknown().optional(), error: z.string().optional() });

/** @throws Error with the simulator's words where it refuses. */
export function simulatorHands(url: string): SimulatorHands {
  const act = async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(new URL(`/_simulator/acts/${name}`, url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(args),
    });
    const answer = ANSWER.parse(await response.json());
    if (response.ok) return answer.result;
    throw new Error(`The simulator at ${url} refused ${name}: ${answer.error ?? response.status}`);
  };
  const createSeller = async (name: string): Promise<string> =>
    z.string().parse(await act('createSeller', { country: 'US', name, email: 'replay@example.com' }));
  return {
    createSeller,
    createEarner: async (name, amountMinor) => {
      const seller = await createSeller(name);
      const part = { seller, amountMinor, later: true };
      // Not available yet: the platform is to be short all the same.
      const money = { amountMinor, currency: 'usd', availableNow: false };
      await act('sale', { model: 'separate', ...money, parts: [part] });
      // Its event makes the account known.
      await act('meetRequirements', seller);
      return seller;
    },
    payOut: async (account, currency) => {
      await act('sellerPaysOut', account, currency);
    },
    slowPlatformBank: async (days) => {
      await act('setSwitches', { platformDebitAfterDays: days });
    },
  };
}
