/** The page: frames once a second, the past once in a while, and where both go. */

import { byId, enableCopying, foreign, h, rebuild, setText } from './dom.js';
import { age, count, dateTime, plural, pointTime, rate, UNKNOWN } from './format.js';
import { load, merge, OTHER, outranked, RANGES, rates, users } from './history.js';
import { EventsChart, UsersChart } from './charts.js';
import { showLedger } from './ledger.js';
import { Live } from './live.js';
import { PipelineView } from './pipeline.js';
import { showNotices } from './notices.js';

const COLOURS = 5;
const RETRY_SECONDS = 5;
const TOP_TYPES = 8;
const OVERTAKEN_AFTER_MS = 3000;

const state = {
  range: RANGES[location.hash.slice(1)] ? location.hash.slice(1) : '15m',
  history: null, error: null, offset: 0, point: null, generation: null, loadedAt: 0, asked: new Set(),
};

// A type keeps its colour for as long as it stays in the chart.
const slots = new Map();

function assignColours(types) {
  for (const type of slots.keys()) {
    if (!types.includes(type)) {
      slots.delete(type);
    }
  }
  for (const type of types) {
    if (!slots.has(type)) {
      const taken = new Set(slots.values());
      slots.set(type, [...Array(COLOURS).keys()].find((slot) => !taken.has(slot)) ?? 0);
    }
  }
}

const variable = (type) => type === null || !slots.has(type) ? '--series-rest' : `--series-${slots.get(type)}`;

const colour = (type) => getComputedStyle(document.documentElement).getPropertyValue(variable(type)).trim();

const eventsChart = new EventsChart(byId('events-chart'), colour, (point) => {
  state.point = point;
  showLegend();
});
const usersChart = new UsersChart(byId('users-chart'));
const pipelineView = new PipelineView({ topics: byId('topics'), nodes: byId('nodes'), summary: byId('pipeline-summary') });

let drawn = { times: [], columns: [] };

/** The server's time: a viewer's clock may be wrong. */
const now = () => Date.now() + state.offset;

// --- the past

let loading = null;
let timer = null;

async function refresh() {
  clearTimeout(timer);
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  const { range } = state;
  try {
    const history = await load(range, now(), mine.signal);
    state.history = history;
    state.generation = generationOf(history.asOf);
    state.loadedAt = performance.now();
    state.error = null;
    timer = setTimeout(refresh, RANGES[range].refresh * 1000);
  } catch (error) {
    if (mine.signal.aborted) {
      return;
    }
    // What is shown is kept and marked: old figures that say so are better than none.
    state.error = error;
    timer = setTimeout(refresh, RETRY_SECONDS * 1000);
  }
  showHistory();
}

function showHistory() {
  const { history, error } = state;
  document.body.classList.toggle('stale-history', Boolean(error) || (history !== null && history.range !== state.range));
  if (!history) {
    showOverlay();
    return;
  }
  const { words, seconds, users: usersStep } = RANGES[history.range];
  assignColours([...history.types.keys()]);
  const window = [now() / 1000 - seconds, now() / 1000];
  drawn = rates(history, now());
  eventsChart.update(drawn, window);
  eventsChart.describe(words);
  usersChart.update(users(history, now()), window, words);
  setText(byId('users-step'), `different users per ${{ '1m': 'minute', '15m': '15 minutes', '1h': 'hour' }[usersStep]}`);
  setText(byId('types-range'), words);
  showLegend();
  showTypes(history);
  showOverlay();
}

function showLegend() {
  const { times, columns } = drawn;
  const at = state.point !== null && state.point < times.length ? state.point : times.length - 1;
  const chosen = state.point !== null && at >= 0;
  const entries = columns.map(({ type, values }) => [type, rate(values[at])]);
  const time = chosen ? pointTime(times[at], RANGES[state.history?.range ?? state.range].width) : 'latest';
  rebuild(byId('legend'), [entries, time, [...slots]], () => entries.length === 0 ? [] : [
    h('li', { class: 'aside' }, time),
    ...entries.map(([type, value]) => {
      const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
      swatch.style.setProperty('--colour', `var(${variable(type)})`);
      return h('li', {}, swatch, type === null ? 'all others' : foreign(type), h('b', {}, value));
    }),
  ]);
}

function showTypes(history) {
  const top = history.top.slice(0, TOP_TYPES);
  const most = top[0]?.events ?? 1;
  rebuild(byId('types'), [top, [...slots]], () => top.length === 0
    ? [h('li', { class: 'none' }, `No events in the ${RANGES[history.range].words}.`)]
    : top.map((row) => {
      const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.setProperty('--share', row.events / most);
      bar.style.setProperty('--colour', `var(${variable(row.type)})`);
      return h('li', { 'data-type': row.type }, row.type === OTHER ? h('span', { class: 'name' }, 'all other types') : foreign(row.type, { class: 'name' }),
        h('span', { class: 'value' }, h('b', {}, count(row.events)), ' ',
          h('span', { class: 'aside' }, plural(row.users, 'user'))), bar);
    }));
  const more = history.top.length - top.length;
  const note = [more > 0 ? `${plural(more, 'more type')}.` : '',
    history.atLeast ? 'Figures are lower bounds: not all of this range was counted, or it has more types than are counted apart.' : '']
    .filter(Boolean).join(' ');
  byId('at-least').hidden = note === '';
  setText(byId('at-least'), note);
}

