/** The same for every host page: the renewal server, the customers to begin with, and those to add later. */
const given = new URLSearchParams(location.search);

export const server = given.get('server');
export const customers = given.get('customers').split(',');
export const more = given.get('more').split(',');

export async function fetchToken() {
  return await (await fetch(`/token${location.search}`)).text();
}

/** Events that the host has received, for the test. */
export function heard(text) {
  document.documentElement.dataset.heard =
    `${document.documentElement.dataset.heard ?? ''} ${text}`.trim();
}
