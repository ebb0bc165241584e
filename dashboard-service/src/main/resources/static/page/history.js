/** The past, from /v1/query: what the chosen range shows. */

import { compared, quoted, series, widthOf } from './query.js';

const TYPES_IN_CHART = 5;
const LONGEST_FILTER = 1900;

/** What stands for all types beyond the bound; it can't be asked for. */
export const OTHER = '(other)';

const seconds = (instant) => Date.parse(instant) / 1000;

/** Values by time, in the window and in the one before it, if that had any: a line along the bottom tells nobody anything. */
function points(answer, metric) {
  const now = new Map();
  const before = new Map();
  for (const row of answer.results) {
    // What isn't there isn't known, which is not zero.
    if (row[metric] !== undefined) {
      now.set(seconds(row.time), row[metric]);
    }
    if (row.previous?.[metric] !== undefined) {
      before.set(seconds(row.time), row.previous[metric]);
    }
  }
  return { now, before: [...before.values()].some((value) => value > 0) ? before : new Map() };
}

/** The first types, as many as fit into the chart and into a filter. */
function charted(types) {
  let length = 0;
  return types.filter((type) => type !== OTHER).slice(0, TYPES_IN_CHART)
    .filter((type) => (length += quoted(type).length + 1) < LONGEST_FILTER);
}

/**
 * Asks for everything that a range shows. At most five types are asked for by themselves, whatever there are.
 */
export async function load(range, now, signal) {
  const window = range.window(now);
  const { step, users } = range;
  // The ranking is compared too, so that it is of the same time as the totals.
  const [ranking, totals, events, audience] = await Promise.all([
    compared({ metrics: 'events,users', groupBy: 'type', step: 'all' }, window, signal),
    compared({ metrics: 'events,users', step: 'all' }, window, signal),
    compared({ metrics: 'events', step }, window, signal),
    compared({ metrics: 'users', step: users }, window, signal),
  ]);
  const top = ranking.results.filter((row) => row.events > 0).sort((a, b) => b.events - a.events);
  const names = charted(top.map((row) => row.type));
  const types = new Map(names.map((name) => [name, new Map()]));
  if (names.length > 0) {
    const filter = `type=in=(${names.map(quoted).join(',')})`;
    const detail = await series({ metrics: 'events', groupBy: 'type', step, filter }, window, signal);
    for (const row of detail.results) {
      types.get(row.type)?.set(seconds(row.time), row.events);
    }
  }
  return {
    range, types, top, others: new Map(),
    totals: totals.results[0] ?? { events: 0, users: 0 },
    events: points(events, 'events'),
    users: points(audience, 'users'),
    asOf: ranking.asOf,
    atLeast: Boolean(ranking.atLeast || totals.atLeast || events.atLeast || audience.atLeast),
  };
}

/** Whether frames, which are in steps of ten seconds, can be brought into it. */
export const goesOn = ({ range }) => range.step === '10s' && range.key !== 'custom';

/**
 * Brings a frame's ten-second steps into what was loaded, the ranking and the total too. Of a type that has no line of
 * its own only what comes from now on is added: what was, the ranking has.
 */
export function merge(history, recent) {
  const times = recent.times.map(seconds);
  times.forEach((time, i) => {
    history.totals.events += recent.total[i] - (history.events.now.get(time) ?? 0);
    history.events.now.set(time, recent.total[i]);
  });
  const ranked = new Map(history.top.map((row) => [row.type, row]));
  for (const { type, events } of recent.types) {
    const known = history.types.get(type) ?? history.others.get(type);
    const steps = known ?? new Map();
    let more = 0;
    times.forEach((time, i) => {
      more += known ? events[i] - (steps.get(time) ?? 0) : 0;
      steps.set(time, events[i]);
    });
    if (!known) {
      history.others.set(type, steps);
    }
    const row = ranked.get(type);
    if (row) {
      row.events += more;
    }
  }
  history.top.sort((a, b) => b.events - a.events);
}

/** Whether a type without a line of its own belongs to the first by now. */
export const outranked = (history) => charted(history.top.map((row) => row.type)).some((type) => !history.types.has(type));

/**
 * Columns for the chart: times, per type events per second, the rest last, and all of the period before. The step under
 * way counts for the time it has run, and isn't shown before that is a third of it.
 */
export function rates(history, now) {
  const width = widthOf(history.range.step);
  const { from } = history.range.window(now);
  const nowSeconds = now / 1000;
  const { now: totals, before } = history.events;
  const times = [...totals.keys()].filter((time) => time >= from / 1000 - width)
    .filter((time) => nowSeconds - time > width / 3).sort((a, b) => a - b);
  const perSecond = (events, time) => events / Math.min(width, nowSeconds - time);
  const columns = [...history.types].map(([type, events]) => ({
    type, values: times.map((time) => perSecond(events.get(time) ?? 0, time)),
  }));
  const rest = times.map((time, i) => {
    const named = columns.reduce((sum, column) => sum + column.values[i], 0);
    return Math.max(0, perSecond(totals.get(time), time) - named);
  });
  if (rest.some((value) => value > 1e-9)) {
    columns.push({ type: null, values: rest });
  }
  return { times, columns, step: width, total: times.map((time) => perSecond(totals.get(time), time)),
    before: times.map((time) => before.has(time) ? before.get(time) / width : null) };
}

/** Columns of the users chart. */
export function users(history, now) {
  const width = widthOf(history.range.users);
  const { from } = history.range.window(now);
  const { now: counts, before } = history.users;
  const times = [...counts.keys()].filter((time) => time > from / 1000 - width).sort((a, b) => a - b);
  return { times, values: times.map((time) => counts.get(time)), before: times.map((time) => before.get(time) ?? null), width };
}
