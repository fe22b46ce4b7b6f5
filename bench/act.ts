/** What people and banks do, through the simulator's address. @throws where the simulator refuses it. */
export async function act<T>(simulator: string, name: string, args: readonly unknown[]): Promise<T> {
  const response = await fetch(`${simulator}/_simulator/acts/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return (body as { readonly result: T }).result;
}
