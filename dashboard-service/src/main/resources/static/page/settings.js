/** What the page's files can't know, and the commands that depend on it. */

import { byId, setText } from './dom.js';

const NOTHING_KNOWN = { ingestUrl: '', signedInAs: null };

export async function loadSettings() {
  let settings = NOTHING_KNOWN;
  try {
    settings = { ...NOTHING_KNOWN, ...await (await fetch('page/settings.json')).json() };
  } catch {
    // Not worth a word: the usual places are a good guess.
  }
  byId('sign-out').hidden = !settings.signedInAs;
  setText(byId('signed-in-as'), settings.signedInAs ?? '');
  showCommands(settings);
}

function showCommands({ ingestUrl, signedInAs }) {
  const host = location.hostname.includes(':') ? `[${location.hostname}]` : location.hostname;
  const key = signedInAs ? " \\\n  -H \"Authorization: Bearer $KEY\"" : '';
  setText(byId('first-event'), `curl -X POST ${ingestUrl || `http://${host || 'localhost'}:8080`}/v1/events${key} \\
  -H 'Content-Type: application/json' \\
  -d '{"type":"order.paid","subject":"alice","data":{"amount":12.50,"currency":"EUR"}}'`);
  setText(byId('first-meter'), `curl -X PUT ${location.origin}${new URL('.', location.href).pathname}v1/meters/revenue${key} \\
  -H 'Content-Type: application/json' \\
  -d '{"eventType":"order.paid","aggregation":"sum",
       "valueProperty":"data.amount","groupBy":["data.currency"]}'`);
}
