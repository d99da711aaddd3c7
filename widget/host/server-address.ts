/** Reads the host's `server`. @returns the address, empty without one; null when it is no http or https address */
export function readServerAddress(given: unknown): string | null {
  if (given === undefined || given === null) return '';
  if (typeof given !== 'string' && !(given instanceof URL)) return null;
  const address = String(given).trim();
  return given === '' || isAddress(address) ? address : null;
}

function isAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text, document.baseURI).protocol);
  } catch {
    return false;
  }
}
