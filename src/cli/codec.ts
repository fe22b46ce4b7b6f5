import { Command } from 'commander';
import { readConfig } from '../config';
import { EncryptionCodec } from '../temporal/codec';
import { createCodecServer } from '../temporal/codec-server';

const PORT = 8234;

export function codecCommand(): Command {
  return new Command('codec')
    .description(
      'Decrypt for Temporal’s UI and command line on this machine; whoever reaches it reads everything',
    )
    .option('--port <port>', `port on 127.0.0.1 (default: ${PORT})`)
    .action(async ({ port }: { readonly port?: string }) => {
      const { codecKeys, temporal } = readConfig(process.env, ['RECOUP_CODEC_KEYS']);
      const app = createCodecServer({
        codec: new EncryptionCodec(codecKeys),
        uiOrigin: temporal.uiUrl === null ? null : new URL(temporal.uiUrl).origin,
      });
      const address = await app.listen({ host: '127.0.0.1', port: portOf(port) });
      console.log(`Decrypting at ${address}: give it to Temporal as its codec endpoint. Ctrl-C ends it.`);
      const stop = (): void => {
        void app.close().then(() => process.exit(0));
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
}

function portOf(given: string | undefined): number {
  if (given === undefined) return PORT;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`--port is "${given}"; it takes a port from 1 to 65535, or 0 for any free one.`);
}
