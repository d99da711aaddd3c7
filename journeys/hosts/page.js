/** What every host page here is given: the renewal server, and the customers to begin with and to add later. */
const given = new URLSearchParams(location.search);

export const server = given.get('server');
export const customers = given.get('customers').split(',');
export const more = given.get('more').split(',');

export async function fetchToken() {
  return await (await fetch(`/token${location.search}`)).text();
}

/** Noted for the test: what the host has heard. */
export function heard(text) {
  document.documentElement.dataset.heard =
    `${document.documentElement.dataset.heard ?? ''} ${text}`.trim();
}
