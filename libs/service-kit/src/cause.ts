/** What an error says; one of several addresses (`localhost`) says nothing, but has a code. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
