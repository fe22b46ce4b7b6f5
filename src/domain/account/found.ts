import type { Check, Finding } from './finding';

/** What one check found: nothing where it passes. */
export type Found = readonly Finding[];

export const PASSES: Found = [];

const finding =
  (severity: Finding['severity']) =>
  (check: Check, saw: string, clears: string): Found => [{ check, severity, saw, clears }];

export const hard = finding('hard');
export const soft = finding('soft');
