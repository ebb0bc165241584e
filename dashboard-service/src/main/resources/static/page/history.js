/** The past, from /v1/query: what the chosen range shows. */

const TYPES_IN_CHART = 5;
const TIMEOUT_MS = 15000;
const LONGEST_FILTER = 1900;

/** What stands for all types beyond the bound; it can't be asked for. */
export const OTHER = '(other)';

/** What each choice asks for. Users are kept at 1 min for 6 h only, so longer ranges count them per 15 min. */
export const RANGES = {
  '15m': { label: '15 min', words: 'last 15 minutes', seconds: 900, step: '10s', width: 10, users: '1m', refresh: 10 },
  '1h': { label: '1 h', words: 'last hour', seconds: 3600, step: '1m', width: 60, users: '1m', refresh: 15 },
  '6h': { label: '6 h', words: 'last 6 hours', seconds: 21600, step: '1m', width: 60, users: '15m', refresh: 30 },
  '24h': { label: '24 h', words: 'last 24 hours', seconds: 86400, step: '15m', width: 900, users: '15m', refresh: 60 },
  '7d': { label: '7 d', words: 'last 7 days', seconds: 604800, step: '1h', width: 3600, users: '1h', refresh: 120 },
};

export const WIDTHS = { '1m': 60, '15m': 900, '1h': 3600 };

const seconds = (instant) => Date.parse(instant) / 1000;

/** RSQL's own quoting: a type may hold anything. */
const quoted = (type) => `"${type.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

async function query(parameters, signal) {
  const answer = await fetch(`v1/query?${new URLSearchParams(parameters)}`,
    { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), headers: { accept: 'application/json' } });
  if (answer.status === 401) {
    // The session has ended, or the key that it began with.
    location.assign('sign-in');
  }
  const body = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(body.detail ?? `HTTP ${answer.status}`), { problem: body.type, retryable: body.retryable });
  }
  return body;
}

function points(answer, metric) {
  const values = new Map();
  for (const row of answer.results) {
    const time = seconds(row.time);
    values.set(time, (values.get(time) ?? 0) + row[metric]);
  }
  return values;
}

/** The first types, as many as fit into the chart and into a filter. */
function chosen(types) {
  let length = 0;
  return types.filter((type) => type !== OTHER).slice(0, TYPES_IN_CHART)
    .filter((type) => (length += quoted(type).length + 1) < LONGEST_FILTER);
}

/**
 * Asks for everything that a range shows. At most five types are asked for by themselves, whatever there are.
 */
export async function load(range, now, signal) {
  const { step, users } = RANGES[range];
  const from = new Date(now - RANGES[range].seconds * 1000).toISOString();
  const [ranking, totals, audience] = await Promise.all([
    query({ metrics: 'events,users', groupBy: 'type', step: 'all', from }, signal),
    query({ metrics: 'events', step, from }, signal),
    query({ metrics: 'users', step: users, from }, signal),
  ]);
  const top = ranking.results.filter((row) => row.events > 0).sort((a, b) => b.events - a.events);
  const names = chosen(top.map((row) => row.type));
  const total = points(totals, 'events');
  const types = new Map(names.map((name) => [name, new Map()]));
  if (names.length > 0) {
    const filter = `type=in=(${names.map(quoted).join(',')})`;
    const detail = await query({ metrics: 'events', groupBy: 'type', step, from, filter }, signal);
    for (const row of detail.results) {
      types.get(row.type)?.set(seconds(row.time), row.events);
    }
  }
  return {
    range, total, types, top, others: new Map(),
    users: points(audience, 'users'),
    asOf: ranking.asOf,
    atLeast: Boolean(ranking.atLeast || totals.atLeast || audience.atLeast),
  };
}

/**
 * Brings a frame's ten-second steps into what was loaded, the ranking too; only for ranges drawn in these steps. Of a
 * type that has no line of its own only what comes from now on is added: what was, the ranking has.
 */
export function merge(history, recent) {
  const times = recent.times.map(seconds);
  times.forEach((time, i) => history.total.set(time, recent.total[i]));
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
export const outranked = (history) => chosen(history.top.map((row) => row.type)).some((type) => !history.types.has(type));

/**
 * Columns for the chart: times, and per type events per second, the rest last. The step under way counts for the time
 * it has run, and isn't shown before that is a third of it.
 */
export function rates(history, now) {
  const { seconds: length, width } = RANGES[history.range];
  const nowSeconds = now / 1000;
  const times = [...history.total.keys()].filter((time) => time >= nowSeconds - length - width)
    .filter((time) => nowSeconds - time > width / 3).sort((a, b) => a - b);
  const perSecond = (events, time) => events / Math.min(width, nowSeconds - time);
  const columns = [...history.types].map(([type, events]) => ({
    type, values: times.map((time) => perSecond(events.get(time) ?? 0, time)),
  }));
  const rest = times.map((time, i) => {
    const named = columns.reduce((sum, column) => sum + column.values[i], 0);
    return Math.max(0, perSecond(history.total.get(time), time) - named);
  });
  if (rest.some((value) => value > 1e-9)) {
    columns.push({ type: null, values: rest });
  }
  return { times, columns };
}

/** Columns of the users chart. */
export function users(history, now) {
  const width = WIDTHS[RANGES[history.range].users];
  const from = now / 1000 - RANGES[history.range].seconds - width;
  const times = [...history.users.keys()].filter((time) => time >= from).sort((a, b) => a - b);
  return { times, values: times.map((time) => history.users.get(time)), width };
}
