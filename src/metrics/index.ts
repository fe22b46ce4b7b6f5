import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CATALOGUE, type MetricName, type MetricSpec } from './catalogue';

type Labels = Readonly<Record<string, string>>;

/** The metrics of one process, and what it passes on of others. */
export interface Metrics {
  readonly contentType: string;
  /** Everything in Prometheus' text format. */
  read(): Promise<string>;
  set(name: MetricName, value: number, labels?: Labels): void;
  /** Forgets all values of a gauge: what is gone must not go on being shown. */
  clear(name: MetricName): void;
  count(name: MetricName, labels?: Labels): void;
  observe(name: MetricName, value: number, labels?: Labels): void;
  /** Asked for before each reading; sets gauges. */
  before(refresh: () => Promise<void>): void;
  /** Text of other metrics, such as those of Temporal's SDK. */
  also(source: () => Promise<string>): void;
}

type Instrument = Gauge | Counter | Histogram;

/** Metrics exist from the first time that a process has a value for them: a receiver shows nothing of the books. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = new Map<MetricName, Instrument>();
  const refreshes: (() => Promise<void>)[] = [];
  const sources: (() => Promise<string>)[] = [];

  const instrument = (name: MetricName): Instrument => {
    const made = instruments.get(name) ?? create(name, registry);
    instruments.set(name, made);
    return made;
  };
  const wrongKind = (name: MetricName): TypeError => new TypeError(`${name} is a ${CATALOGUE[name].kind}`);

  return {
    contentType: registry.contentType,
    async read() {
      await Promise.all(refreshes.map((refresh) => refresh()));
      const texts = await Promise.all([registry.metrics(), ...sources.map((source) => source())]);
      return texts.map((text) => text.trimEnd()).join('\n') + '\n';
    },
    set(name, value, labels = {}) {
      const gauge = instrument(name);
      if (!(gauge instanceof Gauge)) throw wrongKind(name);
      gauge.set(labels, value);
    },
    clear(name) {
      instrument(name).reset();
    },
    count(name, labels = {}) {
      const counter = instrument(name);
      if (!(counter instanceof Counter)) throw wrongKind(name);
      counter.inc(labels);
    },
    observe(name, value, labels = {}) {
      const histogram = instrument(name);
      if (!(histogram instanceof Histogram)) throw wrongKind(name);
      histogram.observe(labels, value);
    },
    before: (refresh) => void refreshes.push(refresh),
    also: (source) => void sources.push(source),
  };
}

function create(name: MetricName, registry: Registry): Instrument {
  const { kind, help, labels, buckets }: MetricSpec = CATALOGUE[name];
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  switch (kind) {
    case 'gauge':
      return new Gauge(options);
    case 'counter':
      return new Counter(options);
    case 'histogram':
      return new Histogram({ ...options, ...(buckets === undefined ? {} : { buckets: [...buckets] }) });
  }
}
