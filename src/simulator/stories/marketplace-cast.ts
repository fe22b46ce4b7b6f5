import type { Role } from './story';

export type Who = keyof typeof ROLES;

export const ROLES = {
  ada: role('acct_ada', 'Ada Ceramics', 'US', 'a lost dispute, debited from the bank'),
  brixton: role('acct_brixton', 'Brixton Bikes', 'GB', 'a dispute that is won, and given back'),
  kranz: role(
    'acct_kranz',
    'Café Kranz',
    'DE',
    'half of a shared sale, disputed in part, with money at Stripe',
  ),
  dorn: role('acct_dorn', 'Dorn & Sohn', 'DE', 'the other half of it, paid out already'),
  elm: role('acct_elm', 'Elm Street Records', 'US', 'a debit that comes back, and then succeeds'),
  foghorn: role('acct_foghorn', 'Foghorn Fishing', 'US', 'a closed bank account, to day 180 and beyond'),
  ginza: role('acct_ginza', 'Ginza Paper', 'JP', 'a country that cannot be debited'),
  harbour: role('acct_harbour', 'Harbour Knits', 'US', 'a bank that refuses debits; recovers through sales'),
  iron: role('acct_iron', 'Iron & Oak', 'US', 'a seller whose losses Stripe bears'),
  juniper: role(
    'acct_juniper',
    'Juniper Juice',
    'US',
    'a direct charge, with the fee billed to the platform',
  ),
  krueger: role('acct_krueger', 'Kiosk Krüger', 'DE', 'an inquiry that comes to nothing'),
} as const;

function role(account: string, name: string, country: string, part: string): Role {
  return { account, name, country, part };
}
