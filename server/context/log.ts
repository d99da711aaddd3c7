import type { Log } from './context.ts';

/**
 * Patterns of mail addresses, and of the tokens of links and documents: mail servers repeat addresses, and errors may
 * contain tokens.
 */
const ADDRESS = /[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g;
const TOKEN = /(\/(?:pay|payments\/return|documents\/\w+)\/)[\w.~-]+/g;

/** A log of JSON, a line for each event, without mail addresses and tokens. */
export function jsonLog(write: (line: string) => void): Log {
  return (event, details = {}) => {
    const entry = { at: new Date().toISOString(), event, ...details };
    write(JSON.stringify(entry, (_, value) => (typeof value === 'string' ? masked(value) : value)));
  };
}

function masked(text: string): string {
  return text.replace(ADDRESS, '<address>').replace(TOKEN, '$1<token>');
}
