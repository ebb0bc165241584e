/** What the viewer has chosen stands in the page's address, so that it can be kept and passed on. */

export const chosen = (name) => new URLSearchParams(location.search).get(name);

/** Writes choices into the address; null takes one out. */
export function choose(choices) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(choices)) {
    if (value === null) {
      address.searchParams.delete(name);
    } else {
      address.searchParams.set(name, value);
    }
  }
  history.replaceState(null, '', address);
}
