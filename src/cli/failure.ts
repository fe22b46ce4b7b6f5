/** Prints what went wrong in words and sets the exit code; errors of the configuration carry their own. */
export function failure(error: unknown): void {
  if (!(error instanceof Error)) {
    console.error(String(error));
    process.exitCode = 1;
    return;
  }
  console.error(process.env.RECOUP_LOG_LEVEL === 'debug' ? error : error.message);
  process.exitCode = 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : 1;
}
