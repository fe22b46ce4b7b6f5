/** One line of the benchmark's table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** What it is held against; `atLeast` or `atMost` by `better`. */
  readonly bar: number;
  readonly better: 'higher' | 'lower';
  readonly unit: string;
}
