import { execFileSync, spawnSync } from 'node:child_process';

/** PostgreSQL refuses to run as root; there it runs as this user. */
const NAME = 'postgres';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Null: as whoever runs Recoup. As root the user `postgres`, made if it is missing. */
export function postgresIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  return lookUp() ?? create();
}

function lookUp(): Identity | null {
  const ask = (flag: string) => spawnSync('id', [flag, NAME], { encoding: 'utf8' });
  const [user, group] = [ask('-u'), ask('-g')];
  if (user.status !== 0 || group.status !== 0) return null;
  return { uid: Number(user.stdout), gid: Number(group.stdout) };
}

function create(): Identity {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', NAME], {
      stdio: 'ignore',
    });
  } catch {
    // Another start may have made it in the meantime; the look-up below decides.
  }
  const made = lookUp();
  if (made === null) {
    throw new Error(
      `PostgreSQL does not run as root, and a user "${NAME}" could not be made for it. ` +
        `Run Recoup as an ordinary user, or make that user first: useradd --system ${NAME}`,
    );
  }
  return made;
}

/** Whether that user can pass to a folder: every folder above it must let him through. */
export function canPass(identity: Identity | null, folder: string): boolean {
  if (identity === null) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...identity, cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}