function showOverlay() {
  const { history, error } = state;
  const nothing = history !== null && history.top.length === 0 && byId('empty').hidden;
  const text = error ? `The past can’t be loaded: ${error.message}` : nothing ? `No events in the ${RANGES[history.range].words}.` : '';
  byId('no-events').hidden = text === '';
  setText(byId('no-events'), text);
}

// --- the present

function showFrame(frame) {
  state.offset = Date.parse(frame.at) - Date.now();
  const { recent, audience, pipeline } = frame;
  setText(byId('events-per-second'), rate(recent?.eventsPerSecond));
  setText(byId('users-5m'), count(audience?.usersLast5m));
  setText(byId('users-1h'), count(audience?.usersLastHour));
  setText(byId('lag'), lagOf(pipeline));
  showNotices(byId('notices'), frame);
  pipelineView.update(pipeline);
  showLedger(byId('ledger'), pipeline);
  showEmpty(pipeline);
  showAsOf(frame);
  if (recent && state.history && RANGES[state.history.range].step === '10s') {
    merge(state.history, recent);
    showHistory();
  }
  followGeneration(frame);
}

/** Of all groups that there are. */
function lagOf(pipeline) {
  const lags = pipeline.groups.filter((group) => group.state).map((group) => group.lag);
  return lags.length === 0 || lags.includes(undefined) ? UNKNOWN : count(lags.reduce((sum, lag) => sum + lag, 0));
}

const generationOf = (asOf) => `${asOf.generation}/${asOf.filling ?? false}`;

/** Another filling of Redis, a type that nobody knew or one that has come up: what was loaded doesn't show it. */
function followGeneration({ asOf, recent }) {
  if (!asOf || !state.history) {
    return;
  }
  const generation = generationOf(asOf);
  const known = new Set(state.history.top.map((row) => row.type));
  const fresh = (recent?.types ?? []).filter((series) => series.events.some((events) => events > 0))
    .map((series) => series.type).filter((type) => !known.has(type) && !state.asked.has(type));
  const overtaken = performance.now() - state.loadedAt > OVERTAKEN_AFTER_MS && outranked(state.history);
  if (generation !== state.generation || fresh.length > 0 || overtaken) {
    state.generation = generation;
    state.loadedAt = performance.now();
    fresh.forEach((type) => state.asked.add(type));
    refresh();
  }
}

function showEmpty(pipeline) {
  const events = pipeline.topics.find((topic) => topic.kind === 'events');
  const empty = pipeline.kafka.reachable && events !== undefined
    && events.partitions.every((partition) => partition.endOffset === 0);
  const element = byId('empty');
  if (element.hidden === empty) {
    element.hidden = !empty;
    document.body.classList.toggle('nothing', empty);
    showOverlay();
  }
}

function showAsOf({ asOf }) {
  const complete = asOf?.completeUntil ? `Complete until ${dateTime(asOf.completeUntil)}` : '';
  setText(byId('as-of'), asOf?.filling ? 'Being filled' : complete);
}

function showState(connection, silence) {
  const words = {
    connecting: 'Connecting', waiting: 'Waiting for the first figures', live: 'Live',
    lost: `Reconnecting · figures are ${age(silence)} old`, silent: `No news for ${age(silence)}`,
  };
  byId('status').dataset.state = connection;
  setText(byId('status-text'), words[connection]);
  document.body.classList.toggle('stale', connection === 'lost' || connection === 'silent');
}

// --- the beginning

function showRanges() {
  byId('ranges').append(...Object.entries(RANGES).map(([key, { label, words }]) => {
    const input = h('input', { type: 'radio', name: 'range', value: key, id: `range-${key}`, 'aria-label': words });
    input.checked = key === state.range;
    input.addEventListener('change', () => {
      state.range = key;
      state.point = null;
      state.asked.clear();
      history.replaceState(null, '', `#${key}`);
      document.body.classList.add('stale-history');
      refresh();
    });
    return h('label', { for: `range-${key}` }, input, h('span', {}, label));
  }));
}

async function showSettings() {
  const host = location.hostname.includes(':') ? `[${location.hostname}]` : location.hostname;
  let ingest = '';
  try {
    const settings = await (await fetch('page/settings.json')).json();
    ingest = settings.ingestUrl;
    byId('sign-out').hidden = !settings.signedInAs;
    setText(byId('signed-in-as'), settings.signedInAs ?? '');
  } catch {
    // Not worth a word: the usual place is a good guess.
  }
  setText(byId('first-event'), `curl -X POST ${ingest || `http://${host || 'localhost'}:8080`}/v1/events \\
  -H 'Content-Type: application/json' \\
  -d '{"type":"order.paid","subject":"alice","data":{"amount":12.50,"currency":"EUR"}}'`);
}

enableCopying(document.body);
showSettings();
showRanges();
refresh();
new Live(showFrame, showState);
