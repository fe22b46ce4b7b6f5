import { apiOperations } from '../api/description';
import type { ApiOperation } from '../api/schema';

export interface Route {
  readonly operation: ApiOperation;
  /** Values of the path's placeholders, decoded. */
  readonly path: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: ApiOperation;
  readonly segments: readonly string[];
}

const patternsByShape = new Map<string, Pattern[]>();
for (const operation of apiOperations) {
  const segments = operation.path.split('/').slice(1);
  const shape = shapeOf(operation.method, segments);
  const patterns = patternsByShape.get(shape) ?? [];
  patterns.push({ operation, segments });
  patternsByShape.set(shape, patterns);
}

/** The call that a request names, or undefined where Stripe (as far as it is modelled) has none. */
export function findRoute(method: string, pathname: string): Route | undefined {
  const segments = pathname.replace(/\/$/, '').split('/').slice(1);
  for (const pattern of patternsByShape.get(shapeOf(method, segments)) ?? []) {
    const path = match(pattern.segments, segments);
    if (path !== undefined) return { operation: pattern.operation, path };
  }
  return undefined;
}

/** Calls of one shape have the same method, length and first noun, so only a handful are compared. */
function shapeOf(method: string, segments: readonly string[]): string {
  return `${method} ${segments.length} ${segments[1] ?? ''}`;
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? '';
    if (expected.startsWith('{')) {
      const value = decode(actual);
      if (value === undefined || value === '') return undefined;
      values[expected.slice(1, -1)] = value;
    } else if (expected !== actual) {
      return undefined;
    }
  }
  return values;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
