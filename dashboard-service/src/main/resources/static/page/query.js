/** Questions to the API. */

const TIMEOUT_MS = 15000;
const SECONDS = { '10s': 10, '1m': 60, '15m': 900, '1h': 3600, '1d': 86400 };

/** The width of a step in seconds. */
export const widthOf = (step) => SECONDS[step];

/** RSQL's own quoting: a value may hold anything. */
export const quoted = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** An answer of the API; what isn't one is thrown, with its problem. */
export async function ask(path, parameters, signal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(`${path}?${new URLSearchParams(parameters)}`.replace(/\?$/, ''),
    { signal: signal ? AbortSignal.any([signal, timeout]) : timeout, headers: { accept: 'application/json' } });
  if (answer.status === 401) {
    // The session has ended, or the key that it began with.
    location.assign('sign-in');
  }
  const body = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(body.detail ?? `HTTP ${answer.status}`), { status: answer.status, problem: body.type });
  }
  return body;
}

const between = (parameters, from, to) =>
  ({ ...parameters, from: new Date(from).toISOString(), to: new Date(to).toISOString() });

export const query = (parameters, { from, to }, signal) => ask('v1/query', between(parameters, from, to), signal);

/**
 * Asks for a window and the equally long one just before it: each row has `previous` with the metrics of then, if they
 * are known. Of series, whole steps are set beside each other.
 */
export async function compared(parameters, { from, to }, signal) {
  const width = widthOf(parameters.step) * 1000;
  const length = width ? Math.ceil((to - from) / width) * width : to - from;
  const metrics = parameters.metrics.split(',');
  const [answer, before] = await Promise.all([
    query(parameters, { from, to }, signal),
    query(parameters, { from: from - length, to: to - length }, signal).catch(unlessGone),
  ]);
  const counted = before && !before.asOf.filling && !(Date.parse(before.asOf.since) > from - length);
  const rows = new Map(counted ? before.results.map((row) => [keyOf(row, metrics, width ? length : null), row]) : []);
  return { ...answer, results: answer.results.map((row) => {
    const then = rows.get(keyOf(row, metrics, width ? 0 : null));
    return then ? { ...row, previous: Object.fromEntries(metrics.map((metric) => [metric, then[metric]])) } : row;
  }) };
}

/** So long ago nothing is kept, which is no failure. */
function unlessGone(error) {
  if (error.status === 400) {
    return null;
  }
  throw error;
}

/** What a row is of: all that isn't a metric, its time moved on; null for rows that stand for the whole window. */
function keyOf({ time, ...row }, metrics, later) {
  metrics.forEach((metric) => delete row[metric]);
  return JSON.stringify([later === null ? null : Date.parse(time) + later, row]);
}
