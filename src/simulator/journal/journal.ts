import fs from 'node:fs';
import path from 'node:path';
import type { JsonValue as Json } from '../world/port';

const FILE = 'simulator.jsonl';

/**
 * An append-only file of one JSON entry a line. An appended entry is in the hands of the operating system when
 * `append` returns, so it outlives the process (not the machine: this is a simulator).
 */
export class Journal {
  private readonly file: string;
  private descriptor: number | undefined;

  /** @throws an error that names the folder where it cannot be made. */
  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, FILE);
  }

  /**
   * All entries, oldest first. A torn last line is what a killed process was just writing: it was never answered
   * for, and is dropped. @throws where any other line cannot be read.
   */
  read(): Json[] {
    if (!fs.existsSync(this.file)) return [];
    const lines = fs.readFileSync(this.file, 'utf8').split('\n');
    const last = lines.pop() ?? '';
    const entries = lines.map((line, index) => this.parse(line, index + 1));
    if (last !== '') fs.truncateSync(this.file, fs.statSync(this.file).size - Buffer.byteLength(last));
    return entries;
  }

  append(entry: Json): void {
    this.descriptor ??= fs.openSync(this.file, 'a', 0o600);
    fs.appendFileSync(this.descriptor, `${JSON.stringify(entry)}\n`);
  }

  /** Replaces the whole file by these entries, at once: a kill in between leaves the old file. */
  rewrite(entries: readonly Json[]): void {
    this.close();
    const next = `${this.file}.next`;
    fs.writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
    fs.renameSync(next, this.file);
  }

  close(): void {
    if (this.descriptor !== undefined) fs.closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private parse(line: string, number: number): Json {
    try {
      return JSON.parse(line) as Json;
    } catch {
      throw new Error(
        `${this.file}, line ${number}, is not JSON: the file was changed or damaged. Move it away to begin anew.`,
      );
    }
  }
}
