import type { Log } from './context.ts';

/** Mail addresses, and tokens of links and documents: mail servers repeat the ones, errors may hold the others. */
const ADDRESS = /[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g;
const TOKEN = /(\/(?:pay|payments\/return|documents\/\w+)\/)[\w.~-]+/g;

/** A log of JSON, a line an event, in which nobody's mail address stands and no link that opens something. */
export function jsonLog(write: (line: string) => void): Log {
  return (event, details = {}) => {
    const entry = { at: new Date().toISOString(), event, ...details };
    write(JSON.stringify(entry, (_, value) => (typeof value === 'string' ? masked(value) : value)));
  };
}

function masked(text: string): string {
  return text.replace(ADDRESS, '<address>').replace(TOKEN, '$1<token>');
}
