/** What a person should know, above everything else: warnings, fillings, figures that can't be had. */

import { dateTime } from './format.js';
import { foreign, h, rebuild } from './dom.js';

const URGENT = new Set(['kafka_unreachable', 'redis_unreachable', 'partition_stopped', 'no_leader']);

const CONSEQUENCE = {
  kafka_unreachable: 'Nothing new is counted and lag isn’t known; what was counted stays visible.',
  redis_unreachable: 'No figures can be read. Nothing is lost: they go on from the log when Redis is back.',
};

export function showNotices(element, frame) {
  const { pipeline } = frame;
  const fillings = pipeline.groups.filter((group) => group.generation?.filling);
  const dashboard = pipeline.groups.find((group) => group.name === 'dashboard');
  const data = {
    warnings: pipeline.warnings,
    fillings: fillings.map((group) => [group.name, group.generation.filled, group.generation.partitions]),
    since: frame.asOf?.since ?? dashboard?.generation?.since ?? null,
    error: pipeline.redis.reachable ? frame.error ?? null : null,
  };
  rebuild(element, data, () => [
    ...data.warnings.map(warning),
    ...(data.error ? [notice('urgent', h('p', {}, 'No figures: ', foreign(data.error.detail)))] : []),
    ...data.fillings.map(filling),
    ...(data.since && data.fillings.length === 0
      ? [notice('info', h('p', {}, `Counted since ${dateTime(data.since)}: what came before had left the log.`))] : []),
  ]);
}

function notice(level, ...children) {
  return h('div', { class: 'notice', 'data-level': level }, ...children);
}

/** The viewer's own time, where the server wrote UTC. */
const inLocalTime = (text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => dateTime(time));

function warning({ code, text, remedy }, i) {
  const id = `remedy-${i}`;
  const consequence = CONSEQUENCE[code];
  // "command (what it does)": only the command is to be copied.
  const [, command, effect] = remedy?.match(/^(.*?)(?: \((.*)\))?$/s) ?? [];
  return notice(URGENT.has(code) ? 'urgent' : 'warning', h('p', {}, foreign(inLocalTime(text))),
    consequence ? h('p', { class: 'aside' }, consequence) : null,
    remedy ? h('div', { class: 'remedy' }, h('span', {}, 'Remedy'),
      h('code', { id, tabindex: 0 }, command), h('button', { type: 'button', 'data-copy': id }, 'Copy'),
      effect ? h('span', { class: 'aside' }, effect) : null) : null);
}

function filling([name, filled, partitions]) {
  const bar = h('progress', { max: partitions, value: filled, 'aria-label': `Filling of ${name}` });
  const consequence = name === 'inbox' ? 'Inboxes answer 503 until it is done.'
    : 'Figures are lower bounds until it is done.';
  return notice('info', h('p', {}, `Redis is being filled from the log for ${name}: ${filled} of ${partitions} partitions. ${
    consequence}`), bar);
}
