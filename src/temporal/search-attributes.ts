import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes';

const { IndexedValueType } = temporal.api.enums.v1;

/** PERMISSION_DENIED and UNIMPLEMENTED. */
const FORBIDDEN = new Set<number>([7, 12]);

type ServerType = keyof typeof TYPES;
/** The SDK's names, what the server's interface calls them, and what its command line does. */
const TYPES = {
  TEXT: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_TEXT, commandLine: 'Text' },
  KEYWORD: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, commandLine: 'Keyword' },
  INT: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_INT, commandLine: 'Int' },
  DOUBLE: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE, commandLine: 'Double' },
  BOOL: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_BOOL, commandLine: 'Bool' },
  DATETIME: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME, commandLine: 'Datetime' },
  KEYWORD_LIST: { indexed: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST, commandLine: 'KeywordList' },
} as const;

const isServerType = (type: string): type is ServerType => Object.hasOwn(TYPES, type);

function typeOf(name: string, type: string): ServerType {
  if (!isServerType(type))
    throw new Error(`Search attribute ${name} has the type ${type}, which no server knows.`);
  return type;
}

const OURS = SEARCH_ATTRIBUTES.map(({ name, type }) => ({ name, ...TYPES[typeOf(name, type)] }));

/** `Name=Type`, as the command line takes them. */
export const commandLineAttributes = (): readonly string[] =>
  OURS.map(({ name, commandLine }) => `${name}=${commandLine}`);

/**
 * Registers what the namespace lacks and answers the names that were new. Throws if one exists with another type,
 * or if the server forbids it (Temporal Cloud does: there it is done with `tcld` or in its pages).
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const existing = new Map(Object.entries(customAttributes));
  for (const { name, indexed, commandLine } of OURS) {
    const found = existing.get(name);
    if (found !== undefined && found !== indexed) {
      throw new Error(
        `The namespace ${namespace} has a search attribute ${name} of another type; Recoup needs ${commandLine}. ` +
          `Remove it (temporal operator search-attribute remove --name ${name}) or use another namespace.`,
      );
    }
  }
  const missing = OURS.filter(({ name }) => !existing.has(name));
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  return missing.map(({ name }) => name);
}

/**
 * Those that the namespace lacks. None where the server lets nobody list them: whoever forbids that (Temporal Cloud
 * does) registers them elsewhere.
 */
export async function missingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<readonly string[]> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return OURS.map(({ name }) => name).filter((name) => !(name in customAttributes));
  } catch (error) {
    if (isGrpcServiceError(error) && FORBIDDEN.has(error.code)) return [];
    throw error;
  }
}

/** Without a look first: for a server that is known to have none, and cannot list them. */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  missing: typeof OURS = OURS,
): Promise<void> {
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, indexed }) => [name, indexed])),
  });
}

/** For servers on which Recoup may not do it itself. */
export function registrationCommand(namespace: string): string {
  const pairs = OURS.map(({ name, commandLine }) => `--name ${name} --type ${commandLine}`).join(' ');
  return `temporal operator search-attribute create --namespace ${namespace} ${pairs}`;
}
