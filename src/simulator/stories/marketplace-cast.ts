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
  foghorn: role(
    'acct_foghorn',
    'Foghorn Fishing',
    'US',
    'a closed bank account, to day 180 and beyond; pays a part by itself',
  ),
  ginza: role('acct_ginza', 'Ginza Paper', 'JP', 'a country that cannot be debited'),
  harbour: role('acct_harbour', 'Harbour Knits', 'US', 'a bank that refuses debits; recovers through sales'),
  iron: role('acct_iron', 'Iron & Oak', 'US', 'a seller whose losses Stripe bears'),
  juniper: role(
    'acct_juniper',
    'Juniper Juice',
    'US',
    'a direct charge, with the fee billed to the platform',
  ),
  krueger: role('acct_krueger', 'Kiosk Krüger', 'DE', 'an inquiry, answered by a refund'),
  lantern: role('acct_lantern', 'Lantern Maps', 'AU', 'a refund that the bank of the buyer sends back'),
  mingfai: role('acct_mingfai', 'Ming Fai Toys', 'HK', 'a contested dispute, won, with the countered fee'),
  nile: role('acct_nile', 'Nile & Nash', 'GB', 'a dispute won in part, and lost on appeal'),
  oakley: role('acct_oakley', 'Oakley Outdoors', 'US', 'a payment that fails, a refund made by hand'),
  penrose: role('acct_penrose', 'Penrose Puzzles', 'US', 'a warning of fraud, and then a dispute'),
  quartz: role('acct_quartz', 'Quartz Watches', 'DE', 'below zero in two currencies at once'),
  rowan: role('acct_rowan', 'Rowan Roasters', 'GB', 'payouts held, and a seller who changes the schedule'),
  sable: role('acct_sable', 'Sable Fashion', 'US', 'rejected; little is owed, and Stripe is late'),
  tidal: role('acct_tidal', 'Tidal Surf', 'AU', 'disconnects from the marketplace while owing'),
  umber: role('acct_umber', 'Umber Inks', 'DE', 'a debit that comes back after all was settled'),
  velvet: role('acct_velvet', 'Velvet Optik', 'DE', 'a capability that slides in silence'),
  wren: role('acct_wren', 'Wren & Daughter', 'US', 'a debt that people forgive'),
  yarrow: role('acct_yarrow', 'Yarrow Gardens', 'DE', 'paid by runs; a deadline, and a transfer taken back'),
} as const;

function role(account: string, name: string, country: string, part: string): Role {
  return { account, name, country, part };
}
