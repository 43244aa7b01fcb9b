import { endOf } from './pair.values.js';

const AUTHORITY = /[^\s"'`<>/?#]*/y;
/** A password that was not encoded may hold what ends a host. */
const BEYOND = /[^\s"'`<>]{0,100}/y;
const PORT = /^\d+(?:,|$)/;

/** The password of an address, `scheme://user:password@host`; `at`: behind the slashes. */
export function passwordAt(text: string, at: number): { readonly from: number; readonly to: number } | null {
  const authority = text.slice(at, endOf(AUTHORITY, text, at));
  const colon = authority.indexOf(':');
  if (colon < 0 || authority.startsWith('[')) return null;
  const from = at + colon + 1;
  const to = at + (authority.includes('@') ? authority.lastIndexOf('@') : lateEnd(text, at, authority.slice(colon + 1)));
  return to > from ? { from, to } : null;
}

function lateEnd(text: string, at: number, port: string): number {
  return port === '' || PORT.test(port) ? -1 : text.slice(at, endOf(BEYOND, text, at)).lastIndexOf('@');
}
