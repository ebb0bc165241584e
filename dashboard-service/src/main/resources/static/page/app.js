/** The page: frames once a second, the past once in a while, and where both go. */

import { announce, byId, enableCopying, setText } from './dom.js';
import { age, count, dateTime, rate, UNKNOWN } from './format.js';
import { funnels, retentions } from './journeys.js';
import { Inference } from './inference.js';
import { goesOn, load, merge, outranked } from './history.js';
import { showLedger } from './ledger.js';
import { Live } from './live.js';
import { showNotices } from './notices.js';
import { PipelineView } from './pipeline.js';
import { RangePicker } from './range.js';
import { loadSettings } from './settings.js';
import { Traffic } from './traffic.js';
import { TopValues } from './values.js';

const RETRY_SECONDS = 5;
const OVERTAKEN_AFTER_MS = 3000;

const state = { history: null, error: null, offset: 0, generation: null, loadedAt: 0, asked: new Set() };

/** The server's time: a viewer's clock may be wrong. */
const now = () => Date.now() + state.offset;

const traffic = new Traffic();
const pipelineView = new PipelineView({ topics: byId('topics'), nodes: byId('nodes'), summary: byId('pipeline-summary') });
const picker = new RangePicker(() => {
  state.asked.clear();
  document.body.classList.add('stale-history');
  refresh();
});
const ask = (panel) => panel.refresh(picker.range, now());
const panels = [new TopValues(ask), funnels(ask), retentions(ask), new Inference()];
loadSettings();

// --- the past

let loading = null;
let timer = null;

async function refresh() {
  clearTimeout(timer);
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  const { range } = picker;
  panels.forEach(ask);
  try {
    const history = await load(range, now(), mine.signal);
    state.history = history;
    state.generation = generationOf(history.asOf);
    state.loadedAt = performance.now();
    state.error = null;
    timer = setTimeout(refresh, range.refresh * 1000);
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
  document.body.classList.toggle('stale-history', Boolean(error) || (history !== null && history.range !== picker.range));
  if (history) {
    traffic.show(history, now());
  }
  showOverlay();
}

function showOverlay() {
  const { history, error } = state;
  const nothing = history !== null && history.top.length === 0 && byId('empty').hidden;
  const text = error ? `The past can’t be loaded, and is tried again every ${RETRY_SECONDS} s: ${error.message}` : nothing
    ? `No events in the ${history.range.words}. Choose a longer range to see earlier ones.` : '';
  document.body.classList.toggle('no-history', history === null && error !== null);
  byId('no-events').hidden = text === '';
  setText(byId('no-events'), text);
}

// --- the present

function showFrame(frame) {
  state.offset = Date.parse(frame.at) - Date.now();
  const { recent, audience, pipeline } = frame;
  setText(byId('users-5m'), count(audience?.usersLast5m));
  setText(byId('events-per-second'), rate(recent?.eventsPerSecond));
  setText(byId('users-1h'), count(audience?.usersLastHour));
  setText(byId('lag'), lagOf(pipeline));
  showNotices(byId('notices'), frame);
  pipelineView.update(pipeline);
  showLedger(byId('ledger'), pipeline);
  showEmpty(pipeline);
  showAsOf(frame);
  announceNews(pipeline);
  if (recent && state.history && goesOn(state.history)) {
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

// --- what a screen reader is told: changes, never the figures

let connected = null;
let warned = '[]';

function showState(connection, silence) {
  const words = {
    connecting: 'Connecting', waiting: 'Waiting for the first figures', live: 'Live',
    lost: `Reconnecting · figures are ${age(silence)} old`, silent: `No news for ${age(silence)}`,
  };
  byId('status').dataset.state = connection;
  setText(byId('status-text'), words[connection]);
  const stale = connection === 'lost' || connection === 'silent';
  document.body.classList.toggle('stale', stale);
  if (stale && connected) {
    announce('The connection is lost. Figures stay as they were.');
    connected = false;
  } else if (connection === 'live' && connected !== true) {
    announce(connected === false ? 'Live again.' : '');
    connected = true;
  }
}

function announceNews({ warnings }) {
  const codes = JSON.stringify(warnings.map((warning) => warning.code));
  if (codes !== warned) {
    warned = codes;
    announce(warnings.length === 0 ? 'All warnings are over.' : warnings.map((warning) => warning.text).join('. '));
  }
}

enableCopying(document.body);
refresh();
new Live(showFrame, showState);
