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
 * Asks for a window and the equally long one just before it: each row has `previous` with the metrics of then. Where that
 * is not kept any more, or was not counted, it isn't compared.
 */
export async function compared(parameters, window, signal) {
  const asked = inSteps(parameters, window);
  try {
    const answer = await query({ ...asked.parameters, compare: 'previous' }, asked.window, signal);
    if (!answer.asOf.filling && !(Date.parse(answer.asOf.since) > Date.parse(answer.query.previous.from))) {
      return answer;
    }
  } catch (error) {
    if (error.status !== 400) {
      throw error;
    }
  }
  return series(parameters, window, signal);
}

/** The same steps, not compared. */
export function series(parameters, window, signal) {
  const asked = inSteps(parameters, window);
  return query(asked.parameters, asked.window, signal);
}

/** Hours and days are the viewer's; a window has as many steps as fit into it, the one under way among them. */
function inSteps(parameters, { from, to }) {
  const width = widthOf(parameters.step) * 1000;
  if (parameters.step === '1h' || parameters.step === '1d') {
    return { parameters: { ...parameters, tz: Intl.DateTimeFormat().resolvedOptions().timeZone }, window: { from, to } };
  }
  const first = Math.ceil(to / width) * width - Math.ceil((to - from) / width) * width;
  return { parameters, window: { from: width ? first : from, to } };
}
