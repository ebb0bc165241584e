/** The ledger: what became of every event, and what waits in Redis for Kafka. */

import { age, bytes, count, plural } from './format.js';
import { h, rebuild } from './dom.js';

const OUTCOMES = [['committed', 'committed'], ['held', 'held'], ['rejected', 'rejected'], ['unknown', 'unknown'],
  ['inFlight', 'in flight']];
const GROUPS = ['notification', 'inbox', 'dashboard'];
const ANSWERS = [['inferenceHits', 'answered from Redis'], ['inferenceMisses', 'to be computed'],
  ['inferenceCollapsed', 'waited for a computation under way'], ['inferenceFailures', 'failed']];
const COLUMNS = [['applied', 'applied'], ['duplicates', 'duplicates'], ['deadLetters', 'set aside'],
  ['lateDropped', 'too late']];
const LATER = [['drained', 'handed over from the hold'], ['skipped', 'found in Kafka already'],
  ['unleased', 'sent without a word from Redis'], ['streamCommitted', 'taken from the intake stream'],
  ['streamRejected', 'set aside from the intake stream']];

export function showLedger(element, pipeline) {
  const { ledger, holds } = pipeline;
  rebuild(element, [ledger, holds, holds.length > 0 ? pipeline.at : null], () => [
    Object.keys(ledger).length === 0 ? null : h('article', { class: 'topic ledger' },
      h('header', {}, h('h3', {}, 'Ledger'), h('p', { class: 'aside' }, 'what the nodes have counted since they started')),
      ledger.received === undefined ? null : sum(ledger),
      holds.length > 0 ? h('p', { class: 'held' }, held(holds, pipeline.at))
        : ledger.received === undefined ? null : h('p', { class: 'unheld' }, 'The hold is empty: nothing waits in Redis for Kafka.'),
      notes(ledger),
      answers(ledger),
      groups(ledger)),
  ].filter(Boolean));
}

/** received = committed + held + … */
function sum(ledger) {
  return h('dl', { class: 'sum' },
    h('div', {}, h('dt', {}, 'received'), h('dd', { 'data-ledger': 'received' }, count(ledger.received))),
    ...OUTCOMES.map(([name, word], i) => h('div', { 'data-sign': i === 0 ? '=' : '+' },
      h('dt', {}, word), h('dd', { 'data-ledger': name }, count(ledger[name])))));
}

function held(holds, at) {
  const entries = holds.reduce((all, hold) => all + hold.entries, 0);
  const size = holds.reduce((all, hold) => all + hold.bytes, 0);
  const oldest = Math.min(...holds.filter((hold) => hold.oldest).map((hold) => Date.parse(hold.oldest)));
  const waiting = Number.isFinite(oldest) ? `, the oldest for ${age(Math.max(0, (Date.parse(at) - oldest) / 1000))}` : '';
  return `Kafka can’t take ${plural(holds.length, 'partition')}: ${plural(entries, 'event')} (${bytes(size)}) wait in Redis${waiting}`;
}

function notes(ledger) {
  const shown = LATER.filter(([name]) => ledger[name] > 0).map(([name, word]) => `${count(ledger[name])} ${word}`);
  return shown.length > 0 ? h('p', { class: 'aside' }, shown.join(' · ')) : null;
}

/** What became of what models were asked; apart from events, whose sum it is no part of. */
function answers(ledger) {
  const known = ANSWERS.filter(([name]) => ledger[name] !== undefined);
  return known.length === 0 ? null : h('p', { class: 'aside inferences' }, 'Asked of models: ',
    ...known.flatMap(([name, word], i) => [i > 0 ? ' · ' : '', h('b', { 'data-ledger': name }, count(ledger[name])), ` ${word}`]));
}

function groups(ledger) {
  const rows = GROUPS.filter((group) => ledger[`${group}.applied`] !== undefined);
  return rows.length === 0 ? null : h('table', {},
    h('caption', { class: 'unseen' }, 'What consumers did with their records'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Group')),
      ...COLUMNS.map(([, word]) => h('th', { scope: 'col' }, word)))),
    h('tbody', {}, ...rows.map((group) => h('tr', {},
      h('th', { scope: 'row' }, group),
      ...COLUMNS.map(([name]) => h('td', { class: 'number' }, count(ledger[`${group}.${name}`])))))));
}
