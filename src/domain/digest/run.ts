/** What writing digests asks of the world. */
export interface DigestActivities {
  /** Dates without a digest that is due, oldest first. */
  dueDigests(): Promise<readonly string[]>;
  /** Writes the digest of a date once, and has it told; answers whether it was new. */
  writeDigest(date: string): Promise<boolean>;
}

/** Answers the dates that were written. A day that is there already stays as it was. */
export async function runDigests(activities: DigestActivities): Promise<readonly string[]> {
  const written: string[] = [];
  for (const date of await activities.dueDigests()) {
    if (await activities.writeDigest(date)) written.push(date);
  }
  return written;
}
