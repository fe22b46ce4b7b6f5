/** What survives Temporal's JSON converter and a jsonb column unchanged: no Map, Set, Date or bigint. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
